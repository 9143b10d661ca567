package io.landfall.landsat;

import io.landfall.index.geo.Footprints;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;

/**
 * The nominal frames of the Worldwide Reference System 2, which Landsat 4 and later follow:
 * computed, as it was defined, from a circular orbit that repeats itself.
 *
 * <p>Figures: 233 paths in 16 days, numbered westwards, path 1 crossing the equator southwards at
 * 64.6 degrees west in row 60; 248 rows a path; frames of 185 by 170 km (Landsat 7 Science Data
 * Users Handbook, chapters 2 and 5). The inclination is that of the USGS's own converter of paths
 * and rows, 98.2096 degrees. The frames that the USGS publishes lie within 1 km of these.
 */
public final class Wrs2 {
  /** The paths of a cycle. */
  public static final int PATHS = 233;

  /** The rows of a path: 1 to 122, 247 and 248 southwards, the others northwards, by night. */
  public static final int ROWS = 248;

  private static final int CYCLE_DAYS = 16;
  private static final int EQUATOR_ROW = 60;
  private static final double EQUATOR_LONGITUDE = -64.6;
  private static final double INCLINATION = Math.toRadians(98.2096);
  private static final double RADIUS_KM = 6378.137;
  private static final double HALF_WIDTH = 185 / 2.0 / RADIUS_KM;
  private static final double HALF_LENGTH = 170 / 2.0 / RADIUS_KM;
  private static final double WGS84_ECCENTRICITY_SQUARED = 0.00669437999014; // of WGS 84

  private Wrs2() {}

  /**
   * Returns the frame of a path and row.
   *
   * @throws IllegalArgumentException if there is no such path or row
   */
  public static Geometry footprint(int path, int row) {
    checkFrame(path, row);
    double along = alongTrack(row);
    return Footprints.ofCorners(
        corner(path, along - HALF_LENGTH, -HALF_WIDTH),
        corner(path, along - HALF_LENGTH, HALF_WIDTH),
        corner(path, along + HALF_LENGTH, HALF_WIDTH),
        corner(path, along + HALF_LENGTH, -HALF_WIDTH));
  }

  /**
   * Returns the middle of a frame.
   *
   * @throws IllegalArgumentException if there is no such path or row
   */
  public static Coordinate center(int path, int row) {
    checkFrame(path, row);
    return corner(path, alongTrack(row), 0);
  }

  private static void checkFrame(int path, int row) {
    if (path < 1 || path > PATHS || row < 1 || row > ROWS) {
      throw new IllegalArgumentException("path %d, row %d is not in WRS-2".formatted(path, row));
    }
  }

  private static double alongTrack(int row) {
    return (row - EQUATOR_ROW) * 2 * Math.PI / ROWS;
  }

  /**
   * Returns a point of the ground.
   *
   * @param along angle in the orbit since it crossed the equator southwards
   * @param across angle from the orbit's plane, to the left
   */
  private static Coordinate corner(int path, double along, double across) {
    double x = Math.cos(across) * Math.cos(along);
    double alongTrack = Math.cos(across) * Math.sin(along);
    double acrossTrack = Math.sin(across);
    double y = alongTrack * Math.cos(INCLINATION) + acrossTrack * Math.sin(INCLINATION);
    double z = acrossTrack * Math.cos(INCLINATION) - alongTrack * Math.sin(INCLINATION);
    double earthRotation = along * CYCLE_DAYS / PATHS; // the Earth, meanwhile
    double longitude =
        EQUATOR_LONGITUDE
            - (path - 1) * 360.0 / PATHS
            + Math.toDegrees(Math.atan2(y, x) - earthRotation);
    double latitude = Math.atan2(z / (1 - WGS84_ECCENTRICITY_SQUARED), Math.hypot(x, y));
    return new Coordinate(Math.IEEEremainder(longitude, 360), Math.toDegrees(latitude));
  }
}
