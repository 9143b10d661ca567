package io.landfall.raster.warp;

import io.landfall.model.SampleType;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.mask.GridMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Renders rectangles of the output grid: row by row, takes the inputs of the tool from the scenes
 * and runs it. For one thread; keeps its buffers.
 */
public final class Mosaic implements AutoCloseable {
  /** What a tile of a map takes near full resolution. */
  private static final long USUAL_SAMPLES = 1L << 20;

  private final SampleType type;
  private final MosaicInputs inputs;
  private final GridMask mask;
  private final WarpContext context;
  private final TileProgram program;
  private final AreasAhead ahead;

  /**
   * Makes ready to render.
   *
   * @param inputs of the same plan
   * @param mask outside of which there is no data; {@code null}: none
   * @param cache of source blocks, shared with other threads
   */
  public Mosaic(
      ExportPlan plan,
      MosaicInputs inputs,
      GridMask mask,
      TileProgram program,
      RasterSources sources,
      BlockCache cache) {
    this(
        plan,
        inputs,
        mask,
        program,
        sources,
        cache,
        new WindowBuffers(WindowLimits.SAMPLES),
        ReadHelpers.NONE);
  }

  /**
   * Makes ready to render.
   *
   * @param buffers of the thread, for what it renders one after the other
   * @param helpers that read files beside the thread
   */
  public Mosaic(
      ExportPlan plan,
      MosaicInputs inputs,
      GridMask mask,
      TileProgram program,
      RasterSources sources,
      BlockCache cache,
      WindowBuffers buffers,
      ReadHelpers helpers) {
    this.type = plan.bands().type();
    this.inputs = inputs;
    this.mask = mask;
    this.context =
        new WarpContext(
            plan.grid(),
            plan.resampling(),
            sources,
            cache,
            buffers,
            WindowLimits.pixels(Math.max(1, inputs.count() + inputs.furtherBands())),
            helpers,
            sources.readAhead(cache),
            new HashSet<>());
    this.program = program;
    this.ahead = new AreasAhead(context, inputs, mask, program.halo());
  }

  /**
   * Tells what will be rendered, so that what is read for it can be fetched before.
   *
   * @param areas in the order in which {@link #render} will be called for them
   */
  public void expect(List<PixelRect> areas) {
    ahead.expect(areas);
  }

  /** Ends what fetches ahead; nothing is rendered after it. */
  @Override
  public void close() {
    context.ahead().close();
  }

  /**
   * Renders a rectangle.
   *
   * @param contributed takes the index of each scene that gave a pixel
   * @param sink takes every row, or none at all where no scene intersects
   */
  public void render(PixelRect area, BitSet contributed, PixelRowSink sink) {
    render(area, contributed, sink, null);
  }

  /**
   * Renders a rectangle likewise, and tells which scene gave each pixel.
   *
   * @param numbers takes one band of the same rows, each right after {@code sink}: the index of the
   *     pixel's scene in the plan and 1 more, NaN where there is no data; {@code null}: nobody asks
   * @throws UnsupportedOperationException if somebody asks and no one scene gives a pixel
   */
  public void render(PixelRect area, BitSet contributed, PixelRowSink sink, PixelRowSink numbers) {
    if (numbers != null && (program.halo() > 0 || inputs.groups().size() > 1)) {
      throw new UnsupportedOperationException("No one scene gives a pixel");
    }
    PixelRect around = area.grow(program.halo());
    List<List<SceneInput>> scenes =
        inputs.groups().stream().map(group -> group.scenes(around)).toList();
    if (!program.seesNoData() && scenes.stream().allMatch(List::isEmpty)) {
      return;
    }
    ahead.begin(area);
    RectangleRendering rendering = new RectangleRendering(area, contributed, sink, numbers);
    if (program.halo() == 0) {
      List<InputRows> rows = rows(around, scenes, rendering::fillWanted);
      rendering.byRows(rows);
      rows.forEach(InputRows::close);
    } else {
      List<InputRows> rows = rows(around, scenes, InputRows.WantedPixels.ALL);
      rendering.withHalo(rows);
      rows.forEach(InputRows::close);
    }
  }

