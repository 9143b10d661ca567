package io.landfall.model.color;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The combinations of bands that people know by name; with Landsat 8 numbers in comments. */
public final class BandPresets {
  private static final List<BandPreset> ALL =
      List.of(
          preset("true-color", "red,green,blue", "as the eye sees it"), // 4-3-2
          preset("natural", "red,green,blue", "the same as true-color"),
          preset("color-infrared", "nir,red,green", "plants in red, water dark"), // 5-4-3
          preset(
              "agriculture", "swir1,nir,blue", "crops in bright green, bare soil brown"), // 6-5-2
          preset("urban", "swir2,swir1,red", "built-up land through haze"), // 7-6-4
          preset("vegetation", "swir1,nir,red", "vigour of plants and wet soil"), // 6-5-4
          preset("shortwave-infrared", "swir2,nir,red", "moisture, burn scars and fires"), // 7-5-4
          preset("land-water", "nir,swir1,red", "a sharp line between land and water"), // 5-6-4
          preset("geology", "swir2,swir1,blue", "rocks and minerals told apart"), // 7-6-2
          preset("bathymetric", "red,green,coastal", "shallow water and its sediment"), // 4-3-1
          preset(
              "atmospheric-penetration", "swir2,swir1,nir", "least haze, no visible band"), // 7-6-5
          preset("healthy-vegetation", "nir,swir1,blue", "healthy plants in orange")); // 5-6-2

  private BandPresets() {}

  /** Finds a preset by its name, in any case of letters, {@code _} and blanks standing for -. */
  public static Optional<BandPreset> find(String name) {
    String wanted = name.strip().toLowerCase(Locale.ROOT).replaceAll("[_ ]", "-");
    return ALL.stream().filter(preset -> preset.name().equals(wanted)).findFirst();
  }

  /** Returns their names. */
  public static List<String> names() {
    return ALL.stream().map(BandPreset::name).toList();
  }

  private static BandPreset preset(String name, String bands, String description) {
    return new BandPreset(name, List.of(bands.split(",")), description);
  }
}
