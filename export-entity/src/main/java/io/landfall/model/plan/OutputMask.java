package io.landfall.model.plan;

/** What of the output file tells pixels without data, beside a no-data value. */
public enum OutputMask {
  /** Mask directories, one for full resolution and one for each overview. */
  INTERNAL,
  /** One more band after those with names: 0 means no data, the type's greatest value data. */
  ALPHA
}
