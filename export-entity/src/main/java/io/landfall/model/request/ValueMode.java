package io.landfall.model.request;

/** Which numbers of the sources are written, as asked for. */
public enum ValueMode {
  /** Those that are stored; scale and offset go along as tags. */
  RAW,
  /** {@code stored * scale + offset}. */
  CALIBRATED
}
