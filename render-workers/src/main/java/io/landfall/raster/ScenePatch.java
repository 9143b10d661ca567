package io.landfall.raster;

import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedBand;
import io.landfall.model.Resampling;
import io.landfall.model.Rescaling;
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
  private final List<Piece> pieces = new ArrayList<>();
  private final boolean reached;

  /** What a warp needs beside the plan; shared by all patches of a thread. */
  record Tools(PixelGrid grid, Resampling resampling, RasterSources sources, BlockCache cache) {}

  /** Takes a scene over pixels {@code [x0, x0 + width) x [y0, y0 + height)}. */
  ScenePatch(
      Tools tools, WindowBuffers buffers, SceneInput scene, int x0, int y0, int width, int height) {
    this.grid = tools.grid();
    this.resampling = tools.resampling();
    this.sources = tools.sources();
    this.cache = tools.cache();
    this.buffers = buffers;
    this.scene = scene;
    this.reached = split(x0, y0, 0, 0, width, height);
  }

  /** Tells whether the scene has a source pixel for any part of the rectangle. */
  boolean isReached() {
    return reached;
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
    for (Piece piece : pieces) {
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
        piece.forget();
      }
    }
    if (!some) {
      return Coverage.NONE;
    }
    if (covered < count) {
      gaps(row, from, count, into);
      return Coverage.SOME;
    }
    return whole ? Coverage.ALL : Coverage.SOME;
  }

  /** Sets what no piece covers to NaN. */
  private void gaps(int row, int from, int count, double[][] into) {
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
        for (SceneInput.Group group : scene.groups()) {
          for (int input : group.inputs()) {
            into[input][i - from] = Double.NaN;
          }
        }
      }
    }
  }

  private boolean split(int x0, int y0, int left, int top, int width, int height) {
    Piece piece = new Piece(x0, y0, left, top, width, height);
    if (!piece.reached) {
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
  private final class Piece {
    final int left;
    final int top;
    final int width;
    final int height;
    final boolean reached;
    final long pixels;
    private final Part[] parts;
    private boolean read;
    private boolean blank;

    Piece(int x0, int y0, int left, int top, int width, int height) {
      this.left = left;
      this.top = top;
      this.width = width;
      this.height = height;
      List<SceneInput.Group> groups = scene.groups();
      this.parts = new Part[groups.size()];
      boolean all = true;
      long most = 0;
      for (int g = 0; g < parts.length; g++) {
        parts[g] = new Part(groups.get(g), x0 + left, y0 + top, width, height);
        all &= parts[g].window != null;
        most = Math.max(most, parts[g].window == null ? 0 : parts[g].window.pixels());
      }
      this.reached = all;
      this.pixels = most;
    }

    Coverage row(int row, int from, int count, int at, double[][] into) {
      if (!read) {
        for (Part part : parts) {
          part.read();
          blank |= part.isBlank();
        }
        read = true;
      }
      if (blank) {
        nothing(at, count, into);
        return Coverage.NONE;
      }
      boolean whole = true;
      for (Part part : parts) {
        whole &= part.row(row - top, from - left, count, at, into);
      }
      return whole ? Coverage.ALL : Coverage.SOME;
    }

    private void nothing(int at, int count, double[][] into) {
      for (Part part : parts) {
        for (int input : part.group.inputs()) {
          Arrays.fill(into[input], at, at + count, Double.NaN);
        }
      }
    }

    void forget() {
      for (Part part : parts) {
        part.forget();
      }
    }
  }

  /** A rectangle of one level of a source. */
  private record Extent(int x0, int y0, int width, int height) {
    long pixels() {
      return (long) width * height;
    }
  }

  /** The bands of one geometry over a piece. */
  private final class Part {
    private final SceneInput.Group group;
    private final Sampling sampling;
    private final Kernel kernel;
    private final SourceLattice lattice;
    private final Positions positions;
    private final double[][] rows;
    private final double[][] positionRows;
    private final int x0;
    private final int y0;
    private final PixelShift shift;
    private final Extent window;
    private SourceWindow source;

    Part(SceneInput.Group group, int x0, int y0, int width, int height) {
      this.group = group;
      this.x0 = x0;
      this.y0 = y0;
      this.shift = PixelShift.of(grid, group.fromGrid(), group.geometry(), x0, y0, width, height);
      this.sampling = scene.sampling(group, grid, sources);
      this.kernel = Kernel.of(resampling, sampling.scaleX(), sampling.scaleY());
      boolean corners = kernel.usesCorners();
      double offset = corners ? 0 : 0.5;
      int more = corners ? 1 : 0;
      this.lattice =
          SourceLattice.of(
              grid,
              group.fromGrid(),
              group.geometry(),
              x0 + offset,
              y0 + offset,
              width + more,
              height + more);
      this.positions = corners ? Positions.ofCorners(width) : Positions.ofCentres(width);
      this.positionRows = new double[corners ? 4 : 2][width + more];
      this.rows = new double[group.inputs().length][width];
      this.window = window();
    }

    private Extent window() {
      double[] bounds = lattice.bounds();
      int reach = kernel.reach();
      double x0 = Math.max(0, Math.floor(bounds[0] * sampling.ratioX()) - reach);
      double y0 = Math.max(0, Math.floor(bounds[1] * sampling.ratioY()) - reach);
      double x1 = Math.min(sampling.imageWidth(), Math.ceil(bounds[2] * sampling.ratioX()) + reach);
      double y1 =
          Math.min(sampling.imageHeight(), Math.ceil(bounds[3] * sampling.ratioY()) + reach);
      return x0 < x1 && y0 < y1
          ? new Extent((int) x0, (int) y0, (int) (x1 - x0), (int) (y1 - y0))
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

    void forget() {
      if (source != null) {
        for (double[] samples : source.samples()) {
          buffers.giveBack(samples);
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
      lattice.fillRow(row, positionRows[0], positionRows[1]);
      scale(positionRows[0], from, count, sampling.ratioX(), positions.x);
      scale(positionRows[1], from, count, sampling.ratioY(), positions.y);
      if (kernel.usesCorners()) {
        lattice.fillRow(row + 1, positionRows[2], positionRows[3]);
        scale(positionRows[2], from + 1, count, sampling.ratioX(), positions.oppositeX);
        scale(positionRows[3], from + 1, count, sampling.ratioY(), positions.oppositeY);
      }
      positions.count = count;
      return kernel.resample(source, positions, values);
    }

    private static void scale(double[] from, int at, int count, double ratio, double[] into) {
      for (int i = 0; i < count; i++) {
        into[i] = from[at + i] * ratio;
      }
    }
  }

  /** Gives the buffers back. */
  void close() {
    pieces.forEach(Piece::forget);
  }
}
