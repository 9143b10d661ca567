package io.landfall.raster.warp;

import io.landfall.model.PixelGrid;
import io.landfall.model.Resampling;
import io.landfall.model.Rescaling;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterSources;
import io.landfall.raster.WindowReader;
import io.landfall.raster.crs.TransformGrid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One scene over a rectangle of the output grid, warped row by row. Source pixels are read when the
 * first row asks for them; rectangles that need many are read piece by piece. For one thread.
 */
final class ScenePatch {
  /** More source pixels than this are read in pieces. */
  private static final long MAX_WINDOW_PIXELS = 4L << 20;

  private final PixelGrid grid;
  private final Resampling resampling;
  private final SceneInput scene;
  private final RasterSources sources;
  private final BlockCache cache;
  private final WindowBuffers buffers;
  private final List<PatchPiece> pieces = new ArrayList<>();
  private final boolean intersected;

  /** What a warp needs beside the plan; shared by all patches of a thread. */
  record WarpContext(
      PixelGrid grid, Resampling resampling, RasterSources sources, BlockCache cache) {}

  /** Takes a scene over pixels {@code [x0, x0 + width) x [y0, y0 + height)}. */
  ScenePatch(
      WarpContext context,
      WindowBuffers buffers,
      SceneInput scene,
      int x0,
      int y0,
      int width,
      int height) {
    this.grid = context.grid();
    this.resampling = context.resampling();
    this.sources = context.sources();
    this.cache = context.cache();
    this.buffers = buffers;
    this.scene = scene;
    this.intersected = split(x0, y0, 0, 0, width, height);
  }

  /** Tells whether the scene has a source pixel for any part of the rectangle. */
  boolean isIntersected() {
    return intersected;
  }

  /**
   * Computes a row of the rectangle from column {@code from} on.
   *
   * @param into one row an input of the tool, from index 0 on; those of the scene are filled
   */
  Coverage row(int row, int from, int count, double[][] into) {
    boolean whole = true;
    boolean some = false;
    int covered = 0;
    for (PatchPiece piece : pieces) {
      if (row >= piece.top && row < piece.top + piece.height) {
        int left = Math.max(from, piece.left);
        int right = Math.min(from + count, piece.left + piece.width);
        if (left < right) {
          Coverage given = piece.row(row, left, right - left, left - from, into);
          whole &= given == Coverage.ALL;
          some |= given != Coverage.NONE;
          covered += right - left;
        }
      } else if (row >= piece.top + piece.height) {
        piece.releaseBuffers();
      }
    }
    if (!some) {
      return Coverage.NONE;
    }
    if (covered < count) {
      fillGaps(row, from, count, into);
      return Coverage.SOME;
    }
    return whole ? Coverage.ALL : Coverage.SOME;
  }

  /** Sets what no piece covers to NaN. */
  private void fillGaps(int row, int from, int count, double[][] into) {
    for (int i = from; i < from + count; i++) {
      int column = i;
      boolean covered =
          pieces.stream()
              .anyMatch(
                  p ->
                      row >= p.top
                          && row < p.top + p.height
                          && column >= p.left
                          && column < p.left + p.width);
      if (!covered) {
        for (SceneInput.BandGroup group : scene.groups()) {
          for (int input : group.inputs()) {
            into[input][i - from] = Double.NaN;
          }
        }
      }
    }
  }

  private boolean split(int x0, int y0, int left, int top, int width, int height) {
    PatchPiece piece = new PatchPiece(x0, y0, left, top, width, height);
    if (!piece.intersected) {
      return false;
    }
    if (piece.pixels <= MAX_WINDOW_PIXELS || width * height == 1) {
      pieces.add(piece);
      return true;
    }
    if (height > 1) {
      int half = height / 2;
      return split(x0, y0, left, top, width, half)
          | split(x0, y0, left, top + half, width, height - half);
    }
    int half = width / 2;
    return split(x0, y0, left, top, half, height)
        | split(x0, y0, left + half, top, width - half, height);
  }

  /** A part of the rectangle whose source pixels are read at once. */
  private final class PatchPiece {
    final int left;
    final int top;
    final int width;
    final int height;
    final boolean intersected;
    final long pixels;
    private final BandGroupPiece[] groupPieces;
    private boolean read;
    private boolean hasBlankBand;

    PatchPiece(int x0, int y0, int left, int top, int width, int height) {
      this.left = left;
      this.top = top;
      this.width = width;
      this.height = height;
      List<SceneInput.BandGroup> groups = scene.groups();
      this.groupPieces = new BandGroupPiece[groups.size()];
      boolean all = true;
      long most = 0;
      for (int g = 0; g < groupPieces.length; g++) {
        groupPieces[g] = new BandGroupPiece(groups.get(g), x0 + left, y0 + top, width, height);
        all &= groupPieces[g].window != null;
        most = Math.max(most, groupPieces[g].window == null ? 0 : groupPieces[g].window.pixels());
      }
      this.intersected = all;
      this.pixels = most;
    }

    Coverage row(int row, int from, int count, int at, double[][] into) {
      if (!read) {
        for (BandGroupPiece groupPiece : groupPieces) {
          groupPiece.read();
          hasBlankBand |= groupPiece.isBlank();
        }
        read = true;
      }
      if (hasBlankBand) {
        fillNoData(at, count, into);
        return Coverage.NONE;
      }
      boolean whole = true;
      for (BandGroupPiece groupPiece : groupPieces) {
        whole &= groupPiece.row(row - top, from - left, count, at, into);
      }
      return whole ? Coverage.ALL : Coverage.SOME;
    }

