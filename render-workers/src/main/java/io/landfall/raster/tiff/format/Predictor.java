package io.landfall.raster.tiff.format;

/**
 * Values of {@link Tag#PREDICTOR}: how samples are made easier to compress.
 *
 * <p>{@link BlockSamples} undoes them, {@link SampleRowEncoder} applies them.
 */
public enum Predictor {
  NONE(1),

  /** Horizontal differencing: each sample is the difference to that of the pixel before it. */
  HORIZONTAL(2),

  /** That of {@link FloatPredictor}, for floating point samples. */
  FLOATING_POINT(3);

  private final int number;

  Predictor(int number) {
    this.number = number;
  }

  /** Returns the value of the tag. */
  public int number() {
    return number;
  }

  /** Returns the one of a value of the tag; {@code null}: TIFF knows none. */
  public static Predictor of(long number) {
    return number >= 1 && number <= values().length ? values()[(int) number - 1] : null;
  }
}
