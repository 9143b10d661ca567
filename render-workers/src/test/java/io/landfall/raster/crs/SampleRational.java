package io.landfall.raster.crs;

import io.landfall.model.place.RationalMap;
import io.landfall.model.place.RationalMap.Normalization;
import io.landfall.model.place.RationalMap.Quotient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Coefficients as a satellite's that looks aside: nearly a plane, bent, and moved by heights. */
public final class SampleRational {
  private static final double[] LINE = {
    0.002, -0.12, -1.03, 0.21, 0.004, -0.001, 0.002, 0.003, -0.005, 0.0004,
    1e-5, 2e-6, -4e-6, 1e-6, 3e-6, 5e-6, -1e-6, 2e-6, 1e-6, 1e-7
  };
  private static final double[] SAMPLE = {
    -0.003, 1.02, -0.16, 0.17, 0.006, 0.001, -0.001, -0.004, 0.002, 0.0003,
    -2e-5, 3e-6, 5e-6, -1e-6, 4e-6, -2e-6, 1e-6, 1e-6, -3e-6, 2e-7
  };
  private static final double[] DENOMINATOR = {
    1, 0.004, -0.003, 0.002, 1e-4, 2e-5, -1e-5, 3e-5, -4e-5, 1e-5, 1e-6, 1e-7, -2e-7, 1e-8, 3e-7,
    1e-7, -1e-8, 2e-8, 1e-8, 1e-9
  };

  private SampleRational() {}

  /** Returns those of an image of so many pixels of about 30 m, at 85 degrees west. */
  public static RationalMap of(int width, int height) {
    return of(width, height, -85.25, 34.75);
  }

  /** Returns those of an image around a place. */
  public static RationalMap of(int width, int height, double longitude, double latitude) {
    double degrees = 30 / 111_000.0;
    double eastward = degrees / Math.cos(Math.toRadians(latitude));
    return new RationalMap(
        new Quotient(height / 2.0 - 0.25, height / 2.0, list(LINE), list(DENOMINATOR)),
        new Quotient(width / 2.0 + 3.75, width / 2.0, list(SAMPLE), list(DENOMINATOR)),
        new Normalization(longitude, width / 2.0 * eastward),
        new Normalization(latitude, height / 2.0 * degrees),
        new Normalization(250, 500),
        250);
  }

  private static List<Double> list(double[] values) {
    List<Double> list = new ArrayList<>();
    for (double value : values) {
      list.add(value);
    }
    return list;
  }

  /** Returns them as a file {@code _RPC.TXT} has them. */
  public static String text(RationalMap map) {
    StringBuilder text = new StringBuilder();
    put(text, "LINE_OFF", map.line().offset(), " pixels");
    put(text, "SAMP_OFF", map.sample().offset(), " pixels");
    put(text, "LAT_OFF", map.latitude().offset(), " degrees");
    put(text, "LONG_OFF", map.longitude().offset(), " degrees");
    put(text, "HEIGHT_OFF", map.height().offset(), " meters");
    put(text, "LINE_SCALE", map.line().scale(), " pixels");
    put(text, "SAMP_SCALE", map.sample().scale(), " pixels");
    put(text, "LAT_SCALE", map.latitude().scale(), " degrees");
    put(text, "LONG_SCALE", map.longitude().scale(), " degrees");
    put(text, "HEIGHT_SCALE", map.height().scale(), " meters");
    for (int i = 0; i < RationalMap.TERMS; i++) {
      put(text, "LINE_NUM_COEFF_" + (i + 1), map.line().numerator().get(i), "");
    }
    for (int i = 0; i < RationalMap.TERMS; i++) {
      put(text, "LINE_DEN_COEFF_" + (i + 1), map.line().denominator().get(i), "");
    }
    for (int i = 0; i < RationalMap.TERMS; i++) {
      put(text, "SAMP_NUM_COEFF_" + (i + 1), map.sample().numerator().get(i), "");
    }
    for (int i = 0; i < RationalMap.TERMS; i++) {
      put(text, "SAMP_DEN_COEFF_" + (i + 1), map.sample().denominator().get(i), "");
    }
    return text.toString();
  }

  private static void put(StringBuilder text, String name, double value, String unit) {
    text.append(String.format(Locale.ROOT, "%s: %+.17e%s%n", name, value, unit));
  }
}
