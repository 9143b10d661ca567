package io.landfall.raster.cog;

import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.OutputBands;
import io.landfall.raster.cog.HeaderMetadata.BandScaling;
import io.landfall.raster.cog.HeaderMetadata.HeaderStatistics;
import java.util.Locale;
import java.util.TreeMap;

/**
 * The text of the tag GDAL_METADATA. Its length is the same whatever the statistics are: behind
 * each of them stand as many blanks as it is shorter than the longest number, and where one is not
 * known there are blanks alone.
 */
final class MetadataXml {
  private static final int LONGEST_NUMBER = "-2.2250738585072014E-308".length();

  private final StringBuilder xml = new StringBuilder("<GDALMetadata>\n");

  private MetadataXml() {}

  static String of(OutputBands bands, HeaderMetadata metadata) {
    MetadataXml text = new MetadataXml();
    metadata.items().forEach((name, value) -> text.add(attributes(name), value));
    for (int band = 0; band < bands.count(); band++) {
      text.addBand(bands, band, metadata);
    }
    return text.xml.append("</GDALMetadata>\n").toString();
  }

  private void addBand(OutputBands bands, int band, HeaderMetadata metadata) {
    BandDetails details = bands.details(band);
    add(attributes("DESCRIPTION", band, "description"), bands.names().get(band));
    BandScaling scaling = scaling(details, band, metadata);
    if (scaling != null) {
      add(attributes("OFFSET", band, "offset"), number(scaling.offset()));
      add(attributes("SCALE", band, "scale"), number(scaling.scale()));
    }
    if (details.unit() != null) {
      add(attributes("UNITTYPE", band, "unittype"), details.unit());
    }
    new TreeMap<>(details.items())
        .forEach(
            (name, value) ->
                add(attributes(name) + String.format(Locale.ROOT, " sample=\"%d\"", band), value));
    if (!metadata.statistics().isEmpty()) {
      addAll(metadata.statistics().get(band), band);
    }
  }

  /** Returns what a band is told to stand for, else what the tool that wrote it says; or null. */
  private static BandScaling scaling(BandDetails details, int band, HeaderMetadata metadata) {
    if (details.calibration() != null) {
      return new BandScaling(details.calibration().offset(), details.calibration().scale());
    }
    return metadata.scalings().isEmpty() ? null : metadata.scalings().get(band);
  }

  private void addAll(HeaderStatistics statistics, int band) {
    addPadded("STATISTICS_MAXIMUM", band, statistics.maximum());
    addPadded("STATISTICS_MEAN", band, statistics.mean());
    addPadded("STATISTICS_MINIMUM", band, statistics.minimum());
    addPadded("STATISTICS_STDDEV", band, statistics.stddev());
    addPadded("STATISTICS_VALID_PERCENT", band, statistics.validPercent());
  }

  private void add(String attributes, String value) {
    xml.append("  <Item ").append(attributes).append('>').append(text(value)).append("</Item>\n");
  }

  private void addPadded(String name, int band, double value) {
    String before = String.format(Locale.ROOT, "  <Item name=\"%s\" sample=\"%d\">", name, band);
    String text = Double.isFinite(value) ? before + number(value) + "</Item>" : "";
    int width = before.length() + LONGEST_NUMBER + "</Item>".length();
    xml.append(text).append(" ".repeat(width - text.length())).append('\n');
  }

  private static String attributes(String name) {
    return String.format(Locale.ROOT, "name=\"%s\"", escaped(name).replace("\"", "&quot;"));
  }

  private static String attributes(String name, int band, String role) {
    return String.format(Locale.ROOT, "name=\"%s\" sample=\"%d\" role=\"%s\"", name, band, role);
  }

  /** Escapes the text of an item as GDAL does, which is once more than XML asks for. */
  private static String text(String value) {
    return escaped(escaped(value).replace("\"", "&quot;"));
  }

  /** Keeps all that XML can hold; what it cannot becomes a blank. */
  private static String escaped(String text) {
    return text.replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\uFFFE\\uFFFF]", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\r", "&#13;");
  }

  /** Writes a number as GDAL reads it back: integers without a fraction. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : Double.toString(value);
  }
}
