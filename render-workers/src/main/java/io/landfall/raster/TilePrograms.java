package io.landfall.raster;

import io.landfall.model.Tool;
import java.util.List;

/** Compiles tools. */
final class TilePrograms {
  private TilePrograms() {}

  /** Compiles a tool for {@code bands} input bands. */
  static TileProgram compile(Tool tool, int bands) {
    if (tool instanceof Tool.LinearStretch stretch) {
      return new Stretch(stretch.ranges());
    }
    return new Identity(bands);
  }

  /** Keeps values as they are. */
  private record Identity(int outputs) implements TileProgram {
    @Override
    public void run(int x0, int y0, int width, int height, double[][] in, double[][] out) {
      for (int band = 0; band < outputs; band++) {
        System.arraycopy(in[band], 0, out[band], 0, width * height);
      }
    }
  }

  /** Maps ranges to 1..255. */
  private static final class Stretch implements TileProgram {
    private final double[] min;
    private final double[] scale;

    Stretch(List<Tool.Range> ranges) {
      min = new double[ranges.size()];
      scale = new double[ranges.size()];
      for (int band = 0; band < min.length; band++) {
        Tool.Range range = ranges.get(band);
        min[band] = range.min();
        scale[band] = 254 / (range.max() - range.min());
      }
    }

    @Override
    public int outputs() {
      return min.length;
    }

    @Override
    public boolean givesBytes() {
      return true;
    }

    @Override
    public void run(int x0, int y0, int width, int height, double[][] in, double[][] out) {
      int count = width * height;
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
}
