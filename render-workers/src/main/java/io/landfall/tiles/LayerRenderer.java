package io.landfall.tiles;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.cog.GridRenderer;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.warp.PixelRowSink;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Renders parts of the map with what a tool needs beyond them, so that parts fit together: the
 * pixels that it looks at around each, and those that it gives values though no scene has any. Safe
 * for any thread.
 */
final class LayerRenderer {
  private final GridRenderer renderer;
  private final LayerIndex index;
  private final LayerExtent extent;

  /**
   * Makes ready to render a plan of a layer.
   *
   * @param index of the same scenes
   */
  LayerRenderer(
      ExportPlan plan,
      LayerIndex index,
      CoordinateTransforms transforms,
      BlockCache cache,
      ReadHelpers helpers) {
    this.renderer = new GridRenderer(plan, transforms, cache, helpers);
    this.index = index;
    this.extent = LayerExtent.of(plan.grid());
  }

  /** Returns the scenes that the pixels of a part can depend on. */
  BitSet scenes(PixelGrid part) {
    return index.scenes(renderer.withHalo(part));
  }

  /** Tells whether a part holds nothing, whose {@link #scenes} these are. */
  boolean isEmpty(PixelGrid part, BitSet scenes) {
    return scenes.isEmpty() && !(renderer.seesNoData() && index.reaches(part));
  }

  /**
   * Renders a part.
   *
   * @param scenes of it
   * @param contributed takes the index of each scene that gave a pixel
   * @param sink takes every row, or none at all
   * @throws io.landfall.raster.RasterException if a source cannot be decoded
   */
  void render(
      PixelGrid part,
      BitSet scenes,
      RasterSources sources,
      WindowBuffers buffers,
      BitSet contributed,
      PixelRowSink sink) {
    boolean goesBeyondScenes = renderer.seesNoData() || renderer.withHalo(part) != part;
    renderer.render(
        part, scenes, sources, buffers, contributed, goesBeyondScenes ? onLayer(part, sink) : sink);
  }

  /** Takes away what lies beyond the layer: no export of it has that. */
  private PixelRowSink onLayer(PixelGrid part, PixelRowSink sink) {
    boolean[] columns = extent.columns(part);
    return (y, bands) -> {
      boolean isInside = extent.hasRow(part, y);
      for (double[] band : bands) {
        if (!isInside) {
          Arrays.fill(band, 0, columns.length, Double.NaN);
        }
        for (int i = 0; isInside && i < columns.length; i++) {
          band[i] = columns[i] ? band[i] : Double.NaN;
        }
      }
      sink.acceptRow(y, bands);
    };
  }
}
