package io.landfall.landsat;

import java.time.Instant;
import java.util.Objects;
import org.locationtech.jts.geom.Geometry;

/**
 * A scene as a list tells of it.
 *
 * @param id product id; in lists older than collections the entity id
 * @param entityId {@code LC8...LGN00}; {@code null}: the list has none
 * @param acquired when the image was taken
 * @param cloudCover percent, 0 to 100; {@code null}: unknown
 * @param path WRS-2 path (WRS-1 for Landsat 1 to 3), 1 to 251
 * @param row 1 to 248
 * @param level of processing: {@code L1TP}, {@code L2SP}...; {@code null}: unknown
 * @param collection 0 (older than collections), 1 or 2
 * @param category {@code RT}, {@code T1}, {@code T2}; {@code null} without collection
 * @param sun where it stood; {@code null}: unknown
 * @param url the scene's folder or a page in it; {@code null}: unknown
 * @param browseUrl a small image; {@code null}: unknown
 * @param footprint polygon, or polygons where it crosses the antimeridian, in degrees of longitude
 *     (-180 to 180) and latitude
 * @param footprintSource how it was found
 */
public record LandsatScene(
    String id,
    String entityId,
    Instant acquired,
    Double cloudCover,
    int path,
    int row,
    String level,
    int collection,
    String category,
    SunPosition sun,
    String url,
    String browseUrl,
    Geometry footprint,
    FootprintSource footprintSource) {
  public LandsatScene {
    Objects.requireNonNull(id);
    Objects.requireNonNull(acquired);
    Objects.requireNonNull(footprint);
    Objects.requireNonNull(footprintSource);
  }

  /**
   * The sun at the scene's centre, in degrees.
   *
   * @param elevation above the horizon
   * @param azimuth clockwise from north
   */
  public record SunPosition(double elevation, double azimuth) {}

  /** How a footprint was found; the later, the better. */
  public enum FootprintSource {
    /** The nominal frame of path and row. */
    WRS2_FRAME,
    /** The box that a list gives. */
    BOUNDING_BOX,
    /** Four corners of the image. */
    CORNERS
  }
}
