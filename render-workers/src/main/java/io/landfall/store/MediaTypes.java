package io.landfall.store;

import io.landfall.model.request.OutputFormat;
import java.util.Locale;

/** Media types of what is stored. */
public final class MediaTypes {
  private static final String COG = "image/tiff; application=geotiff; profile=cloud-optimized";
  private static final String ZIP = "application/zip";
  private static final String MBTILES = "application/vnd.sqlite3";
  private static final String PMTILES = "application/vnd.pmtiles";
  private static final String GEOTIFF = "image/tiff; application=geotiff";
  public static final String OCTET_STREAM = "application/octet-stream";
  public static final String PNG = "image/png";
  public static final String STAC = "application/geo+json";
  public static final String CSV = "text/csv; charset=UTF-8";
  public static final String TEXT = "text/plain; charset=UTF-8";

  private MediaTypes() {}

  /** Returns the type of an output file. */
  public static String of(OutputFormat.FileFormat type) {
    return switch (type) {
      case COG -> COG;
      case GEOTIFF -> GEOTIFF;
      case PNG -> PNG;
      case JPEG -> "image/jpeg";
      case ZARR -> ZIP;
      case MBTILES -> MBTILES;
      case PMTILES -> PMTILES;
    };
  }

  /** Returns the type of the raster that an output file is, or is made of. */
  public static String ofRaster(OutputFormat.FileFormat type) {
    return type.isMadeOfRaster() ? GEOTIFF : of(type);
  }

  /** Returns the type of a stored file, by its name: the least that is true of such files. */
  public static String of(String fileName) {
    String name = fileName.toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "tif" -> GEOTIFF;
      case "png" -> PNG;
      case "jpg" -> "image/jpeg";
      case "zip" -> ZIP;
      case "mbtiles" -> MBTILES;
      case "pmtiles" -> PMTILES;
      case "json" -> STAC;
      case "xml" -> "application/xml";
      case "csv" -> CSV;
      default -> TEXT;
    };
  }
}
