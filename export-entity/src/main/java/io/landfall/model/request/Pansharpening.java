package io.landfall.model.request;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * How bands are sharpened by a panchromatic one, whose pixels are smaller.
 *
 * @param band the panchromatic one, by any of its names
 * @param weights what each band counts of the panchromatic one; empty: all the same
 */
public record Pansharpening(String band, List<Double> weights) {
  /** What the panchromatic band of a scene is called unless said otherwise. */
  public static final String PAN = "pan";

  public Pansharpening {
    band = band == null ? PAN : band;
    weights = weights == null ? List.of() : List.copyOf(weights);
    double sum = 0;
    for (double weight : weights) {
      if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
        throw invalid("Invalid weight of pan-sharpening: %s is not 0 or above.".formatted(weight));
      }
      sum += weight;
    }
    if (!weights.isEmpty() && sum == 0) {
      throw invalid("Invalid weights of pan-sharpening: all are 0. Give one above.");
    }
  }

  /**
   * Returns one weight a band.
   *
   * @throws ExportFailure REQUEST_INVALID where there are not as many
   */
  public List<Double> weightsOf(List<String> bands) {
    if (weights.isEmpty()) {
      return bands.stream().map(any -> 1.0 / bands.size()).toList();
    }
    if (weights.size() != bands.size()) {
      throw invalid(
          "Invalid weights of pan-sharpening: there are %d, and %d bands (%s). Give one each."
              .formatted(weights.size(), bands.size(), String.join(", ", bands)));
    }
    return weights;
  }

  private static ExportFailure invalid(String message) {
    return new ExportFailure(ErrorCode.REQUEST_INVALID, message);
  }
}
