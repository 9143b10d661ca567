package io.landfall.model.place;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A map from one plane to another: with {@code u = (x - centreX) / scale} and {@code v = (y -
 * centreY) / scale}, the sum of {@code 1, u, v, u*u, u*v, v*v} times the first coefficients, as
 * many as there are, and of {@code r * r * log(r * r)} times the others, where {@code r} is the
 * distance from a knot.
 *
 * @param x coefficients of the first coordinate: 3 or 6, then one a knot
 * @param y of the second
 * @param knots of a thin-plate spline: {@code u} and {@code v} of each; empty: none
 */
public record PlaneMap(
    double centreX,
    double centreY,
    double scale,
    List<Double> x,
    List<Double> y,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Double> knots) {
  public PlaneMap {
    x = List.copyOf(x);
    y = List.copyOf(y);
    knots = knots == null ? List.of() : List.copyOf(knots);
    int terms = x.size() - knots.size() / 2;
    boolean known = knots.isEmpty() ? terms == 3 || terms == 6 : terms == 3;
    if (!known || y.size() != x.size() || knots.size() % 2 != 0) {
      throw new IllegalArgumentException(
          "Invalid map: %d and %d coefficients, %d numbers of knots"
              .formatted(x.size(), y.size(), knots.size()));
    }
  }
}
