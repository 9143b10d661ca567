package io.landfall.model;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The heights of the ground, pinned: a band of a raster. Whoever places pixels by it checks that
 * the file is still the one that was planned.
 *
 * @param href where the file is
 * @param etag of its content
 * @param bytes size of the file
 * @param index of the band in the file, from 0
 * @param type of its samples
 * @param nodata its no-data value; {@code null}: every sample counts
 * @param geometry where its pixels lie, by an affine transform
 * @param rescaling from samples to metres; {@code null}: they are metres
 * @param interpolation between samples
 * @param missing the height, in metres, where the model has none; {@code null}: nothing lies there
 * @param offset added to all heights, in metres: from the model's zero to the ellipsoid
 * @param lowest height above the ellipsoid under the raster that lies on it, in metres; nothing
 *     there is lower
 * @param highest likewise; nothing there is higher
 */
public record TerrainModel(
    String href,
    String etag,
    long bytes,
    int index,
    SampleType type,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double nodata,
    RasterGeometry geometry,
    @JsonInclude(JsonInclude.Include.NON_NULL) Rescaling rescaling,
    TerrainInterpolation interpolation,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double missing,
    double offset,
    double lowest,
    double highest) {
  public TerrainModel {
    if (geometry.warp() != null) {
      throw new IllegalArgumentException("A terrain model lies by an affine transform");
    }
    if (!(lowest <= highest)) {
      throw new IllegalArgumentException("heights from %s to %s".formatted(lowest, highest));
    }
  }

  /** Returns this with other bounds of its heights, in metres. */
  public TerrainModel withBounds(double low, double high) {
    return new TerrainModel(
        href,
        etag,
        bytes,
        index,
        type,
        nodata,
        geometry,
        rescaling,
        interpolation,
        missing,
        offset,
        low,
        high);
  }
}
