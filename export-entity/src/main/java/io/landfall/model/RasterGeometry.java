package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.landfall.model.place.PixelWarp;

/**
 * Where the pixels of a raster lie.
 *
 * @param epsg code of the CRS; 0 if it has none
 * @param crs the CRS in numbers if it has no code, else {@code null}
 * @param transform pixel to ground; the {@linkplain GeoTransform#PIXELS identity} with a warp
 * @param width columns, in pixels
 * @param height rows, in pixels
 * @param warp from pixels to ground, of a raster that no affine transform places; else {@code null}
 */
public record RasterGeometry(
    int epsg,
    @JsonInclude(JsonInclude.Include.NON_NULL) CrsDefinition crs,
    GeoTransform transform,
    int width,
    int height,
    @JsonInclude(JsonInclude.Include.NON_NULL) PixelWarp warp) {

  @JsonCreator
  public RasterGeometry(
      @JsonProperty("epsg") int epsg,
      @JsonProperty("crs") CrsDefinition crs,
      @JsonProperty("transform") GeoTransform transform,
      @JsonProperty("width") int width,
      @JsonProperty("height") int height,
      @JsonProperty("warp") PixelWarp warp) {
    if (width <= 0 || height <= 0) {
      throw new IllegalArgumentException("Invalid raster size: %d x %d".formatted(width, height));
    }
    if (epsg != 0 && crs != null) {
      throw new IllegalArgumentException("A CRS has a code or a definition, not both");
    }
    this.epsg = epsg;
    this.crs = crs;
    this.transform = transform;
    this.width = width;
    this.height = height;
    this.warp = warp;
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
}
