package io.landfall.model.color;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * The statistics of the bands that become red, green and blue, pinned with the plan. At most about
 * 12 KB of JSON with quantiles, 500 bytes without.
 *
 * @param channels red, green and blue
 */
public record ColorStatistics(List<ChannelStatistics> channels) {
  @JsonCreator
  public ColorStatistics(@JsonProperty("bands") List<ChannelStatistics> channels) {
    this.channels = List.copyOf(channels);
    if (channels.size() != 3) {
      throw new IllegalArgumentException(
          "Cannot correct colours of %d bands: give red, green and blue"
              .formatted(channels.size()));
    }
  }

  /**
   * Tells whether the values are those of an image already: integers from 0 to 255 in all bands.
   * They are not normalised then. Floating-point bands never are, since 0..1 lies there too.
   */
  public boolean looksLikeBytes() {
    return channels.stream()
        .allMatch(band -> !band.type().isFloating() && band.min() >= 0 && band.max() <= 255);
  }
}
