package io.landfall.raster.tiff;

import io.landfall.raster.ControlPoint;
import java.util.ArrayList;
import java.util.List;

/** Ground control points: the six numbers of a tie point each, of which the heights are ignored. */
final class ControlPoints {
  private static final int NUMBERS = 6;

  /** Of more, none is taken rather than some of them. */
  private static final int MAX_POINTS = 50_000;

  private ControlPoints() {}

  /**
   * Returns the points of all tie points; none where one is no point.
   *
   * @param shift of columns and rows, in pixels
   */
  static List<ControlPoint> of(double[] ties, double shift) {
    int count = ties.length / NUMBERS;
    List<ControlPoint> points = new ArrayList<>();
    for (int i = 0; i < count && count <= MAX_POINTS; i++) {
      int at = i * NUMBERS;
      if (!Double.isFinite(ties[at] + ties[at + 1] + ties[at + 3] + ties[at + 4])) {
        return List.of();
      }
      points.add(
          new ControlPoint(ties[at] + shift, ties[at + 1] + shift, ties[at + 3], ties[at + 4]));
    }
    return points;
  }

  /** Returns how many there are. */
  static int count(double[] ties) {
    return ties.length / NUMBERS;
  }
}
