package io.landfall.model.color;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a built-in index is shown in a picture unless asked otherwise, the same for every scene. */
public final class IndexRamps {
  private static final Map<String, RangedRamp> RAMPS =
      Map.ofEntries(
          Map.entry("ndvi", new RangedRamp("rdylgn", -0.2, 0.9)),
          Map.entry("evi", new RangedRamp("rdylgn", -0.2, 0.9)),
          Map.entry("savi", new RangedRamp("rdylgn", -0.2, 0.9)),
          Map.entry("nbr", new RangedRamp("rdylgn", -0.5, 0.9)),
          Map.entry("nbr2", new RangedRamp("rdylgn", -0.2, 0.5)),
          Map.entry("ndwi", new RangedRamp("brbg", -0.8, 0.8)),
          Map.entry("ndmi", new RangedRamp("brbg", -0.6, 0.6)),
          Map.entry("ndsi", new RangedRamp("blues_r", -0.6, 1)),
          Map.entry("ndgi", new RangedRamp("brbg", -0.4, 0.4)),
          Map.entry("bsi", new RangedRamp("ylorbr", -0.5, 0.3)),
          Map.entry("ndvi-change", new RangedRamp("rdbu_r", -0.6, 0.6)),
          Map.entry("hillshade", new RangedRamp("gray", 1, 255)),
          Map.entry("slope", new RangedRamp("ylorbr", 0, 45)),
          Map.entry("aspect", new RangedRamp("viridis", 0, 360)));

  private IndexRamps() {}

  /** A named ramp over a range of values. */
  public record RangedRamp(String name, double min, double max) {}

  /** Returns the ramp of a built-in tool, where it has one of its own. */
  public static Optional<RangedRamp> of(String tool) {
    return Optional.ofNullable(tool).map(name -> RAMPS.get(name.toLowerCase(Locale.ROOT)));
  }
}
