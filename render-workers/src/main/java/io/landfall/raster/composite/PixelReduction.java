package io.landfall.raster.composite;

import io.landfall.model.plan.PlannedComposite;
import java.util.BitSet;

/**
 * Makes one value of each pixel and band out of those of many scenes, which come one after the
 * other, in any pieces. What it gives depends on nothing but the values and the order of scenes.
 * For one thread.
 */
public interface PixelReduction {
  /**
   * Begins a part of the image.
   *
   * @param pixels in it
   * @param bands of each
   * @param scenes that may be added, at most
   */
  void begin(int pixels, int bands, int scenes);

  /**
   * Adds values of a scene.
   *
   * @param scene its number, ascending
   * @param at the first pixel of the part
   * @param count of pixels from there
   * @param taken which of them have data
   * @param values by band, and after the bands the score where there is one, of these pixels from
   *     index 0 on
   */
  void add(int scene, int at, int count, boolean[] taken, double[][] values);

  /**
   * Ends the part.
   *
   * @param into by band, takes a value for each pixel; NaN where no scene has data
   * @param contributed takes the numbers of the scenes that have a share in any pixel
   */
  void finish(double[][] into, BitSet contributed);

  /**
   * Returns the number of the scene whose values a pixel has, once the part is finished; -1: of
   * none.
   *
   * @throws UnsupportedOperationException if values are of no one scene, or of another in each band
   */
  default int sceneOf(int pixel) {
    throw new UnsupportedOperationException("No one scene gives a pixel");
  }

  /** Returns how many values it keeps of each pixel, of so many bands and scenes. */
  long valuesPerPixel(int bands, int scenes);

  /** Returns the one that a plan asks for. */
  static PixelReduction of(PlannedComposite composite) {
    return switch (composite.method()) {
      case MEAN -> new MeanReduction();
      case MIN -> new ExtremeReduction(-1);
      case MAX -> new ExtremeReduction(1);
      case MEDIAN -> new OrderReduction(Double.NaN);
      case PERCENTILE -> new OrderReduction(composite.percentile());
      case BEST -> new BestReduction();
      case FIRST, LAST, NEAREST_DATE, LEAST_CLOUD ->
          throw new IllegalArgumentException("An order of scenes: " + composite.method());
    };
  }
}
