package io.landfall.crs;

import io.landfall.model.CrsDefinition;
import io.landfall.raster.CoordinateTransform;
import org.geotools.api.parameter.ParameterValueGroup;
import org.geotools.api.referencing.FactoryException;
import org.geotools.api.referencing.operation.MathTransform;
import org.geotools.api.referencing.operation.MathTransformFactory;
import org.geotools.api.referencing.operation.NoninvertibleTransformException;
import org.geotools.referencing.ReferencingFactoryFinder;

/** Both ways of a projection that a CRS gives in numbers: degrees, and metres from its origin. */
record DefinedProjection(CoordinateTransform fromLonLat, CoordinateTransform toLonLat) {

  /**
   * Makes the projection of a CRS, without its false coordinates and unit.
   *
   * @throws IllegalArgumentException if there is no such projection
   */
  static DefinedProjection of(CrsDefinition crs, double semiMajor, double semiMinor) {
    try {
      MathTransform math = projection(crs, semiMajor, semiMinor);
      MathTransform inverse = math.inverse();
      return new DefinedProjection(
          InterleavedPoints.of((points, n) -> math.transform(points, 0, points, 0, n)),
          InterleavedPoints.of((points, n) -> inverse.transform(points, 0, points, 0, n)));
    } catch (FactoryException | NoninvertibleTransformException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static MathTransform projection(CrsDefinition crs, double semiMajor, double semiMinor)
      throws FactoryException {
    MathTransformFactory factory = ReferencingFactoryFinder.getMathTransformFactory(null);
    ParameterValueGroup values =
        factory.getDefaultParameters(
            switch (crs.method()) {
              case TRANSVERSE_MERCATOR -> "Transverse_Mercator";
              case POLAR_STEREOGRAPHIC_SCALE -> "Polar Stereographic (variant A)";
              case POLAR_STEREOGRAPHIC_PARALLEL -> "Polar Stereographic (variant B)";
              case LAMBERT_CONFORMAL_1SP -> "Lambert_Conformal_Conic_1SP";
              case LAMBERT_CONFORMAL_2SP -> "Lambert_Conformal_Conic_2SP";
              case ALBERS -> "Albers_Conic_Equal_Area";
              case LAMBERT_AZIMUTHAL -> "Lambert_Azimuthal_Equal_Area";
              case MERCATOR_SCALE -> "Mercator_1SP";
              case MERCATOR_PARALLEL -> "Mercator_2SP";
              default -> throw new IllegalArgumentException("no such method");
            });
    values.parameter("semi_major").setValue(semiMajor);
    values.parameter("semi_minor").setValue(semiMinor);
    switch (crs.method()) {
      case TRANSVERSE_MERCATOR, LAMBERT_CONFORMAL_1SP, MERCATOR_SCALE -> {
        values.parameter("latitude_of_origin").setValue(crs.originLatitude());
        values.parameter("central_meridian").setValue(crs.originLongitude());
        values.parameter("scale_factor").setValue(crs.scale());
      }
      case POLAR_STEREOGRAPHIC_SCALE -> {
        values.parameter("latitude_of_origin").setValue(crs.originLatitude());
        values.parameter("central_meridian").setValue(crs.originLongitude());
        values.parameter("scale_factor").setValue(crs.scale());
      }
      case POLAR_STEREOGRAPHIC_PARALLEL -> {
        values.parameter("standard_parallel_1").setValue(crs.parallel1());
        values.parameter("central_meridian").setValue(crs.originLongitude());
      }
      case LAMBERT_CONFORMAL_2SP -> {
        values.parameter("latitude_of_origin").setValue(crs.originLatitude());
        values.parameter("central_meridian").setValue(crs.originLongitude());
        values.parameter("standard_parallel_1").setValue(crs.parallel1());
        values.parameter("standard_parallel_2").setValue(crs.parallel2());
      }
      case ALBERS -> {
        values.parameter("latitude_of_center").setValue(crs.originLatitude());
        values.parameter("longitude_of_center").setValue(crs.originLongitude());
        values.parameter("standard_parallel_1").setValue(crs.parallel1());
        values.parameter("standard_parallel_2").setValue(crs.parallel2());
      }
      case LAMBERT_AZIMUTHAL -> {
        values.parameter("latitude_of_center").setValue(crs.originLatitude());
        values.parameter("longitude_of_center").setValue(crs.originLongitude());
      }
      default -> {
        values.parameter("standard_parallel_1").setValue(crs.parallel1());
        values.parameter("central_meridian").setValue(crs.originLongitude());
      }
    }
    return factory.createParameterizedTransform(values);
  }
}
