package io.landfall.tiles;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.request.Tool;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LayerDescription.ShownRange;
import io.landfall.model.tile.TileAddress;
import io.landfall.plan.InterruptibleSources;
import io.landfall.plan.LayerPlanner.LayerPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.store.PlanCodec;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A layer made ready: its plan and all that its tiles share. Everything that decides a pixel is
 * pinned here, so that all tiles of a layer fit together, on every node. Safe for any thread.
 */
final class PlannedLayer {
  /** A tile shows a pixel of the scene as up to so many of its own. */
  private static final double ENOUGH = 1.05;

  private static final int FINGERPRINT = 20;

  private final long number;
  private final LayerPlan plan;
  private final RasterSources sources;
  private final LayerRenderer shown;
  private final LayerValues values;
  private final String fingerprint;

  /**
   * Makes a planned layer ready.
   *
   * @param number tells it from all others of the node
   * @param sources opens its files
   * @param cache of the node's source blocks
   * @param helpers that read files beside the threads that render
   */
  PlannedLayer(
      long number,
      LayerPlan plan,
      RasterSources sources,
      CoordinateTransforms transforms,
      BlockCache cache,
      ReadHelpers helpers) {
    this.number = number;
    this.fingerprint = PlanCodec.encode(plan.shown()).sha256().substring(0, FINGERPRINT);
    this.plan = plan;
    this.sources = sources;
    var index = new LayerIndex(plan);
    this.shown = new LayerRenderer(plan.shown(), index, transforms, cache, helpers);
    this.values = new LayerValues(plan, index, transforms, cache);
  }

  /** Returns what tells it from all others of the node. */
  long number() {
    return number;
  }

  /** Returns what tells it from others on all nodes: the same for the same plan. */
  UUID id() {
    return UUID.nameUUIDFromBytes(("tiles " + fingerprint).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the plan. */
  LayerPlan plan() {
    return plan;
  }

  /** Returns what gives its values. */
  LayerValues values() {
    return values;
  }

  /** Returns its files, for work that ends when {@code checkWanted} throws. */
  RasterSources sources(Runnable checkWanted) {
    return new InterruptibleSources(sources, checkWanted);
  }

  /** Returns how many layers of few scenes it counts for. */
  int weight() {
    return 1 + plan.shown().scenes().size() / 16;
  }

  /** Returns the scenes that a part of the map may show, or its tool looks at around it. */
  BitSet scenes(PixelGrid part) {
    return shown.scenes(part);
  }

  /** Tells whether a part of the map shows nothing, whose {@link #scenes} these are. */
  boolean isEmpty(PixelGrid part, BitSet scenes) {
    return shown.isEmpty(part, scenes);
  }

  /**
   * Renders a part of the map; empty where it holds nothing.
   *
   * @param scenes that it may show
   * @throws io.landfall.raster.RasterException if a source cannot be decoded
   */
  Optional<ShownPixels> render(
      PixelGrid part, BitSet scenes, Runnable checkWanted, WindowBuffers buffers) {
    OutputBands bands = plan.shown().bands();
    var pixels = new ShownPixels(part.width(), part.height(), bands.count(), bands.colors());
    shown.render(part, scenes, sources(checkWanted), buffers, new BitSet(), pixels::addRow);
    return pixels.isEmpty() ? Optional.empty() : Optional.of(pixels);
  }

  /** Describes it. */
  LayerDescription describe() {
    ExportPlan kept = plan.values();
    PixelGrid grid = plan.shown().grid();
    double side = Math.max(grid.east() - grid.west(), grid.north() - grid.south());
    int min = 0;
    while (min < TileAddress.MAX_ZOOM && WebMercator.WORLD / (2L << min) >= side) {
      min++;
    }
    int max = min;
    while (max < TileAddress.MAX_ZOOM && WebMercator.resolution(max) > plan.resolution() * ENOUGH) {
      max++;
    }
    return new LayerDescription(
        WebMercator.bounds(grid),
        min,
        max,
        kept.bands().names(),
        kept.bands().type(),
        nodata(kept.bands()),
        ranges(plan.shown().tool()),
        plan.shown().warnings(),
        fingerprint);
  }

  /** Not a number tells pixels without data anyway. */
  private static Double nodata(OutputBands bands) {
    Double declared = bands.nodata();
    return declared == null || declared.isNaN() ? null : declared;
  }

  private static List<ShownRange> ranges(Tool tool) {
    if (tool instanceof Tool.ToolChain chain) {
      return ranges(chain.steps().get(chain.steps().size() - 1));
    }
    List<Tool.ValueRange> ranges =
        tool instanceof Tool.LinearStretchTool linear
            ? linear.ranges()
            : tool instanceof Tool.GammaStretchTool gamma ? gamma.ranges() : List.of();
    return ranges.stream().map(range -> new ShownRange(range.min(), range.max())).toList();
  }
}
