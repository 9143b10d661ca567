package io.landfall.raster.cog;

import io.landfall.raster.cog.HeaderMetadata.BandScaling;
import io.landfall.raster.cog.HeaderMetadata.HeaderStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The text of the tag GDAL_METADATA. Its length is the same whatever the statistics are: behind
 * each of them stand as many blanks as it is shorter than the longest number, and where one is not
 * known there are blanks alone.
 */
final class MetadataXml {
  private static final int LONGEST_NUMBER = "-2.2250738585072014E-308".length();

  private final StringBuilder xml = new StringBuilder("<GDALMetadata>\n");

  private MetadataXml() {}

  static String of(List<String> bandNames, HeaderMetadata metadata) {
    MetadataXml text = new MetadataXml();
    for (Map.Entry<String, String> item : metadata.items().entrySet()) {
      text.add(
          "name=\"%s\"".formatted(escaped(item.getKey()).replace("\"", "&quot;")),
          escaped(item.getValue()));
    }
    for (int band = 0; band < bandNames.size(); band++) {
      text.add(attributes("DESCRIPTION", band, "description"), escaped(bandNames.get(band)));
      if (!metadata.scalings().isEmpty()) {
        BandScaling scaling = metadata.scalings().get(band);
        text.add(attributes("OFFSET", band, "offset"), number(scaling.offset()));
        text.add(attributes("SCALE", band, "scale"), number(scaling.scale()));
      }
      if (!metadata.statistics().isEmpty()) {
        text.addAll(metadata.statistics().get(band), band);
      }
    }
    return text.xml.append("</GDALMetadata>\n").toString();
  }

  private void addAll(HeaderStatistics statistics, int band) {
    addPadded("STATISTICS_MAXIMUM", band, statistics.maximum());
    addPadded("STATISTICS_MEAN", band, statistics.mean());
    addPadded("STATISTICS_MINIMUM", band, statistics.minimum());
    addPadded("STATISTICS_STDDEV", band, statistics.stddev());
    addPadded("STATISTICS_VALID_PERCENT", band, statistics.validPercent());
  }

  private void add(String attributes, String value) {
    xml.append("  <Item ").append(attributes).append('>').append(value).append("</Item>\n");
  }

  private void addPadded(String name, int band, double value) {
    String before = "  <Item name=\"%s\" sample=\"%d\">".formatted(name, band);
    String text = Double.isFinite(value) ? before + number(value) + "</Item>" : "";
    int width = before.length() + LONGEST_NUMBER + "</Item>".length();
    xml.append(text).append(" ".repeat(width - text.length())).append('\n');
  }

  private static String attributes(String name, int band, String role) {
    return "name=\"%s\" sample=\"%d\" role=\"%s\"".formatted(name, band, role);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("\\p{Cntrl}", " ");
  }

  /** Writes a number as GDAL reads it back: integers without a fraction. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
