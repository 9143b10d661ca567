package io.landfall.catalogue;

import io.landfall.landsat.MtlMetadata;
import io.landfall.landsat.XmlLeaves;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Rescaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;

/**
 * What a Sentinel-2 product's {@code MTD_MSIL1C.xml} or {@code MTD_MSIL2A.xml} says of its numbers.
 * Source: ESA's product specification; from baseline 04.00 on, reflectance is {@code (number +
 * offset) / quantification value}, where the offset is of its own for each band.
 */
final class Sentinel2Metadata {
  private static final int MAX_BYTES = 4 << 20;
  private static final double FIRST_BASELINE_WITH_OFFSETS = 4;
  private static final List<String> BAND_NUMBERS =
      List.of("1", "2", "3", "4", "5", "6", "7", "8", "8A", "9", "10", "11", "12");
  private static final Pattern FILE_NAME =
      Pattern.compile("(?:.*_)?MTD_(?:MSI|SAF)L(?:1C|2A).*\\.xml", Pattern.CASE_INSENSITIVE);
  private static final Pattern PRODUCT =
      Pattern.compile("S2[A-D]_MSIL\\d[AC]_(\\d{8}T\\d{6})_N\\d{4}_R\\d{3}_(T\\d{2}[A-Z]{3})_.*");
  private static final Pattern GRANULE_FILE =
      Pattern.compile("(?:L2A_)?(T\\d{2}[A-Z]{3})_(\\d{8}T\\d{6})");

  private final Map<String, String> values = new HashMap<>();
  private final Map<String, String> offsets = new HashMap<>();

  private Sentinel2Metadata() {}

  /** Tells whether a file is named like a product's metadata. */
  static boolean isMetadata(Path file) {
    return FILE_NAME.matcher(file.getFileName().toString()).matches();
  }

  /**
   * Reads a metadata file.
   *
   * @throws ExportFailure SCENE_UNREADABLE if it cannot be read or is none
   */
  static Sentinel2Metadata read(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw unreadable(file, "it is larger than any such file", null);
      }
      return parse(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw unreadable(file, e.getMessage(), e);
    }
  }

  private static Sentinel2Metadata parse(Path file, byte[] content) {
    Sentinel2Metadata metadata = new Sentinel2Metadata();
    try {
      for (XmlLeaves.Leaf leaf : XmlLeaves.read(content)) {
        if (leaf.name().equals("BOA_ADD_OFFSET") || leaf.name().equals("RADIO_ADD_OFFSET")) {
          metadata.offsets.put(String.valueOf(leaf.id()), leaf.text());
        } else {
          metadata.values.putIfAbsent(leaf.name(), leaf.text());
        }
      }
    } catch (XMLStreamException e) {
      throw unreadable(file, "it is not valid XML: " + e.getMessage().replaceAll("\\s+", " "), e);
    }
    if (!metadata.values.containsKey("PROCESSING_BASELINE")) {
      throw unreadable(file, "it names no PROCESSING_BASELINE", null);
    }
    return metadata;
  }

  private static ExportFailure unreadable(Path file, String why, Exception cause) {
    return new ExportFailure(
        ErrorCode.SCENE_UNREADABLE,
        "Cannot read the metadata %s: %s. Give the product's own file.".formatted(file, why),
        cause);
  }

  /** Returns the product's name. */
  Optional<String> productId() {
    return Optional.ofNullable(values.get("PRODUCT_URI"))
        .map(uri -> uri.replaceFirst("(?i)\\.SAFE$", ""));
  }

  /** Returns when the scene was taken, to the second. */
  Optional<String> acquired() {
    return Optional.ofNullable(
            values.getOrDefault("DATATAKE_SENSING_START", values.get("PRODUCT_START_TIME")))
        .map(time -> time.replaceFirst("(\\.\\d+)?Z?$", "Z"))
        .filter(time -> time.matches("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z"));
  }

  /** Returns how much of the scene clouds hide, in percent. */
  Optional<Double> cloudCover() {
    return MtlMetadata.percent(values.get("Cloud_Coverage_Assessment"));
  }

  /**
   * Tells whether it may be of the product that files start with; names that do not tell tile and
   * time may be of any.
   */
  boolean mayDescribe(String fileStart) {
    Matcher file = GRANULE_FILE.matcher(fileStart.toUpperCase(Locale.ROOT));
    Matcher product = PRODUCT.matcher(productId().orElse(""));
    return !file.matches()
        || !product.matches()
        || file.group(1).equals(product.group(2)) && file.group(2).equals(product.group(1));
  }

  /**
   * Returns what the numbers of a band stand for.
   *
   * @throws IllegalArgumentException if the file does not say so, in words for a person
   */
  Calibration calibration(BandFile band) {
    if (band.number() != null) {
      String name =
          values.containsKey("BOA_QUANTIFICATION_VALUE")
              ? "BOA_QUANTIFICATION_VALUE"
              : "QUANTIFICATION_VALUE";
      double perReflectance = positive(name);
      return new Calibration(
          new Rescaling(1 / perReflectance, offset(band.number()) / perReflectance), "");
    }
    return switch (band.code().toUpperCase(Locale.ROOT)) {
      case "AOT" -> new Calibration(new Rescaling(1 / positive("AOT_QUANTIFICATION_VALUE"), 0), "");
      case "WVP" ->
          new Calibration(new Rescaling(1 / positive("WVP_QUANTIFICATION_VALUE"), 0), "cm");
      default -> Calibration.UNKNOWN;
    };
  }

  private double offset(String number) {
    String id = String.valueOf(BAND_NUMBERS.indexOf(number));
    String offset = offsets.get(id);
    String baseline = values.get("PROCESSING_BASELINE");
    if (offset == null && number("PROCESSING_BASELINE", baseline) < FIRST_BASELINE_WITH_OFFSETS) {
      return 0;
    }
    if (offset == null) {
      throw new IllegalArgumentException(
          "baseline %s has offsets, and none is given for band_id %s".formatted(baseline, id));
    }
    return number("the offset of band_id " + id, offset);
  }

  private double positive(String name) {
    double number = number(name, values.get(name));
    if (number <= 0) {
      throw new IllegalArgumentException("%s is \"%s\"".formatted(name, values.get(name)));
    }
    return number;
  }

  private static double number(String name, String value) {
    try {
      double number = value == null ? Double.NaN : Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        value == null ? name + " is missing" : "%s is \"%s\"".formatted(name, value));
  }
}
