package io.landfall.raster.crs;

import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedBand;
import io.landfall.raster.CoordinateTransform;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes transforms between CRSs named by EPSG code, or defined by numbers where a raster has no
 * code. Implementations cache: asking again is cheap.
 */
public interface CoordinateTransforms {

  /**
   * Returns the transform from one CRS to another; the identity when they are the same. Longitudes
   * may lie beyond 180 degrees.
   *
   * @throws io.landfall.model.ExportFailure CRS_UNKNOWN if a code names no CRS, or the two cannot
   *     be joined
   */
  CoordinateTransform between(int fromEpsg, int toEpsg);

  /**
   * Returns the transforms of an export: where a change of datum can be made in several ways, in
   * the one that is best where its rasters lie, for all of them and on every node alike.
   *
   * @param mask in longitude and latitude, or {@code null}
   */
  default CoordinateTransforms over(Collection<RasterGeometry> rasters, Aoi mask, int outputEpsg) {
    return this;
  }

  /** Returns the transforms of a plan. */
  default CoordinateTransforms over(ExportPlan plan) {
    return over(
        plan.scenes().stream()
            .flatMap(scene -> scene.bands().stream())
            .filter(Objects::nonNull)
            .map(PlannedBand::geometry)
            .distinct()
            .toList(),
        plan.mask(),
        plan.grid().epsg());
  }

  /** Says how far off positions may be, in metres, where a person would want to know. */
  default Optional<String> warning(int fromEpsg, int toEpsg) {
    return Optional.empty();
  }

  /** Says the same of positions in the CRS of a raster. */
  default Optional<String> warning(RasterGeometry from, int toEpsg) {
    return Optional.empty();
  }

  /** Returns the code of the longitude and latitude of a CRS that has heights too. */
  default int plane(int epsg) {
    return epsg;
  }

  /** Tells whether the units of a CRS are degrees (it is geographic) rather than lengths. */
  boolean isGeographic(int epsg);

  /** Returns how many metres a unit of a projected CRS is. */
  default double metresPerUnit(int epsg) {
    return 1;
  }

  /** Returns the definition of a CRS as well-known text (WKT 1), if there is one. */
  default Optional<String> wellKnownText(int epsg) {
    return Optional.empty();
  }

  /** Returns the transform from the CRS of a raster, or from its pixels where these are warped. */
  default CoordinateTransform between(RasterGeometry from, int toEpsg) {
    if (from.crs() != null) {
      throw unsupportedCrs(from);
    }
    return WarpedPixels.from(from, between(from.epsg(), toEpsg), this::heights);
  }

  /** Returns the transform to the CRS of a raster, or to its pixels where these are warped. */
  default CoordinateTransform between(int fromEpsg, RasterGeometry to) {
    if (to.crs() != null) {
      throw unsupportedCrs(to);
    }
    return WarpedPixels.to(to, between(fromEpsg, to.epsg()), period(to.epsg()), this::heights);
  }

  /**
   * Returns after how many units eastward a CRS is at the same place again: 360 degrees, or the
   * length of the equator in a cylindrical projection; 0 if it does not repeat.
   */
  default double period(int epsg) {
    return isGeographic(epsg) ? 360 : 0;
  }

  /** Returns the same of a raster's own positions; 0 where it has no code for its CRS. */
  default double period(RasterGeometry raster) {
    return raster.crs() == null && raster.warp() == null ? period(raster.epsg()) : 0;
  }

  /**
   * Returns the heights of a terrain model.
   *
   * @throws IllegalStateException if these transforms read no files
   */
  default TerrainHeights heights(TerrainModel terrain) {
    throw new IllegalStateException("No terrain model is read here: " + terrain.href());
  }

  /** Returns the transform to a grid; beyond the antimeridian if the grid goes on there. */
  default CoordinateTransform toGrid(RasterGeometry from, PixelGrid to) {
    return LongitudeWrap.wrapInto(
        between(from, to.epsg()), period(to.epsg()), to.west(), to.east());
  }

  /** Returns the transform from a grid; beyond the antimeridian if the raster goes on there. */
  default CoordinateTransform fromGrid(PixelGrid from, RasterGeometry to) {
    CoordinateTransform transform =
        LongitudeWrap.wrapHome(between(from.epsg(), to), period(from.epsg()));
    double[] x = LongitudeWrap.xExtent(to);
    return LongitudeWrap.wrapInto(transform, period(to), x[0], x[1]);
  }

  /** Tells whether a pole lies inside a raster, so that its outline runs around all longitudes. */
  default boolean containsPole(RasterGeometry raster) {
    if (raster.warp() != null) {
      return false; // it is not known beyond its points
    }
    if (raster.crs() == null && period(raster.epsg()) > 0) {
      return false; // there a pole is no point
    }
    double[] x = {0, 0};
    double[] y = {90, -90};
    between(CrsCodes.WGS84, raster).transform(x, y, 2);
    for (int pole = 0; pole < 2; pole++) {
      double column = raster.transform().column(x[pole], y[pole]);
      double row = raster.transform().row(x[pole], y[pole]);
      if (column > 0 && column < raster.width() && row > 0 && row < raster.height()) {
        return true;
      }
    }
    return false;
  }

  private static ExportFailure unsupportedCrs(RasterGeometry geometry) {
    return new ExportFailure(
        ErrorCode.CRS_UNKNOWN,
        "Cannot project from the CRS of a scene (%s): it has no EPSG code. Reproject the scene, as with gdalwarp, first."
            .formatted(geometry.crs()));
  }
}
