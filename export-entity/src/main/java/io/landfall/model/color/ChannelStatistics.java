package io.landfall.model.color;

import io.landfall.model.SampleType;
import java.util.List;

/**
 * What a colour correction needs to know of one band: small enough to be pinned in a plan, where it
 * makes every node correct every tile alike.
 *
 * @param type of the samples
 * @param count of valid samples seen; 0: the rest says nothing
 * @param min smallest valid sample
 * @param max largest valid sample
 * @param mean of the valid samples
 * @param quantiles {@code n + 1} values, ascending: a share {@code k / n} of the samples lies at or
 *     below the {@code k}-th; empty where no equalisation needs them
 */
public record ChannelStatistics(
    SampleType type, long count, double min, double max, double mean, List<Double> quantiles) {
  public ChannelStatistics {
    quantiles = List.copyOf(quantiles);
  }
}