  /**
   * Returns about how many bytes rendering a rectangle holds at once, beside blocks in the cache.
   * Opens files only where it matters whether they have overviews.
   */
  public long heldBytes(PixelRect area) {
    PixelRect around = area.grow(program.halo());
    List<SceneInput> scenes =
        inputs.groups().stream().flatMap(group -> group.scenes(around).stream()).toList();
    long samples =
        held(scenes, around, scene -> scene.windowSamples(around, context.maxWindowPixels()));
    if (samples > USUAL_SAMPLES) {
      samples = held(scenes, around, scene -> scene.windowSamples(around, context));
    }
    long wholeWindows =
        program.halo() == 0 ? 0 : program.heldValues() + inputs.count() + program.outputs();
    return Double.BYTES * (samples + wholeWindows * around.pixels());
  }

  private long held(List<SceneInput> scenes, PixelRect area, ToLongFunction<SceneInput> windows) {
    long largest = scenes.stream().mapToLong(windows).max().orElse(0); // the rest one by one
    if (inputs.composite() != null) {
      long ofPixel = inputs.count() * (scenes.size() + 1L) + 2;
      return largest
          + Math.min(
              inputs.groups().size() * WindowLimits.COMPOSITE_VALUES, area.pixels() * ofPixel);
    }
    long all = scenes.stream().mapToLong(windows).sum();
    if (all <= WindowLimits.OPEN_SAMPLES) {
      return all;
    }
    return largest + Math.min(WindowLimits.KEPT_VALUES, area.pixels() * inputs.count());
  }

  private List<InputRows> rows(
      PixelRect area, List<List<SceneInput>> scenes, InputRows.WantedPixels wanted) {
    long samples =
        scenes.stream()
            .flatMap(List::stream)
            .mapToLong(scene -> scene.windowSamples(area, context.maxWindowPixels()))
            .sum();
    boolean atOnce =
        samples <= WindowLimits.OPEN_SAMPLES || scenes.stream().allMatch(one -> one.size() < 2);
    List<InputRows> rows = new ArrayList<>();
    for (int i = 0; i < scenes.size(); i++) {
      rows.add(rows(scenes.get(i), inputs.groups().get(i).inputs(), area, wanted, atOnce));
    }
    return rows;
  }

  private InputRows rows(
      List<SceneInput> scenes,
      int[] group,
      PixelRect area,
      InputRows.WantedPixels wanted,
      boolean atOnce) {
    MosaicInputs.CompositeInputs composite = inputs.composite();
    if (composite != null && (scenes.size() > 1 || composite.looksAtEveryScene())) {
      return new CompositeRows(
          context, scenes, group, composite, area, wanted, WindowLimits.COMPOSITE_VALUES);
    }
    return atOnce
        ? new InputGroupRows(context, scenes, group, area)
        : new SceneBySceneRows(context, scenes, group, area, wanted);
  }

  /** A rectangle under way. */
  private final class RectangleRendering {
    private final PixelRect area;
    private final int width;
    private final BitSet contributed;
    private final PixelRowSink sink;
    private final PixelRowSink numbers;
    private final boolean[] wanted;
    private final double[][] out;

    RectangleRendering(
        PixelRect area, BitSet contributed, PixelRowSink sink, PixelRowSink numbers) {
      this.area = area;
      this.width = area.width();
      this.contributed = contributed;
      this.sink = sink;
      this.numbers = numbers;
      this.wanted = new boolean[width];
      this.out = new double[program.outputs()][width];
    }

