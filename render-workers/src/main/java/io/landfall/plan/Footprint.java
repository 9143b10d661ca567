package io.landfall.plan;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.RasterGeometry;
import io.landfall.plan.place.ProjectedOutline;
import io.landfall.raster.crs.CoordinateTransforms;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.TopologyException;
import org.locationtech.jts.geom.util.AffineTransformation;
import org.locationtech.jts.geom.util.GeometryFixer;
import org.locationtech.jts.operation.overlayng.OverlayNG;
import org.locationtech.jts.operation.overlayng.OverlayNGRobust;
import org.locationtech.jts.simplify.DouglasPeuckerSimplifier;

/**
 * Where rasters lie, in longitude and latitude on WGS 84: the outlines of their pixels, cut at the
 * antimeridian, as GeoJSON wants it. One that holds a pole reaches up to it along all longitudes.
 */
final class Footprint {
  private static final GeometryFactory JTS = new GeometryFactory();
  private static final Geometry WORLD = JTS.toGeometry(new Envelope(-180, 180, -90, 90));

  /** An outline is true within this part of its size. */
  private static final double TOLERANCE = 1e-4;

  /** How often an outline may go around the Earth. */
  private static final int MAX_TURNS = 16;

  /** Degrees; among larger numbers the next turn may be no other number. */
  private static final double FARTHEST = 360.0 * MAX_TURNS;

  /** About a centimetre. */
  private static final double DECIMALS = 1e7;

  private Footprint() {}

  /**
   * Returns the area of all rasters together.
   *
   * @throws ExportFailure CRS_UNKNOWN if one has no longitude and latitude
   */
  static Geometry of(List<RasterGeometry> rasters, CoordinateTransforms transforms) {
    CoordinateTransforms best = transforms.over(rasters, null, CrsCodes.WGS84);
    List<Geometry> all = new ArrayList<>();
    rasters.forEach(raster -> all.add(of(raster, best)));
    return OverlayNGRobust.union(all);
  }

  private static Geometry of(RasterGeometry raster, CoordinateTransforms transforms) {
    double own = transforms.period(raster);
    ProjectedOutline outline =
        ProjectedOutline.of(raster, own, transforms.between(raster, CrsCodes.WGS84)).unwrapped(360);
    List<Coordinate> ring = new ArrayList<>();
    for (int i = 0; i < outline.x().length; i++) {
      if (Double.isFinite(outline.x()[i]) && Double.isFinite(outline.y()[i])) {
        ring.add(new Coordinate(outline.x()[i], outline.y()[i]));
      }
    }
    if (ring.size() > 1 && transforms.containsPole(raster)) {
      double pole = holds(raster, 90, transforms) ? 90 : -90;
      ring.add(new Coordinate(ring.get(ring.size() - 1).x, pole));
      ring.add(new Coordinate(ring.get(0).x, pole));
    }
    Geometry area = area(ring);
    if (area.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot find the place of a raster on the Earth: its outline in %s has no longitude and latitude. Check its CRS and geotransform."
              .formatted(raster.crs() == null ? "EPSG:" + raster.epsg() : raster.crs()));
    }
    return area;
  }

  /** Returns the area within an outline; empty where it is none. */
  private static Geometry area(List<Coordinate> ring) {
    boolean far =
        ring.stream().anyMatch(at -> Math.abs(at.x) > FARTHEST || Math.abs(at.y) > FARTHEST);
    try {
      return far || ring.size() < 3 ? JTS.createPolygon() : cut(closed(ring));
    } catch (TopologyException | IllegalArgumentException e) { // a ring of the smallest numbers
      return JTS.createPolygon();
    }
  }

  private static boolean holds(
      RasterGeometry raster, double latitude, CoordinateTransforms transforms) {
    double[] x = {0};
    double[] y = {latitude};
    transforms.between(CrsCodes.WGS84, raster).transform(x, y, 1);
    double column = raster.transform().column(x[0], y[0]);
    double row = raster.transform().row(x[0], y[0]);
    return column > 0 && column < raster.width() && row > 0 && row < raster.height();
  }

  private static Geometry closed(List<Coordinate> ring) {
    if (!ring.get(0).equals2D(ring.get(ring.size() - 1))) {
      ring.add(ring.get(0).copy());
    }
    Geometry whole = JTS.createPolygon(ring.toArray(Coordinate[]::new));
    Envelope box = whole.getEnvelopeInternal();
    double tolerance = TOLERANCE * Math.max(box.getWidth(), box.getHeight());
    return GeometryFixer.fix(DouglasPeuckerSimplifier.simplify(whole, tolerance));
  }

  /** Brings what lies beyond the antimeridian to its other side. */
  private static Geometry cut(Geometry area) {
    Envelope box = area.getEnvelopeInternal();
    double first = Math.floor((box.getMinX() + 180) / 360);
    double last = Math.floor((box.getMaxX() + 180) / 360);
    if (!(last - first <= MAX_TURNS)) {
      return JTS.createPolygon();
    }
    List<Geometry> parts = new ArrayList<>();
    for (double turn = first; turn <= last; turn++) {
      Geometry home = AffineTransformation.translationInstance(-360 * turn, 0).transform(area);
      parts.add(OverlayNGRobust.overlay(home, WORLD, OverlayNG.INTERSECTION));
    }
    return polygons(OverlayNGRobust.union(parts));
  }

  /** Returns the areas alone: a cut may leave points and lines at its edge. */
  private static Geometry polygons(Geometry geometry) {
    List<Polygon> areas = new ArrayList<>();
    for (int i = 0; i < geometry.getNumGeometries(); i++) {
      if (geometry.getGeometryN(i) instanceof Polygon polygon && polygon.getArea() > 0) {
        areas.add(polygon);
      }
    }
    return areas.size() == 1 ? areas.get(0) : JTS.createMultiPolygon(areas.toArray(Polygon[]::new));
  }

  /** Returns a GeoJSON polygon, or several. */
  static ObjectNode toJson(Geometry area) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (area instanceof Polygon polygon) {
      json.put("type", "Polygon");
      write(polygon, json.putArray("coordinates"));
      return json;
    }
    json.put("type", "MultiPolygon");
    ArrayNode all = json.putArray("coordinates");
    for (int i = 0; i < area.getNumGeometries(); i++) {
      write((Polygon) area.getGeometryN(i), all.addArray());
    }
    return json;
  }

  private static void write(Polygon polygon, ArrayNode rings) {
    write(polygon.getExteriorRing(), true, rings.addArray());
    for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
      write(polygon.getInteriorRingN(i), false, rings.addArray());
    }
  }

  /** Writes a ring: counter-clockwise outside, clockwise inside (RFC 7946). */
  private static void write(LinearRing ring, boolean outer, ArrayNode positions) {
    boolean turned = Orientation.isCCW(ring.getCoordinateSequence()) == outer;
    LineString right = turned ? ring : ring.reverse();
    for (Coordinate at : right.getCoordinates()) {
      positions
          .addArray()
          .add(Math.rint(at.x * DECIMALS) / DECIMALS)
          .add(Math.rint(at.y * DECIMALS) / DECIMALS);
    }
  }
}
