package io.landfall.raster.tiff.format;

import io.landfall.model.SampleType;

/** Values of {@link Tag#SAMPLE_FORMAT}: how the bits of a sample are meant. */
public enum SampleFormat {
  UNSIGNED_INTEGER(1, "an unsigned integer"),
  SIGNED_INTEGER(2, "a signed integer"),
  FLOATING_POINT(3, "a floating point number"),

  /** Not said; taken as unsigned. */
  UNDEFINED(4, "an unsigned integer"),

  COMPLEX_INTEGER(5, "a complex number"),
  COMPLEX_FLOATING_POINT(6, "a complex number");

  private final int number;
  private final String label;

  SampleFormat(int number, String label) {
    this.number = number;
    this.label = label;
  }

  /** Returns the value of the tag. */
  public int number() {
    return number;
  }

  /** Returns what it is, for people. */
  public String label() {
    return label;
  }

  /** Tells whether a number has a real and an imaginary part. */
  public boolean isComplex() {
    return this == COMPLEX_INTEGER || this == COMPLEX_FLOATING_POINT;
  }

  /** Returns the one of a value of the tag; {@code null}: TIFF knows none. */
  public static SampleFormat of(long number) {
    return number >= 1 && number <= values().length ? values()[(int) number - 1] : null;
  }

  /** Returns the one that samples of a type are written in. */
  public static SampleFormat of(SampleType type) {
    if (type.isFloating()) {
      return FLOATING_POINT;
    }
    return type.isSigned() ? SIGNED_INTEGER : UNSIGNED_INTEGER;
  }
}
