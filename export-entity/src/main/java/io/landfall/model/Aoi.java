package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;

/**
 * An area of interest in longitude and latitude (WGS 84), in JSON a GeoJSON {@code MultiPolygon}.
 * Polygons, then rings (outer first, then holes), then positions {@code [longitude, latitude]}; the
 * first position of a ring is repeated as its last.
 *
 * @param allTouched whether a pixel counts as inside if the area touches it anywhere, and not only
 *     if its centre is inside
 */
public record Aoi(
    double[][][][] coordinates, @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean allTouched) {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  /** Makes one that the pixels are inside of whose centres are. */
  public Aoi(double[][][][] coordinates) {
    this(coordinates, false);
  }

  @JsonCreator
  static Aoi fromJson(
      @JsonProperty("type") String type,
      @JsonProperty("coordinates") double[][][][] coordinates,
      @JsonProperty("allTouched") boolean allTouched) {
    return new Aoi(coordinates, allTouched);
  }

  /** Returns this area with all pixels that it touches. */
  public Aoi withAllTouched() {
    return new Aoi(coordinates, true);
  }

  /** Takes the polygons of {@code geometry}, whose coordinates are longitude and latitude. */
  public static Aoi of(Geometry geometry) {
    double[][][][] polygons = new double[geometry.getNumGeometries()][][][];
    for (int p = 0; p < polygons.length; p++) {
      if (!(geometry.getGeometryN(p) instanceof Polygon polygon)) {
        throw new ExportFailure(
            ErrorCode.AOI_INVALID,
            "Invalid area of interest: a %s has no area. Give a Polygon or MultiPolygon."
                .formatted(geometry.getGeometryN(p).getGeometryType()));
      }
      polygons[p] = new double[1 + polygon.getNumInteriorRing()][][];
      polygons[p][0] = coordinatePairs(polygon.getExteriorRing());
      for (int hole = 0; hole < polygon.getNumInteriorRing(); hole++) {
        polygons[p][hole + 1] = coordinatePairs(polygon.getInteriorRingN(hole));
      }
    }
    return new Aoi(polygons);
  }

  /** Returns the GeoJSON type, always {@code MultiPolygon}. */
  @JsonProperty("type")
  public String type() {
    return "MultiPolygon";
  }

  /** Returns the polygons as a geometry in longitude and latitude; it need not be valid. */
  public MultiPolygon toGeometry() {
    return GEOMETRIES.createMultiPolygon(
        Arrays.stream(coordinates).map(Aoi::polygon).toArray(Polygon[]::new));
  }

  private static Polygon polygon(double[][][] rings) {
    LinearRing[] holes = Arrays.stream(rings).skip(1).map(Aoi::ring).toArray(LinearRing[]::new);
    return GEOMETRIES.createPolygon(ring(rings[0]), holes);
  }

  private static LinearRing ring(double[][] pairs) {
    return GEOMETRIES.createLinearRing(
        Arrays.stream(pairs).map(p -> new Coordinate(p[0], p[1])).toArray(Coordinate[]::new));
  }

  private static double[][] coordinatePairs(LinearRing ring) {
    return Arrays.stream(ring.getCoordinates())
        .map(c -> new double[] {c.x, c.y})
        .toArray(double[][]::new);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Aoi aoi
        && allTouched == aoi.allTouched
        && Arrays.deepEquals(coordinates, aoi.coordinates);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(coordinates);
  }

  @Override
  public String toString() {
    return "Aoi[%d polygons]".formatted(coordinates.length);
  }
}
