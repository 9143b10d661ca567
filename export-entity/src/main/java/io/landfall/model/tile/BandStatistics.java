package io.landfall.model.tile;

import java.util.List;

/**
 * Values of one band in an area, before stretch and colours. Without a valid pixel the numbers are
 * {@code null} and the histogram is empty.
 *
 * @param valid pixels with data that were counted; of a large area on a coarse grid
 * @param percentile2 2 % of the values lie at or below it
 * @param percentile98 98 % of the values lie at or below it
 * @param histogram counts of bins of one width from {@code min} to {@code max}
 */
public record BandStatistics(
    String band,
    long valid,
    Double min,
    Double max,
    Double mean,
    Double stddev,
    Double percentile2,
    Double percentile98,
    List<Long> histogram) {
  public BandStatistics {
    histogram = List.copyOf(histogram);
  }
}
