package io.landfall.raster;

import io.landfall.model.GeoTransform;
import io.landfall.model.SampleType;
import java.util.List;

/**
 * What a reader sees of a raster file before it decodes a pixel.
 *
 * @param format for people: {@code GeoTIFF} or {@code BigTIFF}
 * @param width of full resolution, in pixels
 * @param height of full resolution, in pixels
 * @param epsg code of the CRS; {@code null}: the file names none
 * @param crsNote why {@code epsg} is {@code null} although the file says something of a CRS; else
 *     {@code null}
 * @param transform {@code null}: the file has no usable one
 * @param pixelIsPoint whether the file's tie points meant pixel centres (the transform already
 *     accounts for it)
 * @param bands at least one
 * @param compression for people: {@code DEFLATE}, {@code LZW}, {@code none}, ...
 * @param predictor 1, 2 or 3
 * @param tiled tiles or strips
 * @param blockWidth in pixels
 * @param blockHeight in pixels
 * @param interleave {@code PIXEL} or {@code BAND}
 * @param overviews sizes of the reduced images, largest first
 */
public record RasterInfo(
    String format,
    int width,
    int height,
    Integer epsg,
    String crsNote,
    GeoTransform transform,
    boolean pixelIsPoint,
    List<Band> bands,
    String compression,
    int predictor,
    boolean tiled,
    int blockWidth,
    int blockHeight,
    String interleave,
    List<Size> overviews) {
  public RasterInfo {
    bands = List.copyOf(bands);
    overviews = List.copyOf(overviews);
  }

  /**
   * One band.
   *
   * @param name from the file's metadata, or its 1-based index
   * @param nodata {@code null}: none declared
   * @param color for people: {@code gray}, {@code red}, {@code alpha}, {@code palette}, {@code
   *     undefined}
   */
  public record Band(String name, SampleType type, Double nodata, String color) {}

  /** A size, in pixels. */
  public record Size(int width, int height) {}
}
