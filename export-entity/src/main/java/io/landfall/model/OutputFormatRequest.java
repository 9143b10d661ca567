package io.landfall.model;

/** The output format as asked for; what is {@code null} is for the planner to choose. */
public record OutputFormatRequest(
    OutputFormat.Type type,
    OutputFormat.Compression compression,
    Integer level,
    Integer predictor,
    Integer blockSize,
    Resampling overviewResampling) {

  /** Leaves every choice to the planner: a COG. */
  public static OutputFormatRequest ofDefaults() {
    return new OutputFormatRequest(null, null, null, null, null, null);
  }
}
