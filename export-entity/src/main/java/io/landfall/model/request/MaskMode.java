package io.landfall.model.request;

/** How the output file tells pixels without data, as asked for. */
public enum MaskMode {
  /** A no-data value that no valid pixel can have, NaN of floating types, else an internal mask. */
  AUTO,
  /** A no-data value. */
  NODATA,
  /** Mask directories inside of the file. */
  INTERNAL,
  /** One more band, of which 0 means no data. */
  ALPHA,
  /** Not at all: pixels without data are 0. */
  NONE
}
