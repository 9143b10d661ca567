package io.landfall.raster.crs;

/** The function of latitude that equal-area projections of an ellipsoid are made of (Snyder 3). */
final class AuthalicLatitude {
  private static final int MAX_STEPS = 30;

  private final double e2;

  /** Takes an ellipsoid by its eccentricity, squared. */
  AuthalicLatitude(double e2) {
    this.e2 = e2;
  }

  /** Returns {@code q} of a latitude in radians: Snyder 3-12, whose limit on a sphere is 2 sin. */
  double q(double phi) {
    double sine = Math.sin(phi);
    if (e2 == 0) {
      return 2 * sine;
    }
    double e = Math.sqrt(e2);
    return (1 - e2)
        * (sine / (1 - e2 * sine * sine) - Math.log((1 - e * sine) / (1 + e * sine)) / (2 * e));
  }

  /** Returns {@code q} of the pole. */
  double qOfPole() {
    return q(Math.PI / 2);
  }

  /** Returns the latitude of {@code q}, NaN beyond the pole's: Snyder 3-16, by Newton's method. */
  double latitude(double wanted) {
    double most = qOfPole();
    if (Math.abs(wanted) > most * (1 + 1e-9)) {
      return Double.NaN;
    }
    if (Math.abs(wanted) >= most * (1 - 1e-15)) {
      return Math.copySign(Math.PI / 2, wanted);
    }
    double phi = Math.asin(wanted / most);
    for (int step = 0; step < MAX_STEPS && Math.abs(phi) < Math.PI / 2; step++) {
      double sine = Math.sin(phi);
      double w = 1 - e2 * sine * sine;
      double change = (wanted - q(phi)) * w * w / (2 * (1 - e2) * Math.cos(phi));
      phi = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, phi + change));
      if (Math.abs(change) < 1e-14) {
        break;
      }
    }
    return phi;
  }
}
