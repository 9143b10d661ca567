package io.landfall.model;

/**
 * How values are stored in the output: {@code stored = (value - offset) / scale}.
 *
 * @param type of the samples
 * @param scale what one step of an integer type stands for; not 0
 * @param offset what a stored 0 stands for
 * @param nodata stored where there is no data; {@code null}: the lowest value of the type, NaN for
 *     floating point
 */
public record SampleEncoding(SampleType type, double scale, double offset, Double nodata) {
  public SampleEncoding {
    if (type == null || !Double.isFinite(1 / scale) || !Double.isFinite(offset)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid encoding: %s with scale %s and offset %s. Name a type, and a scale other than 0."
              .formatted(type, scale, offset));
    }
    if (nodata != null && !type.canHold(nodata)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid no-data value %s: %s cannot hold it.".formatted(nodata, type));
    }
  }
}
