package io.landfall.raster.crs;

import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.raster.CoordinateTransform;
import java.util.function.Function;

/** The ways between the pixels of a raster that no affine transform places, and a CRS. */
public final class WarpedPixels {
  private WarpedPixels() {}

  /**
   * Returns {@code way} from the CRS of a raster, begun at its pixels if these are warped.
   *
   * @param terrain gives the heights of a terrain model that it lies on
   */
  public static CoordinateTransform from(
      RasterGeometry raster,
      CoordinateTransform way,
      Function<TerrainModel, TerrainHeights> terrain) {
    if (raster.warp() == null) {
      return way;
    }
    CoordinateTransform toGround = toGround(raster, terrain);
    return (x, y, count) -> {
      toGround.transform(x, y, count);
      way.transform(x, y, count);
    };
  }

  /**
   * Returns {@code way} to the CRS of a raster, gone on to its pixels if these are warped.
   *
   * @param period of the CRS; 0 if it does not repeat
   * @param terrain gives the heights of a terrain model that it lies on
   */
  public static CoordinateTransform to(
      RasterGeometry raster,
      CoordinateTransform way,
      double period,
      Function<TerrainModel, TerrainHeights> terrain) {
    if (raster.warp() == null) {
      return way;
    }
    double centre =
        raster.warp().rational() != null
            ? raster.warp().rational().longitude().offset()
            : raster.warp().toPixel().centreX();
    CoordinateTransform near =
        LongitudeWrap.wrapInto(way, period, centre - period / 2, centre + period / 2);
    if (raster.terrain() != null) {
      return new TerrainTransform(
          near, RationalTerrainTransform.of(raster, terrain.apply(raster.terrain())));
    }
    CoordinateTransform toPixel = toPixel(raster);
    return (x, y, count) -> {
      near.transform(x, y, count);
      toPixel.transform(x, y, count);
    };
  }

  private static CoordinateTransform toGround(
      RasterGeometry raster, Function<TerrainModel, TerrainHeights> terrain) {
    if (raster.warp().rational() == null) {
      return new PlaneMapTransform(raster.warp().toGround());
    }
    return raster.terrain() == null
        ? rational(raster)::toGround
        : RationalTerrainTransform.of(raster, terrain.apply(raster.terrain()))::toGround;
  }

  private static CoordinateTransform toPixel(RasterGeometry raster) {
    return raster.warp().rational() == null
        ? new PlaneMapTransform(raster.warp().toPixel())
        : rational(raster)::toPixel;
  }

  private static RationalTransform rational(RasterGeometry raster) {
    return RationalTransform.of(raster.warp().rational(), raster.width(), raster.height());
  }
}
