package io.landfall.plan.place;

import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.place.PixelWarp;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.RationalTransform;
import java.util.Locale;

/** Where a raster lies that rational polynomial coefficients place, on ground of one height. */
public final class RationalPlace {
  private static final double METRES_PER_DEGREE = 111_320;
  private static final double TRIED_METRES = 100;

  private RationalPlace() {}

  /** Tells whether only these coefficients tell the place of a raster. */
  public static boolean isOf(RasterInfo info) {
    return info.rational() != null && info.transform() == null && info.controlPoints().isEmpty();
  }

  /**
   * Places a raster.
   *
   * @param name for messages
   * @param metres height of all ground above the ellipsoid; {@code null}: nobody has told it
   * @throws ExportFailure SCENE_UNSUPPORTED if it is not told, or the coefficients do not tell
   *     where all pixels lie
   */
  public static RasterGeometry geometry(String name, RasterInfo info, Double metres) {
    RationalMap map = info.rational();
    if (metres == null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "Cannot place %s on the ground: rational polynomial coefficients (RPC) place it,"
                  + " which need the height of the ground. Give one for all of it with --rpc-height"
                  + " (rpcHeight over HTTP), in metres above the ellipsoid; the coefficients are"
                  + " made for heights about %.0f. Where the terrain is not flat, orthorectify it,"
                  + " as with gdalwarp -rpc -to RPC_DEM=DEM.tif, and export that.",
              name,
              map.height().offset()));
    }
    RationalMap placed = map.withGround(metres);
    RationalTransform.problem(placed, info.width(), info.height())
        .ifPresent(
            why -> {
              throw new ExportFailure(
                  ErrorCode.SCENE_UNSUPPORTED,
                  String.format(
                      Locale.ROOT,
                      "Cannot place %s on the ground: its rational polynomial coefficients (RPC) do"
                          + " not tell at a height of %.0f m where its pixels lie: %s. Check the"
                          + " height, which they have about %.0f m, and that they are of this"
                          + " file.",
                      name,
                      metres,
                      why,
                      map.height().offset()));
            });
    return new RasterGeometry(
        CrsCodes.WGS84,
        null,
        GeoTransform.PIXELS,
        info.width(),
        info.height(),
        new PixelWarp(placed));
  }

  /** Says what the height means for the place. */
  public static String told(String name, RasterGeometry placed) {
    RationalMap map = placed.warp().rational();
    double column = placed.width() / 2.0;
    double row = placed.height() / 2.0;
    double[] x = {column};
    double[] y = {row};
    RationalTransform.of(map, placed.width(), placed.height()).toGround(x, y, 1);
    double[] otherX = {column};
    double[] otherY = {row};
    RationalMap higher = map.withGround(map.ground() + TRIED_METRES);
    RationalTransform.of(higher, placed.width(), placed.height()).toGround(otherX, otherY, 1);
    double east = (otherX[0] - x[0]) * Math.cos(Math.toRadians(y[0]));
    double metres = METRES_PER_DEGREE * Math.hypot(east, otherY[0] - y[0]);
    return String.format(
        Locale.ROOT,
        "%s is placed by rational polynomial coefficients as if all ground were %.0f m above the"
            + " ellipsoid; ground that is 100 m higher or lower lies about %.0f m from where it is"
            + " put.",
        name,
        map.ground(),
        metres);
  }
}
