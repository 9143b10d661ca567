package io.landfall.model.geojson;

import io.landfall.model.Aoi;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;

/**
 * Joins the polygons of a file that is not GeoJSON to an area of interest, by the rules that hold
 * for GeoJSON: the same limits, the same union, the same refusals. Heights and measures are passed
 * over, empty geometries left out.
 */
public final class AoiBuilder {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private final GeoJsonReader.Limits limits;
  private final RingReprojector reprojector;
  private final List<Polygon> polygons = new ArrayList<>();
  private int numbers;
  private int positions;
  private int rings;
  private int addedPositions;
  private WithoutArea withoutArea;

  /**
   * Makes one without polygons.
   *
   * @param transform from the CRS of what is added; {@code null}: it is in longitude and latitude
   */
  public AoiBuilder(GeoJsonReader.Limits limits, ToLonLat transform) {
    this.limits = limits;
    this.reprojector =
        transform == null ? null : new RingReprojector(transform, 2 * limits.positions());
  }

  /**
   * Adds a polygon, or a collection of such.
   *
   * @param place of the geometry in the file, for messages, as {@code row 3}
   * @throws IllegalArgumentException saying, as a clause, what is wrong with it and where
   */
  public void add(Geometry geometry, String place) {
    if (geometry.isEmpty()) {
      return;
    }
    if (geometry instanceof Polygon polygon) {
      add(polygon);
    } else if (geometry instanceof GeometryCollection collection
        && !geometry.getGeometryType().matches("Multi(Point|LineString)")) {
      for (int i = 0; i < collection.getNumGeometries(); i++) {
        add(collection.getGeometryN(i), place);
      }
    } else {
      addWithoutArea(geometry.getGeometryType(), place);
    }
  }

  /**
   * Notes a geometry that has no area, which {@link #build} refuses once it is known whether there
   * are polygons, too.
   *
   * @param type of the geometry, as {@code LineString}
   */
  public void addWithoutArea(String type, String place) {
    if (withoutArea == null) {
      withoutArea = new WithoutArea(type, place);
    }
  }

  private record WithoutArea(String type, String place) {}

  /** Returns, as a clause, that geometries of a type cannot be used. */
  static String noArea(String type) {
    return "a %s has no area; leave it out".formatted(type);
  }

  private void add(Polygon polygon) {
    numbers++;
    LinearRing shell = ring(polygon.getExteriorRing(), 1);
    LinearRing[] holes = new LinearRing[polygon.getNumInteriorRing()];
    for (int i = 0; i < holes.length; i++) {
      holes[i] = ring(polygon.getInteriorRingN(i), i + 2);
    }
    polygons.add(GEOMETRIES.createPolygon(shell, holes));
  }

  private LinearRing ring(LinearRing ring, int number) {
    try {
      return ring(ring.getCoordinates());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s (ring %d of polygon %d)".formatted(e.getMessage(), number, numbers), e);
    }
  }

  private LinearRing ring(Coordinate[] ring) {
    positions += ring.length;
    if (positions > limits.positions()) {
      throw new IllegalArgumentException(
          "it has more than %d positions; simplify it".formatted(limits.positions()));
    }
    if (++rings > limits.rings()) {
      throw new IllegalArgumentException(
          "it has more than %d rings; simplify it".formatted(limits.rings()));
    }
    List<Coordinate> plane = new ArrayList<>(ring.length);
    for (Coordinate position : ring) {
      check(position);
      plane.add(new Coordinate(position.x, position.y));
    }
    LinearRing made = GeoJsonReader.ring(plane);
    if (reprojector == null) {
      return made;
    }
    LinearRing reprojected = GeoJsonReader.ring(reprojector.reproject(plane));
    addedPositions += reprojected.getNumPoints() - made.getNumPoints();
    return reprojected;
  }

  private void check(Coordinate position) {
    if (!Double.isFinite(position.x) || !Double.isFinite(position.y)) {
      throw new IllegalArgumentException(
          "a position is not finite: (%s, %s)"
              .formatted(GeoJsonReader.format(position.x), GeoJsonReader.format(position.y)));
    }
    if (reprojector == null && !GeoJsonReader.isPosition(position.x, position.y)) {
      throw new IllegalArgumentException(
          "(%s, %s) is not a valid longitude and latitude in degrees"
              .formatted(GeoJsonReader.format(position.x), GeoJsonReader.format(position.y)));
    }
  }

  /**
   * Returns the union of what was added.
   *
   * @throws IllegalArgumentException saying, as a clause, that there is none or what is wrong, also
   *     that something has no area
   */
  public Aoi build() {
    if (withoutArea != null) {
      String why =
          polygons.isEmpty()
              ? "it has no polygon: a %s has no area".formatted(withoutArea.type)
              : noArea(withoutArea.type);
      throw new IllegalArgumentException("%s (%s)".formatted(why, withoutArea.place));
    }
    if (polygons.isEmpty()) {
      throw new IllegalArgumentException("it has no polygon");
    }
    return Aoi.of(PolygonUnion.ofAoi(polygons, limits.positions()));
  }

  /** Returns how many positions the edges of what was added have been given by reprojection. */
  public int addedPositions() {
    return addedPositions;
  }
}
