package io.landfall.raster.terrain;

import io.landfall.model.Aoi;
import io.landfall.model.CrsCodes;
import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.raster.BlockCache;
import io.landfall.raster.CoordinateTransform;
import io.landfall.raster.RasterSources;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.crs.TerrainHeights;
import io.landfall.raster.crs.WarpedPixels;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Transforms of rasters that may lie on terrain models, which it reads; all else is left to the
 * transforms behind it.
 */
public final class TerrainTransforms implements CoordinateTransforms {
  private final CoordinateTransforms plane;
  private final RasterSources sources;
  private final BlockCache cache;

  /**
   * Makes one.
   *
   * @param plane knows coordinate systems
   * @param sources opens terrain models, as they open scenes
   * @param cache holds their blocks
   */
  public TerrainTransforms(CoordinateTransforms plane, RasterSources sources, BlockCache cache) {
    this.plane = plane;
    this.sources = sources;
    this.cache = cache;
  }

  @Override
  public TerrainHeights heights(TerrainModel terrain) {
    CoordinateTransforms best = plane.over(List.of(terrain.geometry()), null, CrsCodes.WGS84);
    return new ModelHeights(terrain, best, sources, cache);
  }

  @Override
  public CoordinateTransforms over(Collection<RasterGeometry> rasters, Aoi mask, int outputEpsg) {
    CoordinateTransforms best = plane.over(rasters, mask, outputEpsg);
    return best == plane ? this : new TerrainTransforms(best, sources, cache);
  }

  @Override
  public CoordinateTransform between(int fromEpsg, int toEpsg) {
    return plane.between(fromEpsg, toEpsg);
  }

  @Override
  public CoordinateTransform between(RasterGeometry from, int toEpsg) {
    return from.terrain() == null
        ? plane.between(from, toEpsg)
        : WarpedPixels.from(from, plane.between(from.epsg(), toEpsg), this::heights);
  }

  @Override
  public CoordinateTransform between(int fromEpsg, RasterGeometry to) {
    return to.terrain() == null
        ? plane.between(fromEpsg, to)
        : WarpedPixels.to(
            to, plane.between(fromEpsg, to.epsg()), plane.period(to.epsg()), this::heights);
  }

  @Override
  public Optional<String> warning(int fromEpsg, int toEpsg) {
    return plane.warning(fromEpsg, toEpsg);
  }

  @Override
  public Optional<String> warning(RasterGeometry from, int toEpsg) {
    return plane.warning(from, toEpsg);
  }

  @Override
  public int plane(int epsg) {
    return plane.plane(epsg);
  }

  @Override
  public boolean isGeographic(int epsg) {
    return plane.isGeographic(epsg);
  }

  @Override
  public double metresPerUnit(int epsg) {
    return plane.metresPerUnit(epsg);
  }

  @Override
  public Optional<String> wellKnownText(int epsg) {
    return plane.wellKnownText(epsg);
  }

  @Override
  public double period(int epsg) {
    return plane.period(epsg);
  }
}
