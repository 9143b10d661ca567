package io.landfall.raster.crs;

import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;

/** The ways between the pixels of a raster that no affine transform places, and a CRS. */
public final class WarpedPixels {
  private WarpedPixels() {}

  /** Returns {@code way} from the CRS of a raster, begun at its pixels if these are warped. */
  public static CoordinateTransform from(RasterGeometry raster, CoordinateTransform way) {
    if (raster.warp() == null) {
      return way;
    }
    CoordinateTransform toGround =
        raster.warp().rational() != null
            ? rational(raster)::toGround
            : new PlaneMapTransform(raster.warp().toGround());
    return (x, y, count) -> {
      toGround.transform(x, y, count);
      way.transform(x, y, count);
    };
  }

  /**
   * Returns {@code way} to the CRS of a raster, gone on to its pixels if these are warped.
   *
   * @param period of the CRS; 0 if it does not repeat
   */
  public static CoordinateTransform to(
      RasterGeometry raster, CoordinateTransform way, double period) {
    if (raster.warp() == null) {
      return way;
    }
    boolean isRational = raster.warp().rational() != null;
    double centre =
        isRational
            ? raster.warp().rational().longitude().offset()
            : raster.warp().toPixel().centreX();
    CoordinateTransform near =
        LongitudeWrap.wrapInto(way, period, centre - period / 2, centre + period / 2);
    CoordinateTransform toPixel =
        isRational ? rational(raster)::toPixel : new PlaneMapTransform(raster.warp().toPixel());
    return (x, y, count) -> {
      near.transform(x, y, count);
      toPixel.transform(x, y, count);
    };
  }

  private static RationalTransform rational(RasterGeometry raster) {
    return RationalTransform.of(raster.warp().rational(), raster.width(), raster.height());
  }
}
