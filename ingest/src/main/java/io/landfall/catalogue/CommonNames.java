package io.landfall.catalogue;

import io.landfall.model.SceneBand;
import java.util.ArrayList;
import java.util.List;

/**
 * The names that catalogues have for one and the same band. Source: common names of STAC's eo
 * extension 1.1 and 2.0, the items of the USGS, and what this project calls the bands.
 */
final class CommonNames {
  private static final List<List<String>> SAME =
      List.of(
          List.of("coastal", "aerosol"),
          List.of("nir", "nir08"),
          List.of("swir1", "swir16"),
          List.of("swir2", "swir22"),
          List.of("rededge1", "rededge071", "rededge"),
          List.of("rededge2", "rededge075"),
          List.of("rededge3", "rededge078"),
          List.of("watervapor", "nir09"),
          List.of("panchromatic", "pan"),
          List.of("tirs1", "lwir11", "lwir", "thermal"),
          List.of("tirs2", "lwir12"));

  private CommonNames() {}

  /**
   * Lets each band answer to the other names of what it is, unless a band of the scene has that
   * name itself: of Sentinel-2, {@code nir08} stays band 8A.
   */
  static List<SceneBand> withSynonyms(List<SceneBand> bands) {
    return bands.stream().map(band -> withSynonyms(band, bands)).toList();
  }

  private static SceneBand withSynonyms(SceneBand band, List<SceneBand> all) {
    List<String> aliases = new ArrayList<>(band.aliases());
    for (List<String> names : SAME) {
      if (names.stream().anyMatch(band::hasAlias)) {
        names.stream()
            .filter(name -> all.stream().noneMatch(other -> other.hasAlias(name)))
            .forEach(aliases::add);
      }
    }
    return band.withAliases(aliases);
  }

  /** Returns the names of the bands to show when nobody chose: the colours, else all of these. */
  static List<String> defaultBands(List<SceneBand> bands, List<String> others) {
    List<String> colours = List.of("red", "green", "blue");
    return colours.stream().allMatch(name -> bands.stream().anyMatch(b -> b.hasAlias(name)))
        ? colours
        : others;
  }
}
