package io.landfall.raster.cog;

import io.landfall.model.plan.PlannedComposite;
import io.landfall.model.request.Tool;
import io.landfall.raster.PixelRect;
import io.landfall.raster.SingleFlightCache;
import io.landfall.raster.algebra.AlgebraProgram;
import io.landfall.raster.algebra.ProgramGrid;
import io.landfall.raster.color.ColorProgram;
import io.landfall.raster.warp.TileProgram;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** Compiles tools. */
final class TilePrograms {
  private TilePrograms() {}

  /**
   * Compiles a tool.
   *
   * @param bands how many input bands there are
   * @param grid of the result
   */
  static TileProgram compile(Tool tool, int bands, ProgramGrid grid) {
    return compile(tool, bands, grid, () -> {});
  }

  /**
   * Compiles a tool for work that may be given up.
   *
   * @param ensureWanted throws when it is
   */
  static TileProgram compile(Tool tool, int bands, ProgramGrid grid, Runnable ensureWanted) {
    if (tool instanceof Tool.LinearStretchTool stretch) {
      return new StretchProgram(stretch.ranges());
    } else if (tool instanceof Tool.GammaStretchTool stretch) {
      return new GammaStretchProgram(stretch);
    } else if (tool instanceof Tool.ColorRampTool colors) {
      return new ColorRampProgram(colors.ramp());
    } else if (tool instanceof Tool.ExpressionTool algebra) {
      return new MapAlgebraProgram(AlgebraProgram.compile(algebra.algebra(), grid, ensureWanted));
    } else if (tool instanceof Tool.ColorCorrectionTool color) {
      return new ColorCorrectionProgram(
          ColorProgram.compile(color.correction(), color.statistics()));
    } else if (tool instanceof Tool.PansharpenTool sharpen) {
      return new PansharpenProgram(
          sharpen.weights().stream().mapToDouble(Double::doubleValue).toArray());
    } else if (tool instanceof Tool.EncodingTool encode) {
      return new EncodeProgram(bands, encode);
    } else if (tool instanceof Tool.ToolChain chain) {
      return chain(chain.steps(), bands, grid, ensureWanted);
    }
    return new IdentityProgram(bands); // of scenes that are corrected one by one, too
  }

  /**
   * Compiles what tells the best scene of a composite, anew for each thread; {@code null}: nothing
   * does.
   */
  static Supplier<TileProgram> score(PlannedComposite composite, ProgramGrid grid) {
    return composite == null || composite.score() == null
        ? null
        : () ->
            compile(
                new Tool.ExpressionTool(composite.score()),
                composite.score().inputs().size(),
                grid);
  }

  private static TileProgram chain(
      List<Tool> steps, int bands, ProgramGrid grid, Runnable ensureWanted) {
    TileProgram first = compile(steps.get(0), bands, grid, ensureWanted);
    for (Tool step : steps.subList(1, steps.size())) {
      TileProgram then = compile(step, first.outputs(), grid, ensureWanted);
      if (then.halo() > 0 || then.outputs() < first.outputs()) {
        throw new IllegalArgumentException("Cannot chain %s after others".formatted(step));
      }
      first = new ChainedProgram(first, then);
    }
    return first;
  }

