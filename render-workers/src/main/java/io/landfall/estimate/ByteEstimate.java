package io.landfall.estimate;

import io.landfall.export.ExpectedAmount;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.model.request.OutputFormat.FileFormat;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.CogLayout;
import java.util.List;

/** How large the main file of an export becomes. */
final class ByteEstimate {
  /** Averaged pixels differ more from their neighbours than those of full resolution. */
  private static final double OVERVIEW_DENSITY = 1.1;

  /** An area without data, as a share of its raw size. */
  private static final double EMPTY_IMAGE_SHARE = 0.002;

  private static final double HEADER_BYTES_OF_TILE_SET = 20_000;
  private static final double HEADER_BYTES_OF_ARRAYS = 6_000;
  private static final double HEADER_BYTES = 1_500;
  private static final double HEADER_BYTES_OF_BAND = 400;
  private static final double HEADER_BYTES_OF_TILE = 8;
  private static final double LEAST_FACTOR = 1.15;
  private static final double FACTOR_OF_SHARES = 2;
  private static final double FACTOR_OF_DEFAULTS = 3;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final EncodedSample sample;

  private ByteEstimate(ExportPlan plan, EncodedSample sample) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    this.sample = sample;
  }

  /**
   * Estimates from a sample; without one, from the compressed shares of exports of the same kind
   * that were measured lately; without those, as the planner does.
   */
  static ExpectedAmount of(ExportPlan plan, EncodedSample sample, List<MeasuredExport> alike) {
    var estimate = new ByteEstimate(plan, sample);
    if (!sample.isEmpty()) {
      double error = 2 * sample.deviation() / Math.sqrt(sample.windows());
      return ExpectedAmount.within(
          sample.isComplete() ? LEAST_FACTOR : LEAST_FACTOR + Math.min(error, 1),
          estimate.sampled(),
          "%d parts of the output, encoded on trial".formatted(sample.windows()));
    }
    double[] shares =
        alike.stream().mapToDouble(MeasuredExport::share).filter(share -> share > 0).toArray();
    if (shares.length > 0) {
      return ExpectedAmount.within(
          FACTOR_OF_SHARES,
          LineFit.median(shares) * PlanSize.rawBytes(plan),
          "what %d exports of the same kind were compressed to lately".formatted(shares.length));
    }
    return ExpectedAmount.within(
        FACTOR_OF_DEFAULTS, plan.layout().estimatedBytes(), "what is usual: nothing was measured");
  }

  private double sampled() {
    double touched = PlanSize.touchedPixels(plan);
    double all = PlanSize.pixels(plan);
    if (plan.format().type().isMapTiles()) {
      return sample.imageBytesOfPixel() * touched * pyramid() + HEADER_BYTES_OF_TILE_SET;
    }
    if (plan.format().type().isImage()) {
      return sample.imageBytesOfPixel() * touched
          + (all - touched) * plan.bands().bytesPerPixel() * EMPTY_IMAGE_SHARE;
    }
    double full =
        isCompressed()
            ? sample.bytesOfPixel() * touched
            : sample.dataShare() * plan.layout().tilesTotal() * rawTile();
    double metatileOverviews = 0;
    double headerOverviews = 0;
    for (int level = 1; level < layout.levels(); level++) {
      double bytes = full * pixels(level) / pixels(0) * density();
      if (level < layout.headerLevel()) {
        metatileOverviews += bytes;
      } else {
        headerOverviews += bytes;
      }
    }
    double header = headerBytes() + headerOverviews;
    if (plan.layout().singleObject()) {
      return header + metatileOverviews + full;
    }
    return plan.format().type().isSharded()
        ? header + paddedParts(metatileOverviews + full)
        : padded(header, metatileOverviews, full);
  }

  /** Returns how many pixels all levels have for each of full resolution. */
  private double pyramid() {
    double pixels = 0;
    for (int level = 0; level < layout.levels(); level++) {
      pixels += pixels(level) / pixels(0) * (level == 0 ? 1 : density());
    }
    return pixels;
  }

  private double density() {
    return isCompressed() ? OVERVIEW_DENSITY : 1;
  }

  private boolean isCompressed() {
    return plan.format().compression() != BlockCompression.NONE;
  }

  private double rawTile() {
    double pixels = (double) layout.blockSize() * layout.blockSize();
    double mask = plan.bands().mask() == OutputMask.INTERNAL ? pixels / Byte.SIZE : 0;
    return pixels * plan.bands().bytesPerPixel() + mask;
  }

  /** Returns what a part of each task takes, which are filled up. */
  private double paddedParts(double bytes) {
    return Math.max((double) CogAssembler.MIN_PART_BYTES * plan.layout().tasks().size(), bytes);
  }

  /** Parts of an upload are filled up, all but the last. */
  private double padded(double header, double overviews, double full) {
    int tasks = plan.layout().tasks().size();
    double least = CogAssembler.MIN_PART_BYTES;
    double overviewParts = overviews == 0 ? 0 : paddedParts(overviews);
    double fullParts = Math.max(least, full / tasks) * (tasks - 1) + full / tasks;
    return Math.max(least, header) + overviewParts + fullParts;
  }

  /** Returns the pixels that are encoded of a level: uncompressed, whole tiles. */
  private double pixels(int level) {
    return isCompressed()
        ? (double) layout.width(level) * layout.height(level)
        : (double) layout.tilesAcross(level)
            * layout.tilesDown(level)
            * layout.blockSize()
            * layout.blockSize();
  }

  private double headerBytes() {
    double tiles = 0;
    double coordinates = 0;
    for (int level = 0; level < layout.levels(); level++) {
      tiles += (double) layout.tilesAcross(level) * layout.tilesDown(level);
      coordinates += (double) layout.width(level) + layout.height(level);
    }
    if (plan.format().type() == FileFormat.ZARR) {
      return layout.levels() * HEADER_BYTES_OF_ARRAYS
          + coordinates * Double.BYTES
          + tiles * 2 * Long.BYTES;
    }
    double ofTile = HEADER_BYTES_OF_TILE * (plan.layout().bigTiff() ? 2 : 1);
    return HEADER_BYTES
        + HEADER_BYTES_OF_BAND * plan.bands().count()
        + tiles * ofTile * (plan.bands().mask() == OutputMask.INTERNAL ? 2 : 1);
  }
}
