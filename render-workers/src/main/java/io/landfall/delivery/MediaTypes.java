package io.landfall.delivery;

import io.landfall.model.OutputFormat;
import java.util.Locale;

/** Media types of what is delivered. */
public final class MediaTypes {
  static final String COG = "image/tiff; application=geotiff; profile=cloud-optimized";
  static final String PNG = "image/png";
  static final String STAC = "application/geo+json";
  static final String TEXT = "text/plain; charset=UTF-8";

  private MediaTypes() {}

  /** Returns the type of an output file. */
  public static String of(OutputFormat.Type type) {
    return switch (type) {
      case COG -> COG;
      case GEOTIFF -> "image/tiff; application=geotiff";
      case PNG -> PNG;
      case JPEG -> "image/jpeg";
    };
  }

  /** Returns the type of a stored file, by its name. */
  public static String of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "tif" -> COG;
      case "png" -> PNG;
      case "jpg" -> "image/jpeg";
      case "json" -> STAC;
      case "xml" -> "application/xml";
      default -> TEXT;
    };
  }
}
