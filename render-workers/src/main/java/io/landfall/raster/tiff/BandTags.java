package io.landfall.raster.tiff;

import io.landfall.raster.RasterInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names, no-data and colours of the bands, as the tags of an image say. */
final class BandTags {
  private static final List<String> RGB = List.of("red", "green", "blue");
  private static final List<String> CMYK = List.of("cyan", "magenta", "yellow", "black");

  private BandTags() {}

  static List<RasterInfo.BandInfo> read(Directory directory, int count, StoredSample stored) {
    Double nodata = nodata(directory);
    Map<Integer, String> names = GdalMetadata.descriptions(directory.text(Tag.GDAL_METADATA));
    long[] extra = directory.numbers(Tag.EXTRA_SAMPLES);
    int photometric = (int) directory.number(Tag.PHOTOMETRIC, 1);
    List<RasterInfo.BandInfo> bands = new ArrayList<>(count);
    for (int band = 0; band < count; band++) {
      int sample = band / stored.parts();
      String name = names.getOrDefault(sample, Integer.toString(sample + 1));
      boolean complex = stored.parts() == 2;
      String part = complex ? band % 2 == 0 ? " real" : " imaginary" : "";
      String color = complex ? "undefined" : color(photometric, extra, band, count);
      bands.add(new RasterInfo.BandInfo(name + part, stored.type(), nodata, color));
    }
    return bands;
  }

  /** Returns the declared no-data value, which may be NaN; {@code null}: none, or no number. */
  static Double nodata(Directory directory) {
    String text = directory.text(Tag.GDAL_NODATA).strip();
    try {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "" -> null;
        case "nan", "-nan" -> Double.NaN;
        case "inf" -> Double.POSITIVE_INFINITY;
        case "-inf" -> Double.NEGATIVE_INFINITY;
        default -> Double.valueOf(text);
      };
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  private static String color(int photometric, long[] extra, int band, int count) {
    int firstExtra = count - extra.length;
    if (band >= firstExtra) {
      long kind = extra[band - firstExtra];
      if (kind == 1 || kind == 2) {
        return "alpha";
      }
    }
    List<String> names =
        switch (photometric) {
          case 0, 1 -> List.of("gray");
          case 2, 6 -> RGB; // YCbCr is converted
          case 3 -> List.of("palette");
          case 5 -> CMYK;
          default -> List.<String>of();
        };
    return band < names.size() ? names.get(band) : "undefined";
  }
}
