package io.landfall.model.geojson;

import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.algorithm.LineIntersector;
import org.locationtech.jts.algorithm.RobustLineIntersector;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.geom.util.LinearComponentExtracter;
import org.locationtech.jts.geom.util.PolygonExtracter;
import org.locationtech.jts.noding.BasicSegmentString;
import org.locationtech.jts.noding.MCIndexNoder;
import org.locationtech.jts.noding.SegmentIntersector;
import org.locationtech.jts.noding.SegmentString;

/**
 * Counts pairs of edges whose boxes overlap, as far as a limit. Whether a geometry is valid, and
 * what it has in common with another, takes time in proportion to them: a coast has as many as
 * edges, a comb of slanted teeth the square of that.
 */
public final class EdgePairs {
  /** How many pairs a geometry may have for each position that is allowed: about a second. */
  private static final int PAIRS_PER_POSITION = 50;

  /** How many positions holes may be compared with, one after the other, likewise. */
  private static final int HOLE_STEPS_PER_POSITION = 4_000;

  private EdgePairs() {}

  /**
   * Checks that a geometry can be checked in time.
   *
   * @param maxPositions how many positions it was allowed
   * @throws IllegalArgumentException saying, as a clause, that its edges overlap too much or that
   *     it has too many holes in too long a ring
   */
  public static void check(Geometry geometry, int maxPositions) {
    checkHoles(geometry, (long) HOLE_STEPS_PER_POSITION * maxPositions);
    long limit = (long) PAIRS_PER_POSITION * maxPositions;
    if (!count(geometry, new Counter(limit, false))) {
      throw new IllegalArgumentException(
          "its edges run so close to one another, or cross so often, that it takes more than %,d comparisons to check it; simplify it"
              .formatted(limit));
    }
  }

  /**
   * Checks that polygons can be joined in time: a crossing costs much more than a pair.
   *
   * @param maxPositions how many positions they were allowed, and as many crossings
   * @throws IllegalArgumentException saying, as a clause, that they cross too often
   */
  static void checkUnion(Geometry polygons, int maxPositions) {
    if (!count(polygons, new Counter(maxPositions, true))) {
      throw new IllegalArgumentException(
          "its polygons overlap so much that their edges cross more than %,d times; join them first"
              .formatted(maxPositions));
    }
  }

  /** Tells whether there are no more than the counter takes. */
  private static boolean count(Geometry geometry, Counter counter) {
    List<SegmentString> lines = new ArrayList<>();
    for (Object line : LinearComponentExtracter.getLines(geometry)) {
      lines.add(new BasicSegmentString(((LineString) line).getCoordinates(), null));
    }
    new MCIndexNoder(counter).computeNodes(lines);
    return !counter.isDone();
  }

  private static void checkHoles(Geometry geometry, long limit) {
    for (Object polygon : PolygonExtracter.getPolygons(geometry)) {
      int holes = ((Polygon) polygon).getNumInteriorRing();
      int positions = ((Polygon) polygon).getExteriorRing().getNumPoints();
      if ((long) holes * positions > limit) {
        throw new IllegalArgumentException(
            "it has %,d holes in a ring of %,d positions, which takes too long to check; simplify it"
                .formatted(holes, positions));
      }
    }
  }

  private static final class Counter implements SegmentIntersector {
    private final long limit;
    private final LineIntersector crossings;
    private long pairs;

    Counter(long limit, boolean crossingsOnly) {
      this.limit = limit;
      this.crossings = crossingsOnly ? new RobustLineIntersector() : null;
    }

    @Override
    public void processIntersections(SegmentString one, int i, SegmentString other, int j) {
      if (crossings != null) {
        crossings.computeIntersection(
            one.getCoordinate(i),
            one.getCoordinate(i + 1),
            other.getCoordinate(j),
            other.getCoordinate(j + 1));
      }
      pairs += crossings == null || crossings.isProper() ? 1 : 0;
    }

    @Override
    public boolean isDone() {
      return pairs > limit;
    }
  }
}
