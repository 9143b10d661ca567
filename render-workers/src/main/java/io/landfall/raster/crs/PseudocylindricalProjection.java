package io.landfall.raster.crs;

import io.landfall.model.CrsDefinition;
import io.landfall.raster.CoordinateTransform;

/**
 * Projections of the world whose parallels are straight and whose meridians bend: Mollweide, which
 * like PROJ's and Esri's takes the ellipsoid for a sphere of its semi-major axis (Snyder 31), and
 * Equal Earth (Savric, Patterson and Jenny 2018), on the ellipsoid. In degrees and metres, without
 * false coordinates.
 */
public final class PseudocylindricalProjection {
  private static final int MAX_STEPS = 50;
  private static final double EDGE = Math.PI + 1e-9;

  /** Those of Equal Earth, as published. */
  private static final double[] A = {1.340264, -0.081106, 0.000893, 0.003796};

  private static final double M = Math.sqrt(3) / 2;

  private final boolean mollweide;
  private final double radius;
  private final double longitude;
  private final AuthalicLatitude authalic;

  /**
   * Makes a projection.
   *
   * @param semiMajor of the ellipsoid, in metres
   * @param e2 its eccentricity, squared
   */
  public PseudocylindricalProjection(CrsDefinition crs, double semiMajor, double e2) {
    this.mollweide = crs.method() == CrsDefinition.Method.MOLLWEIDE;
    this.authalic = new AuthalicLatitude(e2);
    this.radius = mollweide ? semiMajor : semiMajor * Math.sqrt(authalic.qOfPole() / 2);
    this.longitude = crs.originLongitude();
  }

  /** Returns the way from longitude and latitude to the plane. */
  public CoordinateTransform forward() {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        if (!(Math.abs(y[i]) <= 90 + 1e-9)) {
          x[i] = Double.NaN;
          y[i] = Double.NaN;
          continue;
        }
        double degrees = x[i] - longitude;
        double home = Math.abs(degrees) == 180 ? degrees : degrees - 360 * Math.rint(degrees / 360);
        double lambda = Math.toRadians(home); // the antimeridian stays on its side
        double theta = parametric(Math.toRadians(y[i]));
        x[i] = lambda * width(theta);
        y[i] = height(theta);
      }
    };
  }

  /** Returns the way from the plane to longitude and latitude. */
  public CoordinateTransform inverse() {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        double theta = parametricOfHeight(y[i]);
        double lambda = x[i] == 0 ? 0 : x[i] / width(theta);
        double phi = latitude(theta);
        boolean off = !(Math.abs(lambda) <= EDGE) || Double.isNaN(phi); // beside the map
        x[i] = off ? Double.NaN : longitude + Math.toDegrees(lambda);
        y[i] = off ? Double.NaN : Math.toDegrees(phi);
      }
    };
  }

  private double parametric(double phi) {
    if (!mollweide) {
      double sine = authalic.q(phi) / authalic.qOfPole();
      return Math.asin(M * Math.max(-1, Math.min(1, sine)));
    }
    double wanted = Math.PI * Math.sin(phi);
    if (Math.abs(wanted) >= Math.PI * (1 - 1e-15)) {
      return Math.copySign(Math.PI / 2, phi);
    }
    double twice = phi; // of 2 theta: Snyder 31-4, by halving where Newton leaves the map
    double low = -Math.PI;
    double high = Math.PI;
    for (int step = 0; step < 2 * MAX_STEPS; step++) {
      double miss = twice + Math.sin(twice) - wanted;
      if (miss > 0) {
        high = twice;
      } else {
        low = twice;
      }
      double next = twice - miss / (1 + Math.cos(twice));
      next = next > low && next < high ? next : (low + high) / 2;
      if (Math.abs(next - twice) < 1e-15) {
        break;
      }
      twice = next;
    }
    return twice / 2;
  }

  private double latitude(double theta) {
    if (mollweide) {
      double sine = (2 * theta + Math.sin(2 * theta)) / Math.PI;
      return Math.abs(sine) > 1 + 1e-9 ? Double.NaN : Math.asin(Math.max(-1, Math.min(1, sine)));
    }
    return authalic.latitude(authalic.qOfPole() * Math.sin(theta) / M);
  }

  /** Returns the metres of a radian of longitude. */
  private double width(double theta) {
    return mollweide
        ? radius * 2 * Math.sqrt(2) / Math.PI * Math.cos(theta)
        : radius * Math.cos(theta) / (M * slope(theta));
  }

  private double height(double theta) {
    if (mollweide) {
      return radius * Math.sqrt(2) * Math.sin(theta);
    }
    double t2 = theta * theta;
    double t6 = t2 * t2 * t2;
    return radius * theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
  }

  /** The derivative of the height on a sphere of radius 1. */
  private static double slope(double theta) {
    double t2 = theta * theta;
    double t6 = t2 * t2 * t2;
    return A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2);
  }

  private double parametricOfHeight(double y) {
    if (mollweide) {
      return Math.asin(y / (radius * Math.sqrt(2)));
    }
    double theta = y / radius;
    for (int step = 0; step < MAX_STEPS; step++) {
      double change = (height(theta) - y) / (radius * slope(theta));
      theta -= change;
      if (Math.abs(change) < 1e-14) {
        break;
      }
    }
    return Math.abs(theta) <= Math.PI / 3 + 1e-9 ? theta : Double.NaN;
  }
}
