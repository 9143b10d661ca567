package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where the pixels of a raster lie.
 *
 * @param epsg code of the CRS; 0 if it has none
 * @param crs the CRS in numbers if it has no code, else {@code null}
 * @param transform pixel to ground
 * @param width columns, in pixels
 * @param height rows, in pixels
 */
public record RasterGeometry(
    int epsg,
    @JsonInclude(JsonInclude.Include.NON_NULL) CrsDefinition crs,
    GeoTransform transform,
    int width,
    int height) {

  @JsonCreator
  public RasterGeometry(
      @JsonProperty("epsg") int epsg,
      @JsonProperty("crs") CrsDefinition crs,
      @JsonProperty("transform") GeoTransform transform,
      @JsonProperty("width") int width,
      @JsonProperty("height") int height) {
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
  }

  /** Makes one in a CRS that has a code. */
  public RasterGeometry(int epsg, GeoTransform transform, int width, int height) {
    this(epsg, null, transform, width, height);
  }
}
