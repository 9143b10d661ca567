package io.landfall.raster.mask;

import java.util.ArrayList;
import java.util.List;

/**
 * Clips rings to a box, side after side, as Sutherland and Hodgman do: in time that grows with the
 * points alone. Pieces of a ring stay joined by edges along the sides of the box, which cancel each
 * other by the even-odd rule.
 */
final class RingClip {
  private RingClip() {}

  /** A box of longitudes and latitudes, in degrees. */
  record Extent(double west, double south, double east, double north) {

    /** Returns the box around a ring. */
    static Extent of(double[][] ring) {
      double west = Double.POSITIVE_INFINITY;
      double south = Double.POSITIVE_INFINITY;
      double east = Double.NEGATIVE_INFINITY;
      double north = Double.NEGATIVE_INFINITY;
      for (double[] position : ring) {
        west = Math.min(west, position[0]);
        south = Math.min(south, position[1]);
        east = Math.max(east, position[0]);
        north = Math.max(north, position[1]);
      }
      return new Extent(west, south, east, north);
    }
  }

  /**
   * Returns what of a closed ring lies in a box, closed again.
   *
   * @return no position if nothing does
   */
  static double[][] clip(double[][] ring, Extent box) {
    double[][] left = side(ring, 0, box.west(), 1);
    double[][] middle = side(side(left, 0, box.east(), -1), 1, box.south(), 1);
    return side(middle, 1, box.north(), -1);
  }

  /** Keeps what lies beyond a line of one axis, in a direction of 1 or -1. */
  private static double[][] side(double[][] ring, int axis, double line, int direction) {
    List<double[]> kept = new ArrayList<>(ring.length);
    for (int i = 0; i < ring.length; i++) {
      boolean isIn = (ring[i][axis] - line) * direction >= 0;
      boolean wasIn = i == 0 ? isIn : (ring[i - 1][axis] - line) * direction >= 0;
      if (isIn != wasIn) {
        kept.add(crossing(ring[i - 1], ring[i], axis, line));
      }
      if (isIn) {
        kept.add(ring[i]);
      }
    }
    if (!kept.isEmpty() && !isSame(kept.get(0), kept.get(kept.size() - 1))) {
      kept.add(kept.get(0));
    }
    return kept.toArray(double[][]::new);
  }

  private static double[] crossing(double[] from, double[] to, int axis, double line) {
    double along = (line - from[axis]) / (to[axis] - from[axis]);
    int other = 1 - axis;
    double[] crossing = new double[2];
    crossing[axis] = line;
    crossing[other] = from[other] + along * (to[other] - from[other]);
    return crossing;
  }

  private static boolean isSame(double[] a, double[] b) {
    return a[0] == b[0] && a[1] == b[1];
  }
}
