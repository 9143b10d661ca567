package io.landfall.raster.color;

import io.landfall.model.color.ColorCorrection.ClipRange;
import io.landfall.model.color.ColorCorrection.SigmoidalContrast;

/**
 * What happens to one colour after saturation: sigmoidal contrast, clipping, rounding half up. From
 * 0..255 to the bytes 1 to 255, rising; 0 is kept for no-data.
 *
 * <p>The sigmoid is that of ImageMagick and rio-color, {@code (s(x) - s(0)) / (s(1) - s(0))} of the
 * logistic {@code s(x) = 1 / (1 + exp(beta * (alpha - x)))}: black and white stay where they are.
 */
final class ToneCurve {
  private final double alpha;
  private final double beta;
  private final double floor;
  private final double span;
  private final ClipRange clip;

  ToneCurve(SigmoidalContrast contrast, ClipRange clip) {
    this.alpha = contrast.center();
    this.beta = contrast.strength();
    this.floor = logistic(0);
    this.span = logistic(1) - floor;
    this.clip = clip;
  }

  double of(double color) {
    double v = contrast(color);
    double clipped = v < clip.min() ? 0 : v > clip.max() ? 255 : v;
    return Math.max(1, Math.floor(clipped + 0.5));
  }

  private double contrast(double color) {
    if (beta < 1e-6) { // the limit is the identity, and the formula 0 / 0
      return color;
    }
    double v = 255 * (logistic(color / 255) - floor) / span;
    return Math.max(0, Math.min(255, v));
  }

  private double logistic(double x) {
    return 1 / (1 + StrictMath.exp(beta * (alpha - x)));
  }
}
