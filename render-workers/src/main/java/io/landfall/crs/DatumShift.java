package io.landfall.crs;

import io.landfall.raster.CoordinateTransform;

/**
 * The way from one geodetic datum to another over geocentric coordinates: seven parameters, about
 * the Earth's centre or about a point (Molodensky-Badekas), at height 0. Takes and gives degrees
 * from Greenwich. Rotations are so small that their sines count as angles, as the parameters are
 * meant.
 */
final class DatumShift implements CoordinateTransform {
  private static final int STEPS = 4; // two are enough near the ground

  private final Parameters parameters;
  private final boolean inverse;
  private final Ellipsoid from;
  private final Ellipsoid to;

  /** An ellipsoid: semi-major axis in metres, and eccentricity squared. */
  record Ellipsoid(double semiMajor, double e2) {}

  /**
   * The numbers of a shift.
   *
   * @param x to {@code z}: translation, in metres
   * @param rotationX to {@code rotationZ}: in radians, of the position vector
   * @param scale difference from 1
   * @param pointX to {@code pointZ}: about what is rotated and scaled, in metres
   * @param addLongitude to what comes out, in degrees
   * @param addLatitude likewise; with one of these two the rest is 0
   */
  record Parameters(
      double x,
      double y,
      double z,
      double rotationX,
      double rotationY,
      double rotationZ,
      double scale,
      double pointX,
      double pointY,
      double pointZ,
      double addLongitude,
      double addLatitude) {

    /** One that moves nothing. */
    static final Parameters NONE = new Parameters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** Returns one that turns longitudes by some degrees; less than a millimetre is nothing. */
    static Parameters ofLongitude(double degrees) {
      double add = Math.abs(degrees) < 1e-8 ? 0 : degrees;
      return new Parameters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, add, 0);
    }

    boolean isNone() {
      return x == 0
          && y == 0
          && z == 0
          && rotationX == 0
          && rotationY == 0
          && rotationZ == 0
          && scale == 0
          && !isOffset();
    }

    /**
     * Tells whether it moves longitude and latitude by so many degrees, whatever the ellipsoids.
     */
    boolean isOffset() {
      return addLongitude != 0 || addLatitude != 0;
    }
  }

  /**
   * Makes a shift.
   *
   * @param inverse whether the parameters are those of the way back
   */
  DatumShift(Parameters parameters, boolean inverse, Ellipsoid from, Ellipsoid to) {
    this.parameters = parameters;
    this.inverse = inverse;
    this.from = from;
    this.to = to;
  }

  @Override
  public void transform(double[] x, double[] y, int count) {
    if (parameters.isOffset()) {
      offset(x, y, count);
      return;
    }
    double[] place = new double[3];
    for (int i = 0; i < count; i++) {
      if (!(Math.abs(y[i]) <= 90)) {
        x[i] = Double.NaN;
        y[i] = Double.NaN;
        continue;
      }
      toGeocentric(Math.toRadians(x[i]), Math.toRadians(y[i]), place);
      if (inverse) {
        moveBack(place);
      } else {
        move(place);
      }
      x[i] = Math.toDegrees(Math.atan2(place[1], place[0]));
      y[i] = latitude(place);
    }
  }

  private void offset(double[] x, double[] y, int count) {
    int sign = inverse ? -1 : 1;
    for (int i = 0; i < count; i++) {
      x[i] += sign * parameters.addLongitude;
      y[i] += sign * parameters.addLatitude;
    }
  }

  private void toGeocentric(double lambda, double phi, double[] place) {
    double sine = Math.sin(phi);
    double normal = from.semiMajor / Math.sqrt(1 - from.e2 * sine * sine);
    place[0] = normal * Math.cos(phi) * Math.cos(lambda);
    place[1] = normal * Math.cos(phi) * Math.sin(lambda);
    place[2] = normal * (1 - from.e2) * sine;
  }

  private void move(double[] place) {
    Parameters p = parameters;
    double dx = place[0] - p.pointX;
    double dy = place[1] - p.pointY;
    double dz = place[2] - p.pointZ;
    double m = 1 + p.scale;
    place[0] = p.pointX + p.x + m * (dx - p.rotationZ * dy + p.rotationY * dz);
    place[1] = p.pointY + p.y + m * (p.rotationZ * dx + dy - p.rotationX * dz);
    place[2] = p.pointZ + p.z + m * (-p.rotationY * dx + p.rotationX * dy + dz);
  }

  private void moveBack(double[] place) {
    Parameters p = parameters;
    double m = 1 + p.scale;
    double dx = (place[0] - p.x - p.pointX) / m;
    double dy = (place[1] - p.y - p.pointY) / m;
    double dz = (place[2] - p.z - p.pointZ) / m;
    place[0] = p.pointX + dx + p.rotationZ * dy - p.rotationY * dz;
    place[1] = p.pointY - p.rotationZ * dx + dy + p.rotationX * dz;
    place[2] = p.pointZ + p.rotationY * dx - p.rotationX * dy + dz;
  }

  /** Returns the latitude, in degrees: Bowring's formula, repeated. */
  private double latitude(double[] place) {
    double semiMinor = to.semiMajor * Math.sqrt(1 - to.e2);
    double fromAxis = Math.hypot(place[0], place[1]);
    double reduced = Math.atan2(place[2] * to.semiMajor, fromAxis * semiMinor);
    double phi = 0;
    for (int step = 0; step < STEPS; step++) {
      double sine = Math.sin(reduced);
      double cosine = Math.cos(reduced);
      double up = place[2] + to.e2 / (1 - to.e2) * semiMinor * sine * sine * sine;
      phi = Math.atan2(up, fromAxis - to.e2 * to.semiMajor * cosine * cosine * cosine);
      reduced = Math.atan2(semiMinor * Math.sin(phi), to.semiMajor * Math.cos(phi));
    }
    return Math.toDegrees(phi);
  }
}
