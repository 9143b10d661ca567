package io.landfall.raster.crs;

import io.landfall.model.place.PlaneMap;
import io.landfall.raster.CoordinateTransform;

/** A map between two planes, as a transform. */
public final class PlaneMapTransform implements CoordinateTransform {
  private static final int TERMS_OF_FIRST_ORDER = 3;

  private final PlaneMap map;
  private final double[] x;
  private final double[] y;
  private final double[] knots;
  private final boolean isOfSecondOrder;

  /** Makes it ready. */
  public PlaneMapTransform(PlaneMap map) {
    this.map = map;
    this.x = map.x().stream().mapToDouble(Double::doubleValue).toArray();
    this.y = map.y().stream().mapToDouble(Double::doubleValue).toArray();
    this.knots = map.knots().stream().mapToDouble(Double::doubleValue).toArray();
    this.isOfSecondOrder = x.length - knots.length / 2 > TERMS_OF_FIRST_ORDER;
  }

  @Override
  public void transform(double[] px, double[] py, int count) {
    for (int i = 0; i < count; i++) {
      double u = (px[i] - map.centreX()) / map.scale();
      double v = (py[i] - map.centreY()) / map.scale();
      px[i] = at(x, u, v);
      py[i] = at(y, u, v);
    }
  }

  private double at(double[] c, double u, double v) {
    double value = c[0] + c[1] * u + c[2] * v;
    if (isOfSecondOrder) {
      value += c[3] * u * u + c[4] * u * v + c[5] * v * v;
    }
    for (int knot = 0; knot < knots.length; knot += 2) {
      value += c[TERMS_OF_FIRST_ORDER + knot / 2] * radial(u - knots[knot], v - knots[knot + 1]);
    }
    return value;
  }

  /** Returns what a thin plate does at a distance from where it is held. */
  public static double radial(double du, double dv) {
    double square = du * du + dv * dv;
    return square == 0 ? 0 : square * Math.log(square);
  }
}
