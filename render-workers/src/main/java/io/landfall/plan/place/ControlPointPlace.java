package io.landfall.plan.place;

import io.landfall.model.CrsDefinition;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.GeoTransform;
import io.landfall.model.RasterGeometry;
import io.landfall.model.place.PixelWarp;
import io.landfall.model.request.ControlPointMethod;
import io.landfall.raster.ControlPoint;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.gcp.ControlPointFit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Where a raster lies that ground control points place. */
public final class ControlPointPlace {
  private static final double METRES_PER_DEGREE = 111_320;

  private ControlPointPlace() {}

  /** Tells whether only control points tell the place of a raster whose CRS is known. */
  public static boolean isOf(RasterInfo info) {
    return (info.epsg() != null || info.crs() != null)
        && info.transform() == null
        && !info.controlPoints().isEmpty();
  }

  /**
   * Places a raster.
   *
   * @param name for messages
   * @param epsg code of its CRS; 0 if it has none
   * @param method {@code null}: polynomials
   * @throws ExportFailure SCENE_UNSUPPORTED if the points do not tell enough, or too much
   */
  public static RasterGeometry geometry(
      String name, RasterInfo info, int epsg, ControlPointMethod method) {
    List<ControlPoint> points = info.controlPoints();
    boolean spline = method == ControlPointMethod.TPS;
    if (spline && points.size() > ControlPointFit.mostOfSpline()) {
      throw new ExportFailure(
          ErrorCode.SCENE_UNSUPPORTED,
          "Cannot place %s on the ground: it has %d control points, and a spline goes through %d. Choose the polynomial, or warp it to a grid, as with gdalwarp -tps."
              .formatted(name, points.size(), ControlPointFit.mostOfSpline()));
    }
    Optional<PixelWarp> warp =
        spline ? ControlPointFit.spline(points) : ControlPointFit.polynomial(points);
    PixelWarp found =
        warp.orElseThrow(
            () ->
                new ExportFailure(
                    ErrorCode.SCENE_UNSUPPORTED,
                    "Cannot place %s on the ground: its %d control points do not tell where all of its pixels lie: %s. Add points."
                        .formatted(
                            name,
                            points.size(),
                            points.size() < 3
                                ? "three are the least"
                                : "they lie in a line, or, six and more, on a curve of the second"
                                    + " order")));
    CrsDefinition crs = info.crs();
    return new RasterGeometry(epsg, crs, GeoTransform.PIXELS, info.width(), info.height(), found);
  }

  /** Says how well the points tell the place. */
  public static String told(
      String name, RasterInfo info, RasterGeometry placed, CoordinateTransforms transforms) {
    List<ControlPoint> points = info.controlPoints();
    PixelWarp warp = placed.warp();
    if (!warp.toGround().knots().isEmpty()) {
      return "%s is placed by a thin-plate spline through its %d control points."
          .formatted(name, points.size());
    }
    ControlPointFit.Residuals off = ControlPointFit.residuals(points, warp);
    return String.format(
        Locale.ROOT,
        "%s is placed by a polynomial of order %d of its %d control points, which are %.2f pixels"
            + " or %.2f m from where it puts them (RMS), at most %.2f pixels.",
        name,
        ControlPointFit.order(points.size()),
        points.size(),
        off.pixelsRms(),
        metres(off, placed, transforms),
        off.pixelsMost());
  }

  private static double metres(
      ControlPointFit.Residuals off, RasterGeometry placed, CoordinateTransforms transforms) {
    if (placed.crs() != null) {
      return Math.hypot(off.xRms(), off.yRms()) * placed.crs().metresPerUnit();
    }
    if (transforms.isGeographic(placed.epsg())) {
      double latitude = Math.toRadians(placed.warp().toPixel().centreY());
      return METRES_PER_DEGREE * Math.hypot(off.xRms() * Math.cos(latitude), off.yRms());
    }
    return Math.hypot(off.xRms(), off.yRms()) * transforms.metresPerUnit(placed.epsg());
  }
}
