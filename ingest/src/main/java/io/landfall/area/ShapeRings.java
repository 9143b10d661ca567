package io.landfall.area;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.algorithm.Area;
import org.locationtech.jts.algorithm.Orientation;
import org.locationtech.jts.algorithm.PointLocation;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Location;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.index.strtree.STRtree;

/**
 * Makes polygons of the rings of a shape, as GDAL does: rings that run clockwise are shells, others
 * holes of the smallest shell around them; a hole in no shell, or alone, is a shell.
 */
final class ShapeRings {
  /** Positions that holes may be compared with: about a second. */
  private static final long MAX_STEPS = 2_000_000_000L;

  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  private long steps;

  private ShapeRings() {}

  /** A ring, with the holes in it if it is a shell. */
  private record Shell(Coordinate[] ring, Envelope box, double area, List<Coordinate[]> holes) {
    static Shell of(Coordinate[] ring) {
      Envelope box = new Envelope();
      for (Coordinate position : ring) {
        box.expandToInclude(position);
      }
      return new Shell(ring, box, Math.abs(Area.ofRingSigned(ring)), new ArrayList<>());
    }

    Polygon polygon() {
      return GEOMETRIES.createPolygon(
          linearRing(ring), holes.stream().map(ShapeRings::linearRing).toArray(LinearRing[]::new));
    }
  }

  /**
   * Returns the polygons.
   *
   * @throws AreaFormatException if a ring is too short, or it takes too long
   */
  static Geometry polygons(List<Coordinate[]> rings) {
    return new ShapeRings().nested(rings);
  }

  private Geometry nested(List<Coordinate[]> rings) {
    List<Shell> shells = new ArrayList<>();
    List<Coordinate[]> holes = new ArrayList<>();
    for (Coordinate[] ring : rings) {
      if (ring.length < 4) {
        throw new AreaFormatException("a ring needs 4 positions, the last as the first", "");
      }
      boolean isHole = rings.size() > 1 && Orientation.isCCWArea(ring);
      if (isHole) {
        holes.add(ring);
      } else {
        shells.add(Shell.of(ring));
      }
    }
    STRtree tree = new STRtree();
    shells.forEach(shell -> tree.insert(shell.box(), shell));
    List<Shell> outside = new ArrayList<>();
    for (Coordinate[] hole : holes) {
      Shell around = shells.isEmpty() ? null : around(hole, tree);
      if (around == null) {
        outside.add(Shell.of(hole));
      } else {
        around.holes().add(hole);
      }
    }
    shells.addAll(outside);
    return GEOMETRIES.createMultiPolygon(
        shells.stream().map(Shell::polygon).toArray(Polygon[]::new));
  }

  private Shell around(Coordinate[] hole, STRtree tree) {
    Shell its = Shell.of(hole);
    List<Shell> near = new ArrayList<>();
    for (Object shell : tree.query(its.box())) {
      near.add((Shell) shell);
    }
    near.sort(Comparator.comparingDouble(Shell::area));
    for (Shell shell : near) {
      if (shell.box().contains(its.box()) && isInside(hole, shell.ring())) {
        return shell;
      }
    }
    return null;
  }

  /** Tells by the first position that is not on the edge of the shell. */
  private boolean isInside(Coordinate[] hole, Coordinate[] shell) {
    for (Coordinate position : hole) {
      steps += shell.length;
      if (steps > MAX_STEPS) {
        throw new AreaFormatException(
            "it has so many holes in such long rings that it takes too long to read",
            "Simplify it");
      }
      int location = PointLocation.locateInRing(position, shell);
      if (location != Location.BOUNDARY) {
        return location == Location.INTERIOR;
      }
    }
    return true;
  }

  private static LinearRing linearRing(Coordinate[] ring) {
    return GEOMETRIES.createLinearRing(ring);
  }
}
