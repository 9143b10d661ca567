package io.landfall.model.delivery;

import java.util.List;
import java.util.Locale;

/**
 * What programs keep beside a raster and read with it, whoever wrote it: statistics and
 * georeferencing (which go before the file's own), overviews, masks, and what SQLite has not
 * written yet. Of an earlier file of the name they would be taken for the new one's.
 */
public final class CompanionFiles {
  private CompanionFiles() {}

  /** Returns the names of those of a GeoTIFF. */
  public static List<String> ofGeoTiff(String name) {
    return List.of(name + ".aux.xml", name + ".ovr", name + ".msk");
  }

  /** Returns the names of those of a PNG or JPEG; {@code .aux.xml} is delivered with it. */
  public static List<String> ofImage(String name) {
    return List.of(name + ".ovr", name + ".msk");
  }

  /** Returns the names of those of an MBTiles file. */
  public static List<String> ofMbTiles(String name) {
    return List.of(name + ".aux.xml", name + "-journal", name + "-wal", name + "-shm");
  }

  /** Returns the names of those of a delivered file, as its ending tells what it is. */
  public static List<String> of(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return switch (lower.substring(Math.max(0, lower.lastIndexOf('.')))) {
      case ".tif", ".tiff" -> ofGeoTiff(name);
      case ".png", ".jpg", ".jpeg" -> ofImage(name);
      case ".mbtiles" -> ofMbTiles(name);
      default -> List.of();
    };
  }
}
