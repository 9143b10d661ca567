package io.landfall.model.request;

import io.landfall.model.Resampling;

/** The output format as asked for; what is {@code null} is for the planner to choose. */
public record OutputFormatRequest(
    OutputFormat.FileFormat type,
    OutputFormat.BlockCompression compression,
    Integer level,
    Integer predictor,
    Integer blockSize,
    Resampling overviewResampling) {

  /** Leaves every choice to the planner: a COG. */
  public static OutputFormatRequest ofDefaults() {
    return new OutputFormatRequest(null, null, null, null, null, null);
  }
}
