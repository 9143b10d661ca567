package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleEncoding;
import io.landfall.model.SampleType;
import picocli.CommandLine.Option;

/** How the values of the output are stored. */
final class SampleOptions {
  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description =
          "Type of the samples: uint8, int8, uint16, int16, uint32, int32, float32 or float64."
              + " Default: that of the scenes; float32 of a tool.")
  SampleType type;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description =
          "With --type: what one step stands for, value = stored * scale + offset. Default: 1.")
  Double scale;

  @Option(
      names = "--offset",
      paramLabel = "N",
      description = "With --type: what a stored 0 stands for. Default: 0.")
  Double offset;

  @Option(
      names = "--nodata",
      paramLabel = "N",
      description =
          "With --type: stored where there is no data. Default: the type's lowest value, NaN for"
              + " floating point.")
  Double nodata;

  /**
   * Returns how values are stored; {@code null}: as they come.
   *
   * @throws ExportFailure REQUEST_INVALID
   */
  SampleEncoding encoding() {
    if (type != null) {
      return new SampleEncoding(
          type, scale == null ? 1 : scale, offset == null ? 0 : offset, nodata);
    }
    if (scale != null || offset != null || nodata != null) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid options: --scale, --offset and --nodata say how values are stored. Add --type.");
    }
    return null;
  }
}