    private void fillNoData(int at, int count, double[][] into) {
      for (BandGroupPiece groupPiece : groupPieces) {
        for (int input : groupPiece.group.inputs()) {
          Arrays.fill(into[input], at, at + count, Double.NaN);
        }
      }
    }

    void releaseBuffers() {
      for (BandGroupPiece groupPiece : groupPieces) {
        groupPiece.releaseBuffers();
      }
    }
  }

  /** A rectangle of one level of a source. */
  private record PixelRect(int x0, int y0, int width, int height) {
    long pixels() {
      return (long) width * height;
    }
  }

  /** The bands of one geometry over a piece. */
  private final class BandGroupPiece {
    private final SceneInput.BandGroup group;
    private final Sampling sampling;
    private final Kernel kernel;
    private final TransformGrid transformGrid;
    private final SampleCoordinates coordinates;
    private final double[][] rows;
    private final double[][] coordinateRows;
    private final int x0;
    private final int y0;
    private final PixelShift shift;
    private final PixelRect window;
    private SourceWindow source;

    BandGroupPiece(SceneInput.BandGroup group, int x0, int y0, int width, int height) {
      this.group = group;
      this.x0 = x0;
      this.y0 = y0;
      this.shift = PixelShift.of(grid, group.fromGrid(), group.geometry(), x0, y0, width, height);
      this.sampling = scene.sampling(group, grid, sources);
      this.kernel = Kernel.of(resampling, sampling.scaleX(), sampling.scaleY());
      boolean corners = kernel.usesCorners();
      double offset = corners ? 0 : 0.5;
      int more = corners ? 1 : 0;
      this.transformGrid =
          TransformGrid.of(
              grid,
              group.fromGrid(),
              group.geometry(),
              x0 + offset,
              y0 + offset,
              width + more,
              height + more);
      this.coordinates =
          corners ? SampleCoordinates.ofCorners(width) : SampleCoordinates.ofCentres(width);
      this.coordinateRows = new double[corners ? 4 : 2][width + more];
      this.rows = new double[group.inputs().length][width];
      this.window = window();
    }

    private PixelRect window() {
      double[] bounds = transformGrid.bounds();
      int radius = kernel.radius();
      double x0 = Math.max(0, Math.floor(bounds[0] * sampling.ratioX()) - radius);
      double y0 = Math.max(0, Math.floor(bounds[1] * sampling.ratioY()) - radius);
      double x1 =
          Math.min(sampling.imageWidth(), Math.ceil(bounds[2] * sampling.ratioX()) + radius);
      double y1 =
          Math.min(sampling.imageHeight(), Math.ceil(bounds[3] * sampling.ratioY()) + radius);
      return x0 < x1 && y0 < y1
          ? new PixelRect((int) x0, (int) y0, (int) (x1 - x0), (int) (y1 - y0))
          : null;
    }

    void read() {
      double[][] samples = new double[rows.length][];
      boolean clean = true;
      for (int i = 0; i < samples.length; i++) {
        PlannedBand band = group.bands().get(i);
        samples[i] = buffers.take(Math.toIntExact(window.pixels()));
        clean &=
            WindowReader.readWindow(
                sources.open(band),
                cache,
                sampling.level(),
                band.index(),
                window.x0(),
                window.y0(),
                window.width(),
                window.height(),
                band.nodata() == null ? Double.NaN : band.nodata(),
                samples[i]);
        rescale(band.rescaling(), samples[i]);
      }
      source =
          new SourceWindow(
              window.x0(),
              window.y0(),
              window.width(),
              window.height(),
              sampling.imageWidth(),
              sampling.imageHeight(),
              clean,
              samples);
    }

    private void rescale(Rescaling rescaling, double[] samples) {
      for (int i = 0; rescaling != null && i < window.pixels(); i++) {
        samples[i] = samples[i] * rescaling.scale() + rescaling.offset();
      }
    }

    /** Tells whether a band has no data at all here, as in the collar of a scene. */
    boolean isBlank() {
      for (int band = 0; !source.clean() && band < source.samples().length; band++) {
        double[] samples = source.samples()[band];
        int i = 0;
        while (i < window.pixels() && samples[i] != samples[i]) {
          i++;
        }
        if (i == window.pixels()) {
          return true;
        }
      }
      return false;
    }

    void releaseBuffers() {
      if (source != null) {
        for (double[] samples : source.samples()) {
          buffers.release(samples);
        }
        source = null;
      }
    }

    boolean row(int row, int from, int count, int at, double[][] into) {
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
              ? resample(row, from, count, values)
              : shift.copy(source, x0 + from, y0 + row, count, values);
      for (int i = 0; i < inputs.length && !direct; i++) {
        System.arraycopy(values[i], 0, into[inputs[i]], at, count);
      }
      return whole;
    }

    private boolean resample(int row, int from, int count, double[][] values) {
      transformGrid.fillRow(row, coordinateRows[0], coordinateRows[1]);
      scale(coordinateRows[0], from, count, sampling.ratioX(), coordinates.x);
      scale(coordinateRows[1], from, count, sampling.ratioY(), coordinates.y);
      if (kernel.usesCorners()) {
        transformGrid.fillRow(row + 1, coordinateRows[2], coordinateRows[3]);
        scale(coordinateRows[2], from + 1, count, sampling.ratioX(), coordinates.oppositeX);
        scale(coordinateRows[3], from + 1, count, sampling.ratioY(), coordinates.oppositeY);
      }
      coordinates.count = count;
      return kernel.resample(source, coordinates, values);
    }

    private static void scale(double[] from, int at, int count, double ratio, double[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = from[at + i] * ratio;
      }
    }
  }

  /** Gives the buffers back. */
  void close() {
    pieces.forEach(PatchPiece::releaseBuffers);
  }
}