    /** Runs a tool that looks at one pixel at a time, over each row as soon as it is there. */
    void byRows(List<InputRows> inputGroups) {
      boolean[] open = new boolean[width];
      double[][] in = new double[inputs.count()][width];
      double[][] found = new double[out.length][width];
      int[] scenes = numbers == null ? null : new int[width];
      for (int row = 0; row < area.height(); row++) {
        context.sources().ensureWanted(); // blocks that are in the cache are not read
        int inside = fillWanted(row, wanted);
        int from = first(wanted);
        int count = inside == 0 ? 0 : last(wanted) + 1 - from;
        int given = 0;
        if (scenes != null) {
          Arrays.fill(scenes, 0, count, 0);
        }
        for (InputRows inputGroup : inputGroups) {
          System.arraycopy(wanted, from, open, 0, count);
          int filled = inputGroup.fill(row, from, count, open, in, contributed, scenes);
          given = Math.max(given, filled);
        }
        if (inside == 0 || given == 0 && !program.seesNoData()) {
          fillNoData(0, width);
        } else {
          boolean direct = from == 0 && program.producesBytes();
          PixelRect part = new PixelRect(area.x0() + from, area.y0() + row, count, 1);
          program.run(part, in, direct ? out : found);
          fillNoData(0, from);
          for (int band = 0; !direct && band < out.length; band++) {
            toType(found[band], 0, count, type, out[band], from);
          }
          fillNoData(from + count, width);
          applyMask(inside, count);
        }
        sink.acceptRow(row, out);
        if (numbers != null) {
          numbers.acceptRow(row, numbers(scenes, from, count));
        }
      }
    }

    /** Tells the scene of each pixel that has data in the output. */
    private double[][] numbers(int[] scenes, int from, int count) {
      double[][] row = new double[1][width];
      Arrays.fill(row[0], Double.NaN);
      for (int i = 0; i < count; i++) {
        boolean data = false;
        for (double[] band : out) {
          data |= band[from + i] == band[from + i];
        }
        if (data && scenes[i] > 0) {
          row[0][from + i] = scenes[i];
        }
      }
      return row;
    }

    /** Gathers all inputs with pixels around, then runs the tool once. */
    void withHalo(List<InputRows> inputGroups) {
      PixelRect around = area.grow(program.halo());
      int wide = around.width();
      double[][] in = new double[inputs.count()][wide * around.height()];
      double[][] row = new double[in.length][wide];
      boolean[] open = new boolean[wide];
      for (int y = 0; y < around.height(); y++) {
        context.sources().ensureWanted();
        for (InputRows inputGroup : inputGroups) {
          Arrays.fill(open, true);
          inputGroup.fill(y, 0, wide, open, row, contributed);
        }
        for (int input = 0; input < in.length; input++) {
          System.arraycopy(row[input], 0, in[input], y * wide, wide);
        }
      }
      double[][] found = new double[out.length][width * area.height()];
      program.run(area, in, found);
      for (int y = 0; y < area.height(); y++) {
        int inside = fillWanted(y, wanted);
        for (int band = 0; band < out.length; band++) {
          toType(found[band], y * width, width, type, out[band], 0);
        }
        applyMask(inside, width);
        sink.acceptRow(y, out);
      }
    }

    private int fillWanted(int row, boolean[] into) {
      if (mask == null) {
        Arrays.fill(into, true);
        return width;
      }
      return mask.fill(area.y0() + row, area.x0(), width, into, 0);
    }

    private void fillNoData(int from, int to) {
      for (double[] band : out) {
        Arrays.fill(band, from, to, Double.NaN);
      }
    }

    /** Takes away what lies outside the mask. */
    private void applyMask(int inside, int count) {
      for (int i = 0; inside < count && i < width; i++) {
        if (!wanted[i]) {
          for (double[] band : out) {
            band[i] = Double.NaN;
          }
        }
      }
    }
  }

  private static int first(boolean[] wanted) {
    int i = 0;
    while (i < wanted.length && !wanted[i]) {
      i++;
    }
    return i;
  }

  private static int last(boolean[] wanted) {
    int i = wanted.length - 1;
    while (i >= 0 && !wanted[i]) {
      i--;
    }
    return i;
  }

  /** Rounds half up and saturates to the values that {@code type} can hold; NaN passes. */
  static void toType(double[] values, int from, int count, SampleType type, double[] into, int at) {
    if (type == SampleType.FLOAT64) {
      System.arraycopy(values, from, into, at, count);
      return;
    }
    if (type == SampleType.FLOAT32) {
      for (int i = 0; i < count; i++) {
        into[at + i] = (float) values[from + i];
      }
      return;
    }
    double min = type.min();
    double max = type.max();
    for (int i = 0; i < count; i++) {
      into[at + i] = Math.max(min, Math.min(max, Math.floor(values[from + i] + 0.5)));
    }
  }
}
