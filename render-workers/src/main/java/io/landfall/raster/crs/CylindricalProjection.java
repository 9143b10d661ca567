package io.landfall.raster.crs;

import io.landfall.model.CrsDefinition;
import io.landfall.raster.CoordinateTransform;

/**
 * Projections whose parallels are straight lines, on an ellipsoid: cylindrical equal area (Snyder
 * 10), sinusoidal (Snyder 30), and equidistant cylindrical, which like PROJ's takes the ellipsoid
 * for a sphere. In degrees and metres, without false coordinates.
 */
public final class CylindricalProjection {
  private static final int MAX_STEPS = 30;

  private final CrsDefinition.Method method;
  private final double radius;
  private final double e2;
  private final AuthalicLatitude authalic;
  private final double longitude;
  private final double latitude;
  private final double scale;

  /**
   * Makes a projection.
   *
   * @param semiMajor of the ellipsoid, in metres
   * @param e2 its eccentricity, squared
   */
  public CylindricalProjection(CrsDefinition crs, double semiMajor, double e2) {
    this.method = crs.method();
    this.radius = semiMajor;
    this.e2 = e2;
    this.authalic = new AuthalicLatitude(e2);
    this.longitude = crs.originLongitude();
    this.latitude = Math.toRadians(crs.originLatitude());
    double parallel = Math.toRadians(crs.parallel1());
    double sine = Math.sin(parallel);
    this.scale =
        switch (method) {
          case CYLINDRICAL_EQUAL_AREA -> Math.cos(parallel) / Math.sqrt(1 - e2 * sine * sine);
          case EQUIDISTANT_CYLINDRICAL -> Math.cos(parallel);
          case SINUSOIDAL -> 1;
          default -> throw new IllegalArgumentException("Not a projection of this kind: " + method);
        };
    if (!(scale > 1e-6)) {
      throw new IllegalArgumentException("its parallel of true scale is a pole");
    }
  }

  /** Returns the way from longitude and latitude to the plane. */
  public CoordinateTransform forward() {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        if (Math.abs(y[i]) > 90 + 1e-9) {
          x[i] = Double.NaN;
          y[i] = Double.NaN;
        } else {
          forward(x, y, i);
        }
      }
    };
  }

  /** Returns the way from the plane to longitude and latitude. */
  public CoordinateTransform inverse() {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        inverse(x, y, i);
      }
    };
  }

  private void forward(double[] x, double[] y, int i) {
    double degrees = x[i] - longitude;
    double lambda = Math.toRadians(degrees - 360 * Math.rint(degrees / 360));
    if (Math.abs(degrees) == 180) {
      lambda = Math.toRadians(degrees); // the antimeridian stays on its side
    }
    double phi = Math.toRadians(y[i]);
    switch (method) {
      case CYLINDRICAL_EQUAL_AREA -> {
        x[i] = radius * scale * lambda;
        y[i] = radius * authalic.q(phi) / (2 * scale);
      }
      case EQUIDISTANT_CYLINDRICAL -> {
        x[i] = radius * scale * lambda;
        y[i] = radius * (phi - latitude);
      }
      default -> {
        double sine = Math.sin(phi);
        x[i] = radius * lambda * Math.cos(phi) / Math.sqrt(1 - e2 * sine * sine);
        y[i] = radius * (meridian(phi) - meridian(latitude));
      }
    }
  }

  private void inverse(double[] x, double[] y, int i) {
    double phi;
    double lambda;
    switch (method) {
      case CYLINDRICAL_EQUAL_AREA -> {
        phi = authalic.latitude(2 * scale * y[i] / radius);
        lambda = x[i] / (radius * scale);
      }
      case EQUIDISTANT_CYLINDRICAL -> {
        phi = y[i] / radius + latitude;
        lambda = x[i] / (radius * scale);
      }
      default -> {
        phi = latitudeOfMeridian(y[i] / radius + meridian(latitude));
        double sine = Math.sin(phi);
        lambda = x[i] * Math.sqrt(1 - e2 * sine * sine) / (radius * Math.cos(phi));
        if (Math.abs(lambda) > Math.PI + 1e-9) {
          phi = Double.NaN; // beside the map
        }
      }
    }
    boolean off = !(Math.abs(phi) <= Math.PI / 2 + 1e-12);
    x[i] = off ? Double.NaN : longitude + Math.toDegrees(lambda);
    y[i] = off ? Double.NaN : Math.toDegrees(phi);
  }

  /** Length of the meridian from the equator on an ellipsoid of radius 1: Snyder 3-21, to e^10. */
  private double meridian(double phi) {
    double e4 = e2 * e2;
    double e6 = e4 * e2;
    double e8 = e4 * e4;
    return (1 - e2 / 4 - 3 * e4 / 64 - 5 * e6 / 256 - 175 * e8 / 16384) * phi
        - (3 * e2 / 8 + 3 * e4 / 32 + 45 * e6 / 1024 + 105 * e8 / 4096) * Math.sin(2 * phi)
        + (15 * e4 / 256 + 45 * e6 / 1024 + 525 * e8 / 16384) * Math.sin(4 * phi)
        - (35 * e6 / 3072 + 175 * e8 / 12288) * Math.sin(6 * phi)
        + 315 * e8 / 131072 * Math.sin(8 * phi);
  }

  private double latitudeOfMeridian(double wanted) {
    double most = meridian(Math.PI / 2);
    if (Math.abs(wanted) > most * (1 + 1e-9)) {
      return Double.NaN;
    }
    double phi = wanted / most * Math.PI / 2;
    for (int step = 0; step < MAX_STEPS; step++) {
      double sine = Math.sin(phi);
      double w = 1 - e2 * sine * sine;
      double change = (wanted - meridian(phi)) * w * Math.sqrt(w) / (1 - e2);
      phi += change;
      if (Math.abs(change) < 1e-14) {
        break;
      }
    }
    return phi;
  }
}
