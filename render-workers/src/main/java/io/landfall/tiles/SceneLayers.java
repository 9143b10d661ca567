package io.landfall.tiles;

import io.landfall.model.tile.TileLayer;
import io.landfall.plan.LayerPlanner;
import io.landfall.plan.RasterPlanner;
import io.landfall.raster.BlockCache;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.source.SceneFiles;

/** Plans layers by the planner of exports. */
public final class SceneLayers implements LayerSources {
  private final LayerPlanner planner;
  private final SceneFiles files;
  private final CoordinateTransforms transforms;
  private final BlockCache blocks;

  /**
   * Makes the layers of a node.
   *
   * @param planner of its exports
   * @param files that this one reads
   * @param blocks of sources, shared with exports
   */
  public SceneLayers(
      RasterPlanner planner, SceneFiles files, CoordinateTransforms transforms, BlockCache blocks) {
    this.planner = new LayerPlanner(planner, transforms);
    this.files = files;
    this.transforms = transforms;
    this.blocks = blocks;
  }

  @Override
  public FoundLayer find(TileLayer layer, Runnable checkWanted) {
    return new FoundLayer(
        planner.plan(layer.request(), WebMercator.EPSG, WebMercator.WORLD, checkWanted), files);
  }

  @Override
  public CoordinateTransforms transforms() {
    return transforms;
  }

  @Override
  public BlockCache blocks() {
    return blocks;
  }
}
