package io.landfall.model;

/** The type of one sample of a raster band. */
public enum SampleType {
  UINT8(1, false, 0, 255),
  INT8(1, false, -128, 127),
  UINT16(2, false, 0, 65_535),
  INT16(2, false, -32_768, 32_767),
  UINT32(4, false, 0, 4_294_967_295.0),
  INT32(4, false, Integer.MIN_VALUE, Integer.MAX_VALUE),
  FLOAT32(4, true, -Float.MAX_VALUE, Float.MAX_VALUE),
  FLOAT64(8, true, -Double.MAX_VALUE, Double.MAX_VALUE);

  private final int bytes;
  private final boolean floating;
  private final double min;
  private final double max;

  SampleType(int bytes, boolean floating, double min, double max) {
    this.bytes = bytes;
    this.floating = floating;
    this.min = min;
    this.max = max;
  }

  /** Returns the size of one sample, in bytes. */
  public int bytes() {
    return bytes;
  }

  /** Tells floating point from integer. */
  public boolean isFloating() {
    return floating;
  }

  /** Tells signed from unsigned; floating types are signed. */
  public boolean isSigned() {
    return min < 0;
  }

  /** Returns the smallest value it can hold. */
  public double min() {
    return min;
  }

  /** Returns the largest value it can hold. */
  public double max() {
    return max;
  }

  /** Tells whether it can hold {@code value}; only floating types hold fractions and NaN. */
  public boolean canHold(double value) {
    return floating && Double.isNaN(value)
        || value >= min && value <= max && (floating || value == Math.rint(value));
  }

  /** Tells whether a {@code float} holds each value of this type exactly. */
  public boolean fitsInFloat() {
    return this == FLOAT32 || bytes <= 2;
  }
}
