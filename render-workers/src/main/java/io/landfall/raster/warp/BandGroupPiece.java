package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.warp.kernel.Kernel;
import io.landfall.raster.warp.kernel.SampleCoordinates;
import io.landfall.raster.warp.kernel.SourceWindow;
import java.util.List;

/** The bands of one geometry over a {@link PatchPiece}. */
final class BandGroupPiece {
  private final WarpContext context;
  private final SceneInput.BandGroup group;
  private final PixelRect area;
  private final Sampling sampling;
  private final Kernel kernel;
  private final PixelShift shift;
  private final LevelCoordinates coordinates;
  private final PixelRect window;
  private final double[][] rows;
  private SourceWindow source;
  private GatheredRows gathered;

  BandGroupPiece(
      WarpContext context, SceneInput scene, SceneInput.BandGroup group, PixelRect area) {
    this.context = context;
    this.group = group;
    this.area = area;
    this.sampling = scene.sampling(group, context.grid(), context.sources());
    this.kernel = Kernel.of(context.resampling(), sampling.scaleX(), sampling.scaleY());
    this.shift = PixelShift.of(context.grid(), group.fromGrid(), group.geometry(), area);
    TransformGrid transformGrid =
        kernel.usesCorners()
            ? TransformGrid.ofCorners(context.grid(), group.fromGrid(), group.geometry(), area)
            : TransformGrid.ofCentres(context.grid(), group.fromGrid(), group.geometry(), area);
    this.coordinates =
        new LevelCoordinates(transformGrid, sampling, area.width(), kernel.usesCorners());
    this.window = coordinates.window(kernel.radius());
    this.rows = new double[group.inputs().length][area.width()];
  }

  boolean isIntersected() {
    return window != null;
  }

  long windowPixels() {
    return window == null ? 0 : window.pixels();
  }

  int[] inputs() {
    return group.inputs();
  }

  /** Tells whether a window of more than {@code maxPixels} can be read in parts. */
  boolean isGathered(long maxPixels) {
    return windowPixels() > maxPixels && area.pixels() <= kernel.maxGathered() && shift == null;
  }

  /** Reads what it needs: the window, or in parts one of more than {@code maxPixels}. */
  void read(long maxPixels) {
    if (isGathered(maxPixels)) {
      gathered =
          GatheredRows.read(
              context,
              group,
              sampling,
              kernel,
              coordinates,
              area,
              window,
              Math.min(WindowLimits.PART_SAMPLES, maxPixels * group.inputs().length));
    } else {
      source = SourceWindows.read(context, group, sampling, window);
    }
  }

  /** Adds what is read of each file that is fetched ahead. */
  void addWindows(List<ReadAhead.BlockWindow> windows) {
    if (window != null) {
      for (FileGroup file : group.files()) {
        SourceWindows.addWindow(context, file, sampling, window, windows);
      }
    }
  }

  boolean isBlank() {
    return source != null && source.hasBlankBand();
  }

  void releaseBuffers() {
    if (source != null) {
      SourceWindows.release(context, source);
    }
    source = null;
    gathered = null;
  }

  /** Computes a part of a row as {@link PatchPiece#row} does; returns whether all has data. */
  boolean row(int y, int x, int count, int at, double[][] into) {
    int[] inputs = group.inputs();
    boolean direct = at == 0;
    double[][] values = rows;
    if (direct) {
      values = new double[inputs.length][];
      for (int i = 0; i < inputs.length; i++) {
        values[i] = into[inputs[i]];
      }
    }
    boolean whole;
    if (gathered != null) {
      whole = gathered.copy(y, x, count, values);
    } else if (shift != null) {
      whole = shift.copy(source, x, y, count, values);
    } else {
      SampleCoordinates positions = coordinates.row(y - area.y0(), x - area.x0(), count);
      whole = kernel.resample(source, positions, values);
    }
    for (int i = 0; i < inputs.length && !direct; i++) {
      System.arraycopy(values[i], 0, into[inputs[i]], at, count);
    }
    return whole;
  }
}
