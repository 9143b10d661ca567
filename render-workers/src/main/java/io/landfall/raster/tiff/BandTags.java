package io.landfall.raster.tiff;

import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TagValue;
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
    var photometric = directory.photometric();
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

  private static String color(Photometric photometric, long[] extra, int band, int count) {
    int firstExtra = count - extra.length;
    if (band >= firstExtra) {
      long kind = extra[band - firstExtra];
      if (kind == TagValue.ASSOCIATED_ALPHA || kind == TagValue.UNASSOCIATED_ALPHA) {
        return "alpha";
      }
    }
    List<String> names =
        switch (photometric) {
          case WHITE_IS_ZERO, BLACK_IS_ZERO -> List.of("gray");
          case RGB, YCBCR -> RGB; // YCbCr is converted
          case PALETTE -> List.of("palette");
          case SEPARATED -> CMYK;
          case CIE_LAB, ICC_LAB, ITU_LAB, LOG_L, LOG_LUV, OTHER -> List.<String>of();
        };
    return band < names.size() ? names.get(band) : "undefined";
  }
}
