package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.warp.kernel.Kernel;
import io.landfall.raster.warp.kernel.KernelAccumulator;
import io.landfall.raster.warp.kernel.SampleCoordinates;
import io.landfall.raster.warp.kernel.SourceWindow;
import java.util.Arrays;

/**
 * The values of some bands over a rectangle of the output grid, gathered from a source window that
 * is too large to hold: it is read in parts, each once, so memory does not grow with how much
 * coarser the output is than the source. For one thread.
 */
final class GatheredRows {
  private final WarpContext context;
  private final Sampling sampling;
  private final Kernel kernel;
  private final LevelCoordinates coordinates;
  private final PixelRect area;
  private final double[][] values;

  /** Makes room for a value of each band at each pixel of the rectangle. */
  private GatheredRows(
      WarpContext context,
      SceneInput.BandGroup group,
      Sampling sampling,
      Kernel kernel,
      LevelCoordinates coordinates,
      PixelRect area) {
    this.context = context;
    this.sampling = sampling;
    this.kernel = kernel;
    this.coordinates = coordinates;
    this.area = area;
    this.values = new double[group.bands().size()][];
  }

  /**
   * Reads a window and gathers the values.
   *
   * @param window that the rectangle needs
   * @param maxSamples that a part of it has at most, in all bands together
   */
  static GatheredRows read(
      WarpContext context,
      SceneInput.BandGroup group,
      Sampling sampling,
      Kernel kernel,
      LevelCoordinates coordinates,
      PixelRect area,
      PixelRect window,
      long maxSamples) {
    var rows = new GatheredRows(context, group, sampling, kernel, coordinates, area);
    for (FileGroup file : group.files()) {
      rows.read(group, file, window, maxSamples);
    }
    return rows;
  }

  private void read(SceneInput.BandGroup group, FileGroup file, PixelRect window, long maxSamples) {
    KernelAccumulator[] accumulators = new KernelAccumulator[file.members().length];
    Arrays.setAll(accumulators, band -> kernel.accumulator((int) area.pixels()));
    RasterFile raster = context.sources().open(file.file());
    long maxPixels = Math.max(1, maxSamples / accumulators.length);
    RasterInfo.Size block =
        kernel.needsWholeRows()
            ? new RasterInfo.Size(window.width(), 1)
            : raster.blockSize(sampling.level());
    for (PixelRect part : WindowParts.of(window, block, maxPixels)) {
      add(group, file, part, accumulators);
    }
    for (int band = 0; band < accumulators.length; band++) {
      values[file.members()[band]] = accumulators[band].values();
    }
  }

  /** Adds a part of the window, which is read if a row needs it. */
  private void add(
      SceneInput.BandGroup group,
      FileGroup file,
      PixelRect part,
      KernelAccumulator[] accumulators) {
    SourceWindow samples = null;
    for (int row = 0; row < area.height(); row++) {
      SampleCoordinates positions = coordinates.row(row, 0, area.width());
      if (!positions.needs(part, kernel.radius())) {
        continue;
      }
      if (samples == null) {
        samples = SourceWindows.read(context, group, file, sampling, part);
      }
      for (int band = 0; band < accumulators.length; band++) {
        accumulators[band].add(samples, band, positions, row * area.width());
      }
    }
    if (samples != null) {
      SourceWindows.release(context, samples);
    }
  }

  /** Copies a part of a row of the grid, from column {@code x} on; returns whether all has data. */
  boolean copy(int y, int x, int count, double[][] into) {
    boolean whole = true;
    int from = area.index(x, y);
    for (int band = 0; band < values.length; band++) {
      System.arraycopy(values[band], from, into[band], 0, count);
      for (int i = 0; whole && i < count; i++) {
        whole = into[band][i] == into[band][i]; // NaN is not
      }
    }
    return whole;
  }
}
