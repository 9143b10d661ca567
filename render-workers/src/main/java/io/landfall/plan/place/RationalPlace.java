package io.landfall.plan.place;

import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.model.place.PixelWarp;
import io.landfall.model.place.RationalMap;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.RationalTransform;
import java.util.Locale;

/**
 * Where a raster lies that rational polynomial coefficients place, on ground of one height or of a
 * terrain model.
 */
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
   * @param terrain tells the height of each place instead; {@code null}: there is none
   * @throws ExportFailure SCENE_UNSUPPORTED if it is not told, or the coefficients do not tell
   *     where all pixels lie
   */
  public static RasterGeometry geometry(
      String name, RasterInfo info, Double metres, TerrainPlace terrain) {
    RationalMap map = info.rational();
    if (terrain != null) {
      return terrain.place(name, flat(name, info, map.height().offset()));
    }
    if (metres == null) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          String.format(
              Locale.ROOT,
              "Cannot place %s on the ground: rational polynomial coefficients (RPC) place it,"
                  + " which need the height of the ground. Give a terrain model with --rpc-dem"
                  + " (rpcDem over HTTP), or, where the ground is flat, one height for all of it"
                  + " with --rpc-height (rpcHeight), in metres above the ellipsoid; the"
                  + " coefficients are made for heights about %.0f.",
              name,
              map.height().offset()));
    }
    return flat(name, info, metres);
  }

  private static RasterGeometry flat(String name, RasterInfo info, double metres) {
    RationalMap map = info.rational();
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
  public static String told(String name, RasterGeometry placed, CoordinateTransforms transforms) {
    TerrainModel terrain = placed.terrain();
    if (terrain == null) {
      RationalMap map = placed.warp().rational();
      return String.format(
          Locale.ROOT,
          "%s is placed by rational polynomial coefficients as if all ground were %.0f m above the"
              + " ellipsoid; ground that is 100 m higher or lower lies about %.0f m from where it"
              + " is put.",
          name,
          map.ground(),
          moved(placed, map.ground()));
    }
    double unknown = TerrainPlace.unknown(placed, transforms);
    String holes = " It has no height under about %.1f %% of the image, which is left out.";
    return String.format(
            Locale.ROOT,
            "%s is placed by rational polynomial coefficients on a terrain model, of %.0f to %.0f m"
                + " there. Its heights%s are taken as above the ellipsoid; where they are above a"
                + " geoid, as of most models, give the geoid's height as --rpc-dem-offset: ground"
                + " that is 100 m higher or lower lies about %.0f m from where it is put.",
            name,
            terrain.lowest(),
            terrain.highest(),
            terrain.offset() == 0 ? "" : " and %s m".formatted(terrain.offset()),
            moved(placed, (terrain.lowest() + terrain.highest()) / 2))
        + (unknown > 0 ? String.format(Locale.ROOT, holes, 100 * unknown) : "");
  }

  /** Returns how far the middle of a raster moves, in metres, on ground that is 100 m higher. */
  private static double moved(RasterGeometry placed, double ground) {
    RationalMap map = placed.warp().rational();
    double column = placed.width() / 2.0;
    double row = placed.height() / 2.0;
    double[] x = {column};
    double[] y = {row};
    RationalTransform.of(map.withGround(ground), placed.width(), placed.height()).toGround(x, y, 1);
    double[] otherX = {column};
    double[] otherY = {row};
    RationalTransform.of(map.withGround(ground + TRIED_METRES), placed.width(), placed.height())
        .toGround(otherX, otherY, 1);
    double east = (otherX[0] - x[0]) * Math.cos(Math.toRadians(y[0]));
    return METRES_PER_DEGREE * Math.hypot(east, otherY[0] - y[0]);
  }
}
