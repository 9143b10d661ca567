package io.landfall.raster;

import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedBand;
import io.landfall.model.SampleType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Renders rectangles of the output grid: warps the scenes from the top one down until every wanted
 * pixel has data, and runs the tool. For one thread; keeps its buffers.
 */
final class Mosaic {
  /** A window of more source pixels than this is taken in pieces. */
  private static final long MAX_WINDOW_PIXELS = 16L << 20;

  private final ExportPlan plan;
  private final List<SceneInput> scenes;
  private final GridMask mask;
  private final RasterSources sources;
  private final BlockCache cache;
  private final Kernel kernel;
  private final RowProgram program;
  private final int inputBands;
  private final double[][] windows;

  Mosaic(
      ExportPlan plan,
      List<SceneInput> scenes,
      GridMask mask,
      RasterSources sources,
      BlockCache cache) {
    this.plan = plan;
    this.scenes = scenes;
    this.mask = mask;
    this.sources = sources;
    this.cache = cache;
    this.kernel = Kernel.of(plan.resampling());
    this.inputBands = plan.scenes().get(0).bands().size();
    this.program = RowProgram.compile(plan.tool(), inputBands);
    this.windows = new double[inputBands][0];
  }

  /** A rectangle under way. */
  private static final class Canvas {
    final int x0;
    final int y0;
    final int width;
    final int height;
    final boolean[] wanted;
    final double[][] bands;
    int left;

    Canvas(int x0, int y0, int width, int height, int bands) {
      this.x0 = x0;
      this.y0 = y0;
      this.width = width;
      this.height = height;
      this.wanted = new boolean[width * height];
      this.bands = new double[bands][width * height];
      for (double[] band : this.bands) {
        Arrays.fill(band, Double.NaN);
      }
    }
  }

  /**
   * Renders pixels {@code [x0, x0 + width) x [y0, y0 + height)}.
   *
   * @param contributed takes the index of each scene that gave a pixel
   * @return one array an output band, row-major, values of the output type, no-data NaN; {@code
   *     null}: no pixel has data
   */
  double[][] render(int x0, int y0, int width, int height, BitSet contributed) {
    Canvas canvas = new Canvas(x0, y0, width, height, inputBands);
    want(canvas);
    int wanted = canvas.left;
    for (int i = 0; i < scenes.size() && canvas.left > 0; i++) {
      SceneInput scene = scenes.get(i);
      if (scene != null && scene.reaches(x0, y0, x0 + width, y0 + height)) {
        int before = canvas.left;
        draw(scene, canvas, 0, 0, width, height);
        if (canvas.left < before) {
          contributed.set(i);
        }
      }
    }
    if (canvas.left == wanted) {
      return null;
    }
    for (int row = 0; row < height; row++) { // by rows, which stay in the processor's cache
      program.run(canvas.bands, canvas.bands, row * width, width);
      for (double[] band : canvas.bands) {
        toType(band, row * width, width, plan.bands().type());
      }
    }
    return canvas.bands;
  }

  private void want(Canvas canvas) {
    if (mask == null) {
      Arrays.fill(canvas.wanted, true);
      canvas.left = canvas.wanted.length;
      return;
    }
    for (int row = 0; row < canvas.height; row++) {
      canvas.left +=
          mask.fill(canvas.y0 + row, canvas.x0, canvas.width, canvas.wanted, row * canvas.width);
    }
  }

  /** Draws a scene into the wanted pixels of a part of the canvas. */
  private void draw(SceneInput scene, Canvas canvas, int left, int top, int width, int height) {
    List<SceneInput.Group> groups = scene.groups();
    SourceLattice[] lattices = new SourceLattice[groups.size()];
    SourceWindow[] bands = new SourceWindow[inputBands];
    double[] scale = new double[2 * groups.size()];
    for (int g = 0; g < lattices.length; g++) {
      SceneInput.Group group = groups.get(g);
      lattices[g] =
          SourceLattice.of(
              plan.grid(),
              group.fromGrid(),
              group.geometry(),
              canvas.x0 + left,
              canvas.y0 + top,
              width,
              height);
      Extent extent = extent(scene, group, lattices[g]);
      if (extent == null) {
        return;
      }
      if ((long) extent.width * extent.height > MAX_WINDOW_PIXELS && width * height > 1) {
        drawHalves(scene, canvas, left, top, width, height);
        return;
      }
      scale[2 * g] = extent.scaleX;
      scale[2 * g + 1] = extent.scaleY;
      for (int band : group.bands()) {
        bands[band] = read(scene.band(band), band, extent);
      }
    }
    double[] x = new double[width];
    double[] y = new double[width];
    double[][] values = new double[inputBands][width];
    for (int row = 0; row < height; row++) {
      int at = (top + row) * canvas.width + left;
      int from = firstWanted(canvas, at, width);
      if (from == width) {
        continue;
      }
      int count = lastWanted(canvas, at, width) + 1 - from;
      for (int g = 0; g < lattices.length; g++) {
        lattices[g].fillRow(row, x, y);
        cut(x, from, count, scale[2 * g]);
        cut(y, from, count, scale[2 * g + 1]);
        for (int band : groups.get(g).bands()) {
          kernel.resample(bands[band], x, y, count, values[band], 0);
        }
      }
      merge(canvas, left + from, top + row, count, values);
    }
  }

