package io.landfall.model.color;

import io.landfall.model.color.ColorRamp.ColorStop;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The colour ramps that people know by name, from 0 to 1. ColorBrewer's (Cynthia Brewer, Mark
 * Harrower and The Pennsylvania State University, Apache-2.0) diverge or ascend; viridis and magma
 * of Matplotlib (CC0) ascend evenly to the eye.
 */
public final class ColorRamps {
  private static final String REVERSED = "_r";
  private static final Map<String, String> COLORS = new LinkedHashMap<>();

  static {
    COLORS.put(
        "rdylgn", "a50026 d73027 f46d43 fdae61 fee08b ffffbf d9ef8b a6d96a 66bd63 1a9850 006837");
    COLORS.put(
        "brbg", "543005 8c510a bf812d dfc27d f6e8c3 f5f5f5 c7eae5 80cdc1 35978f 01665e 003c30");
    COLORS.put(
        "rdbu", "67001f b2182b d6604d f4a582 fddbc7 f7f7f7 d1e5f0 92c5de 4393c3 2166ac 053061");
    COLORS.put(
        "spectral", "9e0142 d53e4f f46d43 fdae61 fee08b ffffbf e6f598 abdda4 66c2a5 3288bd 5e4fa2");
    COLORS.put("ylgn", "ffffe5 f7fcb9 d9f0a3 addd8e 78c679 41ab5d 238443 006837 004529");
    COLORS.put("ylorbr", "ffffe5 fff7bc fee391 fec44f fe9929 ec7014 cc4c02 993404 662506");
    COLORS.put("blues", "f7fbff deebf7 c6dbef 9ecae1 6baed6 4292c6 2171b5 08519c 08306b");
    COLORS.put(
        "viridis", "440154 482576 414487 35608d 2a788e 21908c 22a884 43bf71 7ad151 bbdf27 fde725");
    COLORS.put(
        "magma", "000004 140e36 3b0f70 641a80 8c2981 b63679 de4968 f76f5c fe9f6d fece91 fcfdbf");
    COLORS.put("gray", "000000 ffffff");
  }

  private ColorRamps() {}

  /** Returns the ramp called {@code name}, in any case of letters; {@code _r} after it turns it. */
  public static Optional<ColorRamp> find(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT);
    boolean reversed = wanted.endsWith(REVERSED);
    String colors =
        COLORS.get(reversed ? wanted.substring(0, wanted.length() - REVERSED.length()) : wanted);
    return Optional.ofNullable(colors).map(hex -> ramp(hex, reversed));
  }

  /** Returns their names. */
  public static List<String> names() {
    return List.copyOf(COLORS.keySet());
  }

  private static ColorRamp ramp(String hex, boolean reversed) {
    List<String> colors = new ArrayList<>(List.of(hex.split(" ")));
    if (reversed) {
      Collections.reverse(colors);
    }
    List<ColorStop> stops = new ArrayList<>();
    for (int i = 0; i < colors.size(); i++) {
      int rgb = Integer.parseInt(colors.get(i), 16);
      double value = (double) i / (colors.size() - 1);
      stops.add(new ColorStop(value, rgb >> 16, rgb >> 8 & 255, rgb & 255));
    }
    return new ColorRamp(stops);
  }
}
