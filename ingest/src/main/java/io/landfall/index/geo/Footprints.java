package io.landfall.index.geo;

import io.landfall.model.CrsCodes;
import io.landfall.model.geojson.GeoJsonReader;
import java.util.Arrays;
import java.util.Locale;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.PrecisionModel;

/**
 * Makes footprints: valid polygons, or several where they cross the antimeridian, in degrees of
 * longitude (-180 to 180) and latitude, on a map where both run straight. Longitudes given may lie
 * up to a turn off.
 *
 * <p>What makes no area throws {@link IllegalArgumentException} with a sentence for a log.
 */
public final class Footprints {
  static final GeometryFactory GEOMETRIES =
      new GeometryFactory(new PrecisionModel(), CrsCodes.WGS84);

  /** Square degrees; below it only the slow test tells whether corners turn one way. */
  private static final double MIN_CROSS_PRODUCT = 1e-9;

  private Footprints() {}

  /**
   * Makes the footprint of an image from its corners, each edge the short way around the Earth; an
   * image around a pole takes in the nearer one. Corners in a wrong order are put right.
   */
  public static Geometry ofCorners(
      Coordinate upperLeft, Coordinate upperRight, Coordinate lowerRight, Coordinate lowerLeft) {
    Coordinate[] corners = {upperLeft, upperRight, lowerRight, lowerLeft};
    for (Coordinate corner : corners) {
      checkPosition(corner.x, corner.y);
    }
    if (Antimeridian.windings(corners) == 0) {
      return Antimeridian.split(quadrilateral(Antimeridian.unwrap(corners)));
    }
    boolean north = Arrays.stream(corners).mapToDouble(c -> c.y).sum() > 0;
    Polygon cap = Antimeridian.polarCap(corners, north);
    Antimeridian.checkValid(cap);
    return Antimeridian.split(cap);
  }

  private static Polygon quadrilateral(Coordinate[] c) {
    int[][] orders = {{0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}};
    for (int[] order : orders) {
      Coordinate[] quad = {c[order[0]], c[order[1]], c[order[2]], c[order[3]]};
      int turn = orientation(quad);
      if (turn > 0) {
        return polygon(quad);
      }
      if (turn < 0) {
        return polygon(quad[3], quad[2], quad[1], quad[0]);
      }
    }
    Polygon polygon = polygon(c);
    if (!polygon.isValid() || polygon.getArea() == 0) {
      throw new IllegalArgumentException("its corners " + Arrays.toString(c) + " make no area");
    }
    return polygon;
  }

  /** Returns 1 if the corners run counterclockwise around a convex area, -1 if clockwise, or 0. */
  private static int orientation(Coordinate[] c) {
    int left = 0;
    int right = 0;
    for (int i = 0; i < 4; i++) {
      Coordinate a = c[i];
      Coordinate b = c[(i + 1) & 3];
      Coordinate d = c[(i + 2) & 3];
      double cross = (b.x - a.x) * (d.y - b.y) - (b.y - a.y) * (d.x - b.x);
      left += cross > MIN_CROSS_PRODUCT ? 1 : 0;
      right += cross < -MIN_CROSS_PRODUCT ? 1 : 0;
    }
    return left == 4 ? 1 : right == 4 ? -1 : 0;
  }

  /**
   * Makes the footprint of a box. One whose west lies east of its east goes across the
   * antimeridian. So does one wider than 180 degrees, because lists that give the least and the
   * greatest longitude of four corners write those across the antimeridian so; mind that such a box
   * is only what lies between the two inner corners.
   */
  public static Geometry ofBox(double west, double south, double east, double north) {
    checkPosition(west, south);
    checkPosition(east, north);
    double width = east - west;
    double left = width > 180 ? east : west;
    double right = width > 180 ? west + 360 : width < 0 ? east + 360 : east;
    if (!(right > left && north > south && right - left < 360)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the box from west %s, south %s to east %s, north %s makes no area",
              west,
              south,
              east,
              north));
    }
    double turn = left < -180 ? 360 : left >= 180 ? -360 : 0;
    return box(left + turn, south, right + turn, north);
  }

  private static Geometry box(double west, double south, double east, double north) {
    return east <= 180
        ? rectangle(west, south, east, north)
        : GEOMETRIES.createMultiPolygon(
            new Polygon[] {
              rectangle(west, south, 180, north), rectangle(-180, south, east - 360, north)
            });
  }

  static Polygon rectangle(double west, double south, double east, double north) {
    return polygon(
        new Coordinate(west, south),
        new Coordinate(east, south),
        new Coordinate(east, north),
        new Coordinate(west, north));
  }

  static Polygon polygon(Coordinate... corners) {
    Coordinate[] ring = Arrays.copyOf(corners, corners.length + 1);
    ring[corners.length] = corners[0].copy();
    return GEOMETRIES.createPolygon(ring);
  }

  /**
   * Cuts polygons, whose longitudes may run on beyond 180 degrees, at the antimeridian. Edges are
   * taken as they are drawn: from 170 to -170 goes across Greenwich.
   */
  public static Geometry split(Geometry polygons) {
    Antimeridian.checkValid(polygons);
    return Antimeridian.split(polygons);
  }

  private static void checkPosition(double longitude, double latitude) {
    if (!GeoJsonReader.isPosition(longitude, latitude)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "longitude %s, latitude %s is not a valid position on Earth",
              longitude,
              latitude));
    }
  }
}
