package io.landfall.model.color;

import io.landfall.model.PlainText;
import io.landfall.model.color.ColorRamp.ColorStop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the text files of colours that {@code gdaldem color-relief} takes and QGIS writes: a line a
 * value with its red, green and blue, or the name of a colour; {@code nv} is passed over, since
 * pixels without data stay so. What cannot be kept is refused: transparency, percentages of the
 * range, and classes without transitions.
 */
public final class ColorRampReader {
  private static final Map<String, int[]> NAMES =
      Map.ofEntries(
          Map.entry("white", new int[] {255, 255, 255}),
          Map.entry("black", new int[] {0, 0, 0}),
          Map.entry("red", new int[] {255, 0, 0}),
          Map.entry("green", new int[] {0, 255, 0}),
          Map.entry("blue", new int[] {0, 0, 255}),
          Map.entry("yellow", new int[] {255, 255, 0}),
          Map.entry("magenta", new int[] {255, 0, 255}),
          Map.entry("cyan", new int[] {0, 255, 255}),
          Map.entry("aqua", new int[] {0, 255, 255}),
          Map.entry("gray", new int[] {127, 127, 127}),
          Map.entry("grey", new int[] {127, 127, 127}),
          Map.entry("orange", new int[] {255, 127, 0}),
          Map.entry("brown", new int[] {127, 63, 25}),
          Map.entry("purple", new int[] {127, 0, 255}),
          Map.entry("violet", new int[] {127, 0, 255}),
          Map.entry("indigo", new int[] {0, 0, 127}));

  private ColorRampReader() {}

  /**
   * Reads a file's text.
   *
   * @throws io.landfall.model.ExportFailure REQUEST_INVALID, naming the line
   */
  public static ColorRamp read(String text) {
    List<ColorStop> stops = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String entry = line.strip().replaceFirst("^\uFEFF", "");
      if (entry.toUpperCase(Locale.ROOT).startsWith("INTERPOLATION:")) {
        if (!entry.toUpperCase(Locale.ROOT).endsWith(":INTERPOLATED")) {
          throw wrong(number, entry, "its classes have no transitions", "Save it as interpolated");
        }
      } else if (!entry.isEmpty() && !entry.startsWith("#") && !entry.startsWith("nv")) {
        stops.add(stop(number, entry));
      }
    }
    stops.sort(Comparator.comparingDouble(ColorStop::value));
    return new ColorRamp(stops);
  }

  private static ColorStop stop(int number, String entry) {
    String[] parts = entry.split("[,:\\s]+");
    if (parts[0].endsWith("%")) {
      throw wrong(
          number,
          entry,
          "it is a share of the values' range, which differs from scene to scene",
          "Give values, or a ramp by name with --stretch MIN,MAX");
    }
    try {
      double value = Double.parseDouble(parts[0]);
      int[] rgb = parts.length == 2 ? NAMES.get(parts[1].toLowerCase(Locale.ROOT)) : null;
      if (rgb != null) {
        return new ColorStop(value, rgb[0], rgb[1], rgb[2]);
      }
      if (parts.length > 4 && parts[4].matches("\\d+") && Integer.parseInt(parts[4]) != 255) {
        throw wrong(number, entry, "its colour is transparent", "Leave its alpha out, or 255");
      }
      if (parts.length >= 4) {
        return new ColorStop(
            value,
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[2]),
            Integer.parseInt(parts[3]));
      }
    } catch (NumberFormatException e) {
      // falls through to the one failure below
    }
    throw wrong(number, entry, "it is no value with its colour", "Write VALUE RED GREEN BLUE");
  }

  private static RuntimeException wrong(int number, String entry, String why, String fix) {
    String shown = PlainText.shortened(entry, 60);
    return ColorRamp.invalid("line %d, \"%s\": %s".formatted(number, shown, why), fix);
  }
}