  private static int firstWanted(Canvas canvas, int at, int width) {
    int i = 0;
    while (i < width && !canvas.wanted[at + i]) {
      i++;
    }
    return i;
  }

  private static int lastWanted(Canvas canvas, int at, int width) {
    int i = width - 1;
    while (i >= 0 && !canvas.wanted[at + i]) {
      i--;
    }
    return i;
  }

  /** Moves the {@code count} positions from {@code from} on to the front, scaled. */
  private static void cut(double[] positions, int from, int count, double scale) {
    for (int i = 0; i < count; i++) {
      positions[i] = positions[from + i] * scale;
    }
  }

  private void drawHalves(
      SceneInput scene, Canvas canvas, int left, int top, int width, int height) {
    if (width >= height) {
      int half = width / 2;
      draw(scene, canvas, left, top, half, height);
      draw(scene, canvas, left + half, top, width - half, height);
    } else {
      int half = height / 2;
      draw(scene, canvas, left, top, width, half);
      draw(scene, canvas, left, top + half, width, height - half);
    }
  }

  /** The part of a level of a source that a lattice needs. */
  private record Extent(
      int level,
      int x0,
      int y0,
      int width,
      int height,
      int imageWidth,
      int imageHeight,
      double scaleX,
      double scaleY) {}

  private Extent extent(SceneInput scene, SceneInput.Group group, SourceLattice lattice) {
    double[] bounds = lattice.bounds();
    RasterInfo info = sources.open(scene.band(group.bands().get(0))).info();
    int level = level(info, lattice.step());
    int imageWidth = level == 0 ? info.width() : info.overviews().get(level - 1).width();
    int imageHeight = level == 0 ? info.height() : info.overviews().get(level - 1).height();
    double scaleX = (double) imageWidth / info.width();
    double scaleY = (double) imageHeight / info.height();
    double x0 = Math.max(0, Math.floor(bounds[0] * scaleX) - kernel.reach());
    double y0 = Math.max(0, Math.floor(bounds[1] * scaleY) - kernel.reach());
    double x1 = Math.min(imageWidth, Math.ceil(bounds[2] * scaleX) + kernel.reach());
    double y1 = Math.min(imageHeight, Math.ceil(bounds[3] * scaleY) + kernel.reach());
    if (!(x0 < x1 && y0 < y1)) {
      return null;
    }
    return new Extent(
        level,
        (int) x0,
        (int) y0,
        (int) (x1 - x0),
        (int) (y1 - y0),
        imageWidth,
        imageHeight,
        scaleX,
        scaleY);
  }

  /**
   * Returns the coarsest level that is still at least as fine as the output, when the step is two
   * pixels or more.
   */
  private static int level(RasterInfo info, double step) {
    int level = 0;
    for (int i = 0; i < info.overviews().size(); i++) {
      if ((double) info.width() / info.overviews().get(i).width() <= step * 1.01) {
        level = i + 1;
      }
    }
    return step >= 2 ? level : 0;
  }

  private SourceWindow read(PlannedBand band, int index, Extent extent) {
    int pixels = extent.width * extent.height;
    if (windows[index].length < pixels) {
      windows[index] = new double[pixels + pixels / 4];
    }
    boolean clean =
        WindowReader.readWindow(
            sources.open(band),
            cache,
            extent.level,
            band.index(),
            extent.x0,
            extent.y0,
            extent.width,
            extent.height,
            band.nodata() == null ? Double.NaN : band.nodata(),
            windows[index]);
    return new SourceWindow(
        extent.x0,
        extent.y0,
        extent.width,
        extent.height,
        extent.imageWidth,
        extent.imageHeight,
        clean,
        windows[index]);
  }

  /** Takes what is valid in all bands into the pixels that are still wanted. */
  private void merge(Canvas canvas, int left, int row, int width, double[][] values) {
    int at = row * canvas.width + left;
    int taken = 0;
    for (int i = 0; i < width; i++) {
      if (!canvas.wanted[at + i]) {
        continue;
      }
      double sum = 0;
      for (double[] band : values) {
        sum += band[i]; // NaN in any band makes NaN
      }
      if (sum == sum) {
        for (int band = 0; band < values.length; band++) {
          canvas.bands[band][at + i] = values[band][i];
        }
        canvas.wanted[at + i] = false;
        taken++;
      }
    }
    canvas.left -= taken;
  }

  /** Rounds half up and saturates to the values that {@code type} can hold, in place. */
  static void toType(double[] values, int from, int count, SampleType type) {
    if (type == SampleType.FLOAT64) {
      return;
    }
    int end = from + count;
    if (type == SampleType.FLOAT32) {
      for (int i = from; i < end; i++) {
        values[i] = (float) values[i];
      }
      return;
    }
    double min = type.min();
    double max = type.max();
    for (int i = from; i < end; i++) {
      double value = Math.floor(values[i] + 0.5);
      values[i] = value < min ? min : value > max ? max : value; // NaN passes
    }
  }
}
