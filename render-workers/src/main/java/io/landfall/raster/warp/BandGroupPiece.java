package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;

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

  void read() {
    source = SourceWindow.read(context, group, sampling, window);
  }

  boolean isBlank() {
    return source.hasBlankBand();
  }

  void releaseBuffers() {
    if (source != null) {
      source.release(context.buffers());
      source = null;
    }
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
    boolean whole =
        shift == null
            ? kernel.resample(source, coordinates.row(y - area.y0(), x - area.x0(), count), values)
            : shift.copy(source, x, y, count, values);
    for (int i = 0; i < inputs.length && !direct; i++) {
      System.arraycopy(values[i], 0, into[inputs[i]], at, count);
    }
    return whole;
  }
}
