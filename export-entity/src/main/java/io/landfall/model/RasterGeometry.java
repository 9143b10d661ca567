package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.landfall.model.place.PixelWarp;
import java.util.List;

/**
 * Where the pixels of a raster lie.
 *
 * @param epsg code of the CRS; 0 if it has none
 * @param crs the CRS in numbers if it has no code, else {@code null}
 * @param transform pixel to ground; the {@linkplain GeoTransform#PIXELS identity} with a warp
 * @param width columns, in pixels
 * @param height rows, in pixels
 * @param warp from pixels to ground, of a raster that no affine transform places; else {@code null}
 * @param terrain heights of the ground that rational polynomial coefficients lead to; {@code null}:
 *     all of it has the height that is theirs, or no coefficients place the raster
 */
public record RasterGeometry(
    int epsg,
    @JsonInclude(JsonInclude.Include.NON_NULL) CrsDefinition crs,
    GeoTransform transform,
    int width,
    int height,
    @JsonInclude(JsonInclude.Include.NON_NULL) PixelWarp warp,
    @JsonInclude(JsonInclude.Include.NON_NULL) TerrainModel terrain) {

  @JsonCreator
  public RasterGeometry(
      @JsonProperty("epsg") int epsg,
      @JsonProperty("crs") CrsDefinition crs,
      @JsonProperty("transform") GeoTransform transform,
      @JsonProperty("width") int width,
      @JsonProperty("height") int height,
      @JsonProperty("warp") PixelWarp warp,
      @JsonProperty("terrain") TerrainModel terrain) {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("Invalid raster size: %d x %d".formatted(width, height));
    }
    if (epsg != 0 && crs != null) {
      throw new IllegalArgumentException("A CRS has a code or a definition, not both");
    }
    if (terrain != null && (warp == null || warp.rational() == null)) {
      throw new IllegalArgumentException("Only rational polynomial coefficients need heights");
    }
    this.epsg = epsg;
    this.crs = crs;
    this.transform = transform;
    this.width = width;
    this.height = height;
    this.warp = warp;
    this.terrain = terrain;
  }

  /** Makes one of ground that no terrain model tells the heights of. */
  public RasterGeometry(
      int epsg, CrsDefinition crs, GeoTransform transform, int width, int height, PixelWarp warp) {
    this(epsg, crs, transform, width, height, warp, null);
  }

  /** Makes one that an affine transform places. */
  public RasterGeometry(
      int epsg, CrsDefinition crs, GeoTransform transform, int width, int height) {
    this(epsg, crs, transform, width, height, null);
  }

  /** Makes one in a CRS that has a code. */
  public RasterGeometry(int epsg, GeoTransform transform, int width, int height) {
    this(epsg, null, transform, width, height);
  }

  /** Tells whether rows and columns run along the axes, whichever way, and no warp moves them. */
  @JsonIgnore
  public boolean isAlongAxes() {
    return warp == null && transform.isAlongAxes();
  }

  /** Returns the same raster on other ground: all of one height, in metres. */
  public RasterGeometry onFlatGround(double metres) {
    PixelWarp flat = new PixelWarp(warp.rational().withGround(metres));
    return new RasterGeometry(epsg, crs, transform, width, height, flat);
  }

  /** Returns the same raster on ground of heights that a terrain model tells. */
  public RasterGeometry onTerrain(TerrainModel heights) {
    return new RasterGeometry(epsg, crs, transform, width, height, warp, heights);
  }

  /**
   * Returns rasters between which this one lies: this itself, or those on the lowest and on the
   * highest ground.
   */
  public List<RasterGeometry> extremes() {
    return terrain == null
        ? List.of(this)
        : List.of(onFlatGround(terrain.lowest()), onFlatGround(terrain.highest()));
  }
}
