package io.landfall.crs;

import io.landfall.model.CrsDefinition;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.crs.CylindricalProjection;
import io.landfall.raster.crs.PseudocylindricalProjection;

/** The two ways between the plane of a CRS given in numbers and longitude and latitude. */
record PlaneTransforms(CoordinateTransform fromLonLat, CoordinateTransform toLonLat) {

  /**
   * Makes them.
   *
   * @throws ExportFailure CRS_UNKNOWN where the numbers give no projection
   */
  static PlaneTransforms of(CrsDefinition crs, DatumShift.Ellipsoid ellipsoid) {
    double semiMajor = ellipsoid.semiMajor();
    double semiMinor = semiMajor * Math.sqrt(1 - ellipsoid.e2());
    try {
      PlaneTransforms plane =
          switch (crs.method()) {
            case CYLINDRICAL_EQUAL_AREA, SINUSOIDAL, EQUIDISTANT_CYLINDRICAL -> {
              var cylinders = new CylindricalProjection(crs, semiMajor, ellipsoid.e2());
              yield new PlaneTransforms(cylinders.forward(), cylinders.inverse());
            }
            case MOLLWEIDE, EQUAL_EARTH -> {
              var world = new PseudocylindricalProjection(crs, semiMajor, ellipsoid.e2());
              yield new PlaneTransforms(world.forward(), world.inverse());
            }
            default -> {
              var projection = DefinedProjection.of(crs, semiMajor, semiMinor);
              yield new PlaneTransforms(
                  concatenate(PlaneTransforms::wrap, projection.fromLonLat()),
                  projection.toLonLat());
            }
          };
      double unit = crs.metresPerUnit();
      return new PlaneTransforms(
          concatenate(
              plane.fromLonLat,
              affine(1 / unit, crs.falseEasting() / unit, crs.falseNorthing() / unit)),
          concatenate(affine(unit, -crs.falseEasting(), -crs.falseNorthing()), plane.toLonLat));
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.CRS_UNKNOWN,
          "Cannot use the CRS of a scene (%s): %s. Reproject the scene, as with gdalwarp, first."
              .formatted(crs, e.getMessage()),
          e);
    }
  }

  /** Returns one way after another. */
  static CoordinateTransform concatenate(CoordinateTransform first, CoordinateTransform second) {
    return (x, y, count) -> {
      first.transform(x, y, count);
      second.transform(x, y, count);
    };
  }

  /** Moves longitudes beyond 180 degrees to where they are known. */
  static void wrap(double[] x, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      if (Math.abs(x[i]) > 180) {
        x[i] -= 360 * Math.rint(x[i] / 360);
      }
    }
  }

  private static CoordinateTransform affine(double scale, double addX, double addY) {
    return (x, y, count) -> {
      for (int i = 0; i < count; i++) {
        x[i] = x[i] * scale + addX;
        y[i] = y[i] * scale + addY;
      }
    };
  }
}