  /** One program after another that looks at single pixels and gives no fewer bands. */
  private record ChainedProgram(TileProgram first, TileProgram then) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      first.run(area, in, out);
      then.run(area, out, out);
    }

    @Override
    public int outputs() {
      return then.outputs();
    }

    @Override
    public int halo() {
      return first.halo();
    }

    @Override
    public int heldValues() {
      return first.heldValues();
    }

    @Override
    public boolean seesNoData() {
      return first.seesNoData();
    }

    @Override
    public boolean producesBytes() {
      return then.producesBytes();
    }
  }

  /** Map algebra, which gives one band. */
  private record MapAlgebraProgram(AlgebraProgram program) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      program.run(area, in, out[0]);
    }

    @Override
    public int outputs() {
      return 1;
    }

    @Override
    public int halo() {
      return program.halo();
    }

    @Override
    public int heldValues() {
      return program.halo() == 0 ? 0 : program.registers(); // else of a row
    }

    @Override
    public boolean seesNoData() {
      return program.seesNoData();
    }
  }

  /** Colour correction of three bands. */
  private record ColorCorrectionProgram(ColorProgram program) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      program.run(in, out, 0, (int) area.pixels());
    }

    @Override
    public int outputs() {
      return 3;
    }

    @Override
    public boolean producesBytes() {
      return true;
    }
  }

  /** Weighted Brovey: bands times what the panchromatic one, the last, is of their sum. */
  private record PansharpenProgram(double[] weights) implements TileProgram {
    @Override
    public int outputs() {
      return weights.length;
    }

    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      int count = (int) area.pixels();
      double[] pan = in[weights.length];
      for (int i = 0; i < count; i++) {
        double sum = 0;
        for (int band = 0; band < weights.length; band++) {
          sum += weights[band] * in[band][i];
        }
        double ratio = sum == 0 ? Double.NaN : pan[i] / sum;
        for (int band = 0; band < weights.length; band++) {
          out[band][i] = in[band][i] * ratio;
        }
      }
    }
  }

  /** Values as integers are to stand for them. */
  private record EncodeProgram(int outputs, Tool.EncodingTool encode) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      int count = (int) area.pixels();
      for (int band = 0; band < outputs; band++) {
        for (int i = 0; i < count; i++) {
          double value = (in[band][i] - encode.offset()) / encode.scale();
          out[band][i] = Math.max(encode.min(), Math.min(encode.max(), value)); // NaN passes
        }
      }
    }
  }

  /** Keeps values as they are. */
  private record IdentityProgram(int outputs) implements TileProgram {
    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      for (int band = 0; band < outputs; band++) {
        System.arraycopy(in[band], 0, out[band], 0, (int) area.pixels());
      }
    }
  }

  /** Maps ranges to 1..255. */
  private static final class StretchProgram implements TileProgram {
    private final double[] min;
    private final double[] scale;

    StretchProgram(List<Tool.ValueRange> ranges) {
      min = new double[ranges.size()];
      scale = new double[ranges.size()];
      for (int band = 0; band < min.length; band++) {
        Tool.ValueRange range = ranges.get(band);
        min[band] = range.min();
        scale[band] = 254 / (range.max() - range.min());
      }
    }

    @Override
    public int outputs() {
      return min.length;
    }

    @Override
    public boolean producesBytes() {
      return true;
    }

    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      int count = (int) area.pixels();
      for (int band = 0; band < min.length; band++) {
        double[] source = in[band];
        double[] target = out[band];
        double low = min[band];
        double factor = scale[band];
        for (int i = 0; i < count; i++) {
          double value = (source[i] - low) * factor;
          target[i] = Math.floor(1.5 + Math.max(0, Math.min(254, value))); // NaN passes
        }
      }
    }
  }

  /** Maps ranges to 1..255 along a curve, by a table that is finer than the steps of the bytes. */
  private static final class GammaStretchProgram implements TileProgram {
    private static final int STEPS = 1 << 16;

    private final double[] min;
    private final double[] scale;
    private final short[] curve = new short[STEPS + 1];

    GammaStretchProgram(Tool.GammaStretchTool stretch) {
      min = stretch.ranges().stream().mapToDouble(Tool.ValueRange::min).toArray();
      scale =
          stretch.ranges().stream()
              .mapToDouble(range -> STEPS / (range.max() - range.min()))
              .toArray();
      for (int i = 0; i <= STEPS; i++) {
        double share = StrictMath.pow((double) i / STEPS, 1 / stretch.gamma());
        curve[i] = (short) Math.floor(1.5 + 254 * share);
      }
    }

    @Override
    public int outputs() {
      return min.length;
    }

    @Override
    public boolean producesBytes() {
      return true;
    }

    @Override
    public void run(PixelRect area, double[][] in, double[][] out) {
      int count = (int) area.pixels();
      for (int band = 0; band < min.length; band++) {
        for (int i = 0; i < count; i++) {
          double step = (in[band][i] - min[band]) * scale[band];
          out[band][i] =
              Double.isNaN(step)
                  ? Double.NaN
                  : curve[(int) Math.max(0, Math.min(STEPS, step + 0.5))];
        }
      }
    }
  }

  /**
   * The programs that correct the colours of scenes one by one, compiled when a scene is begun.
   * With their tables they take up to 2 MB each, so of many scenes only those of some tiles are
   * kept.
   */
  static final class SceneCorrections implements IntFunction<TileProgram> {
    private static final int MAX_KEPT = 32;

    private final Tool.SceneColorTool tool;
    private final SingleFlightCache<Integer, TileProgram> programs =
        new SingleFlightCache<>(MAX_KEPT, program -> 1);

    SceneCorrections(Tool.SceneColorTool tool) {
      this.tool = tool;
    }

    /** Returns how many renderers without scenes of their own colours this is worth in memory. */
    long weight() {
      return Math.min(MAX_KEPT, tool.corrections().size()) / 8;
    }

    @Override
    public TileProgram apply(int scene) {
      return programs.get(
          tool.byScene().get(scene), () -> compile(tool.of(scene), 3, ProgramGrid.NONE));
    }
  }
}
