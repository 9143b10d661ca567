package io.landfall.model.color;

import java.util.List;

/**
 * A named choice of three bands.
 *
 * @param name in kebab-case
 * @param bands names of the bands that become red, green and blue: {@code nir}, {@code swir1}, ...
 * @param description what it is good for, in a line
 */
public record BandPreset(String name, List<String> bands, String description) {
  public BandPreset {
    bands = List.copyOf(bands);
  }
}
