package io.landfall.raster.cog;

import io.landfall.model.request.Tool;
import io.landfall.raster.PixelRect;
import io.landfall.raster.warp.TileProgram;

/** Maps ranges to 1..255 along a curve, by a table that is finer than the steps of the bytes. */
final class GammaStretchProgram implements TileProgram {
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
            Double.isNaN(step) ? Double.NaN : curve[(int) Math.max(0, Math.min(STEPS, step + 0.5))];
      }
    }
  }
}
