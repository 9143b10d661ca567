package io.landfall.raster.cog;

import io.landfall.model.color.ColorRamp;
import io.landfall.raster.PixelRect;
import io.landfall.raster.warp.TileProgram;
import java.util.Arrays;

/** Shows one band in colours: red, green and blue of 1..255, rounded half up. */
final class ColorRampProgram implements TileProgram {
  private final double[] values;
  private final double[][] colors;

  ColorRampProgram(ColorRamp ramp) {
    values = ramp.stops().stream().mapToDouble(ColorRamp.ColorStop::value).toArray();
    colors =
        ramp.stops().stream()
            .map(stop -> new double[] {stop.red(), stop.green(), stop.blue()})
            .toArray(double[][]::new);
  }

  @Override
  public int outputs() {
    return 3;
  }

  @Override
  public boolean producesBytes() {
    return true;
  }

  @Override
  public void run(PixelRect area, double[][] in, double[][] out) {
    int count = (int) area.pixels();
    for (int i = 0; i < count; i++) {
      double value = in[0][i]; // out[0] may be in[0]
      if (Double.isNaN(value)) {
        out[0][i] = out[1][i] = out[2][i] = Double.NaN;
        continue;
      }
      int found = Arrays.binarySearch(values, value);
      int above = found >= 0 ? found : -found - 1;
      int upper = Math.min(above, values.length - 1);
      int lower = found >= 0 ? upper : Math.max(0, above - 1);
      double share = lower == upper ? 0 : (value - values[lower]) / (values[upper] - values[lower]);
      for (int band = 0; band < 3; band++) {
        double color = colors[lower][band] + share * (colors[upper][band] - colors[lower][band]);
        out[band][i] = Math.max(1, Math.floor(color + 0.5)); // 0 is left for no-data
      }
    }
  }
}
