package io.landfall.area;

import io.landfall.archive.ArchiveLimits;
import io.landfall.model.geojson.GeoJsonReader;

/**
 * What a file with areas may hold, whatever it says of itself.
 *
 * @param geometry positions and rings of the area that is read
 * @param textBytes of GeoJSON, KML or WKT
 * @param shapefileBytes of a {@code .shp} or {@code .shx}
 * @param valueBytes of one value in a GeoPackage
 * @param archive what a zip file may hold
 */
record AreaLimits(
    GeoJsonReader.Limits geometry,
    int textBytes,
    long shapefileBytes,
    int valueBytes,
    ArchiveLimits archive) {
  /** What the owner of the machine has in files. */
  static final AreaLimits OF_FILES =
      new AreaLimits(
          GeoJsonReader.Limits.OF_FILES,
          128 << 20,
          512L << 20,
          64 << 20,
          new ArchiveLimits(1L << 30, 200, 64L << 20, 10_000));

  /** What others send: a reading of it takes no more than about 200 MiB of memory. */
  static final AreaLimits OF_UPLOADS =
      new AreaLimits(
          GeoJsonReader.Limits.OF_REQUESTS,
          16 << 20,
          64L << 20,
          4 << 20,
          new ArchiveLimits(128L << 20, 200, 64L << 20, 1_000));

  /**
   * Returns how many positions a text may have in all its layers, of which one is read; they are in
   * memory before it is known which.
   */
  int textPositions() {
    return 4 * geometry.positions();
  }
}
