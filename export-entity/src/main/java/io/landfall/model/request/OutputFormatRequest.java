package io.landfall.model.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Resampling;
import io.landfall.model.TileFormat;

/** The output format as asked for; what is {@code null} is for the planner to choose. */
public record OutputFormatRequest(
    OutputFormat.FileFormat type,
    OutputFormat.BlockCompression compression,
    Integer level,
    Integer predictor,
    Integer blockSize,
    Resampling overviewResampling,
    @JsonInclude(JsonInclude.Include.NON_NULL) TileFormat tileFormat) {

  /** Asks for other files than map tiles. */
  public OutputFormatRequest(
      OutputFormat.FileFormat type,
      OutputFormat.BlockCompression compression,
      Integer level,
      Integer predictor,
      Integer blockSize,
      Resampling overviewResampling) {
    this(type, compression, level, predictor, blockSize, overviewResampling, null);
  }

  /** Leaves every choice to the planner: a COG. */
  public static OutputFormatRequest ofDefaults() {
    return new OutputFormatRequest(null, null, null, null, null, null);
  }
}
