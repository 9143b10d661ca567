package io.landfall.model;

/**
 * A projected CRS that has no EPSG code: a method and its numbers. Angles are degrees, lengths
 * metres, longitudes from Greenwich; a number that the method does not use is 0, the scale 1.
 *
 * @param method how the ellipsoid becomes a plane
 * @param geographicEpsg code of the geographic CRS under it; 4326 where the datum is not known
 * @param semiMajor of the ellipsoid, in metres; 0: the ellipsoid is that of {@code geographicEpsg}
 * @param inverseFlattening of the ellipsoid; 0: it is a sphere, unless {@code semiMajor} is 0 too
 * @param originLatitude where northings start; of a polar method the pole, 90 or -90
 * @param originLongitude the central meridian, or the one that runs straight down the map
 * @param parallel1 the first standard parallel, or that of true scale
 * @param parallel2 the second standard parallel
 * @param scale at the origin
 * @param falseEasting in metres
 * @param falseNorthing in metres
 * @param metresPerUnit of the coordinates
 */
public record CrsDefinition(
    Method method,
    int geographicEpsg,
    double semiMajor,
    double inverseFlattening,
    double originLatitude,
    double originLongitude,
    double parallel1,
    double parallel2,
    double scale,
    double falseEasting,
    double falseNorthing,
    double metresPerUnit) {

  /** The methods of projection. */
  public enum Method {
    TRANSVERSE_MERCATOR,
    /** With a scale at the pole (EPSG's variant A). */
    POLAR_STEREOGRAPHIC_SCALE,
    /** With a parallel of true scale (EPSG's variant B). */
    POLAR_STEREOGRAPHIC_PARALLEL,
    LAMBERT_CONFORMAL_1SP,
    LAMBERT_CONFORMAL_2SP,
    ALBERS,
    LAMBERT_AZIMUTHAL,
    MERCATOR_SCALE,
    MERCATOR_PARALLEL,
    SINUSOIDAL,
    CYLINDRICAL_EQUAL_AREA,
    EQUIDISTANT_CYLINDRICAL,
    MOLLWEIDE,
    EQUAL_EARTH
  }

  public CrsDefinition {
    boolean angles =
        Math.abs(originLatitude) <= 90
            && Math.abs(originLongitude) <= 360
            && Math.abs(parallel1) <= 90
            && Math.abs(parallel2) <= 90;
    boolean lengths =
        Double.isFinite(falseEasting) && Double.isFinite(falseNorthing) && metresPerUnit > 0;
    boolean ellipsoid =
        semiMajor == 0 && inverseFlattening == 0
            || semiMajor > 6.3e6
                && semiMajor < 6.4e6
                && (inverseFlattening == 0 || isFlat(inverseFlattening));
    if (!ellipsoid) {
      throw new IllegalArgumentException(
          "its ellipsoid is not one of the Earth (%s m, flattening 1/%s)"
              .formatted(semiMajor, inverseFlattening));
    }
    if (method == null
        || !angles
        || !lengths
        || !(scale > 0 && scale < 1e3)
        || !(metresPerUnit < 1e6)) {
      throw new IllegalArgumentException(
          "the numbers of its projection make no sense (%s, origin %s %s, parallels %s %s, scale %s)"
              .formatted(method, originLatitude, originLongitude, parallel1, parallel2, scale));
    }
  }

  private static boolean isFlat(double inverseFlattening) {
    return inverseFlattening > 10 && inverseFlattening < Double.POSITIVE_INFINITY;
  }

  /** Starts a definition in metres on the ellipsoid of a geographic CRS, all numbers 0. */
  public static CrsDefinition of(Method method, int geographicEpsg) {
    return new CrsDefinition(method, geographicEpsg, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1);
  }

  /** Returns the same from another origin. */
  public CrsDefinition withOrigin(double latitude, double longitude) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        semiMajor,
        inverseFlattening,
        latitude,
        longitude,
        parallel1,
        parallel2,
        scale,
        falseEasting,
        falseNorthing,
        metresPerUnit);
  }

  /** Returns the same with other standard parallels. */
  public CrsDefinition withParallels(double first, double second) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        semiMajor,
        inverseFlattening,
        originLatitude,
        originLongitude,
        first,
        second,
        scale,
        falseEasting,
        falseNorthing,
        metresPerUnit);
  }

  /** Returns the same with another scale. */
  public CrsDefinition withScale(double other) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        semiMajor,
        inverseFlattening,
        originLatitude,
        originLongitude,
        parallel1,
        parallel2,
        other,
        falseEasting,
        falseNorthing,
        metresPerUnit);
  }

  /** Returns the same with other false coordinates, in metres. */
  public CrsDefinition withFalse(double easting, double northing) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        semiMajor,
        inverseFlattening,
        originLatitude,
        originLongitude,
        parallel1,
        parallel2,
        scale,
        easting,
        northing,
        metresPerUnit);
  }

  /** Returns the same with coordinates in another unit. */
  public CrsDefinition withUnit(double metres) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        semiMajor,
        inverseFlattening,
        originLatitude,
        originLongitude,
        parallel1,
        parallel2,
        scale,
        falseEasting,
        falseNorthing,
        metres);
  }

  /** Returns the same on another ellipsoid. */
  public CrsDefinition withEllipsoid(double radius, double flattening) {
    return new CrsDefinition(
        method,
        geographicEpsg,
        radius,
        flattening,
        originLatitude,
        originLongitude,
        parallel1,
        parallel2,
        scale,
        falseEasting,
        falseNorthing,
        metresPerUnit);
  }

  @Override
  public String toString() {
    return "%s around %s, %s"
        .formatted(
            method.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
            originLongitude,
            originLatitude);
  }
}
