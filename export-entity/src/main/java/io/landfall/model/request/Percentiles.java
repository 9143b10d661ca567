package io.landfall.model.request;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;

/**
 * Shares of a band's values, in percent, between which a stretch takes its range.
 *
 * @param low 0 to 100
 * @param high above {@code low}, to 100
 */
public record Percentiles(double low, double high) {
  /** The usual cut of {@code auto}: the darkest and the brightest 2 % saturate. */
  public static final Percentiles AUTO = new Percentiles(2, 98);

  public Percentiles {
    if (!(low >= 0 && low < high && high <= 100)) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid percentiles %s to %s: they go from 0 to 100, the lower first."
              .formatted(low, high));
    }
  }
}
