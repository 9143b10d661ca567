package io.landfall.tiles;

import io.landfall.model.tile.TileLayer;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.function.UnaryOperator;

/** Plans layers and makes them ready to render. */
public interface LayerSources {
  /**
   * A plan with what opens its files.
   *
   * @param sources opens the files
   */
  record FoundLayer(LayerPlan plan, RasterSources sources) {}

  /**
   * Plans a layer: reads headers and counts values, so it blocks.
   *
   * @param checkWanted throws when nobody waits any more
   * @throws io.landfall.model.ExportFailure as planning an export of it does
   */
  FoundLayer find(TileLayer layer, Runnable checkWanted);

  /** Returns the same with other warnings. */
  default LayerSources withWarnings(UnaryOperator<String> change) {
    LayerSources all = this;
    return new LayerSources() {
      @Override
      public FoundLayer find(TileLayer layer, Runnable checkWanted) {
        FoundLayer found = all.find(layer, checkWanted);
        return new FoundLayer(found.plan().withWarnings(change), found.sources());
      }

      @Override
      public CoordinateTransforms transforms() {
        return all.transforms();
      }

      @Override
      public BlockCache blocks() {
        return all.blocks();
      }
    };
  }

  /** Returns the transforms between CRSs. */
  CoordinateTransforms transforms();

  /** Returns the node's source blocks. */
  BlockCache blocks();
}
