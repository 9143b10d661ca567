package io.landfall.catalogue;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneBand;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The bands of a STAC item, the best of each name first: a name leads to one band only, and what is
 * to be looked at, composed or coarser answers to its own names.
 */
final class StacBands {
  private final UnaryOperator<String> resolve;
  private final StacCalibration calibrations;
  private final String item;
  private final List<String> warnings;
  private final Set<String> keys = new HashSet<>();
  private final Set<String> taken = new HashSet<>();
  private final List<SceneBand> bands = new ArrayList<>();
  private final List<SceneBand> dataBands = new ArrayList<>();
  private final List<SceneBand> namedDataBands = new ArrayList<>();
  private final boolean hasData;
  private ExportFailure firstFailure;

  private StacBands(
      String item,
      JsonNode properties,
      UnaryOperator<String> resolve,
      List<String> warnings,
      boolean hasData) {
    this.hasData = hasData;
    this.resolve = resolve;
    this.calibrations = new StacCalibration(item, properties, warnings);
    this.item = item;
    this.warnings = warnings;
  }

  /**
   * Reads the assets of an item.
   *
   * @param item its name, for messages
   * @param resolve makes a URL of an asset's href
   * @param warnings takes what of the item is not of use, in sentences
   * @throws ExportFailure what {@code resolve} throws, if no asset is left
   */
  static StacBands of(
      String item, JsonNode document, UnaryOperator<String> resolve, List<String> warnings) {
    JsonNode properties = document.path("properties");
    List<StacAsset> all = new ArrayList<>();
    document
        .path("assets")
        .properties()
        .forEach(asset -> all.add(new StacAsset(asset.getKey(), asset.getValue(), properties)));
    all.sort(StacAsset.BEST_FIRST);
    List<StacAsset> named = all.stream().filter(StacAsset::hasNamedBands).toList();
    List<StacAsset> unnamed =
        all.stream().filter(asset -> !asset.hasNamedBands() && asset.isRaster()).toList();
    boolean data = Stream.concat(named.stream(), unnamed.stream()).anyMatch(StacAsset::isData);
    List<StacAsset> others =
        unnamed.stream().filter(asset -> asset.isData() || !data && named.isEmpty()).toList();
    StacBands bands = new StacBands(item, properties, resolve, warnings, data);
    named.forEach(asset -> bands.keys.add(lower(asset.key())));
    others.forEach(asset -> bands.keys.add(lower(asset.key())));
    named.forEach(bands::add);
    boolean onlyOne = named.isEmpty() && others.size() == 1;
    others.forEach(asset -> bands.addUnnamed(asset, onlyOne));
    if (bands.bands.isEmpty() && bands.firstFailure != null) {
      throw bands.firstFailure;
    }
    return bands;
  }

  /** Returns all bands. */
  List<SceneBand> all() {
    return CommonNames.withSynonyms(bands);
  }

  /** Returns the names of those to show when nobody chose: colours, else those with names. */
  List<String> defaultBands() {
    List<SceneBand> shown =
        Stream.of(namedDataBands, dataBands, bands)
            .filter(list -> !list.isEmpty())
            .findFirst()
            .orElseThrow();
    return CommonNames.defaultBands(shown, shown.stream().map(SceneBand::name).toList());
  }

  private void add(StacAsset asset) {
    for (int i = 0; i < asset.bands().size(); i++) {
      StacBand band = asset.bands().get(i);
      List<String> names = new ArrayList<>();
      if (!(hasData && asset.isPreview())) { // whose red must not pass for that of the data
        band.names().forEach(name -> addName(names, name, asset));
      }
      boolean isNew = !names.isEmpty();
      if (band.isOnly()) {
        addKey(names, asset.key());
      } else if (names.isEmpty()) {
        addName(names, asset.key() + "_" + (i + 1), asset);
      }
      add(asset, band, i, names, isNew);
    }
  }

  /** Assets without names of bands: a band of theirs goes by the asset's key. */
  private void addUnnamed(StacAsset asset, boolean onlyOne) {
    List<StacBand> known = asset.bands();
    for (int i = 0; i < known.size(); i++) {
      List<String> names = new ArrayList<>();
      if (known.size() == 1) {
        addKey(names, asset.key());
      } else {
        addName(names, asset.key() + "_" + (i + 1), asset);
      }
      add(asset, known.get(i), i, names, false);
    }
    if (known.isEmpty()) {
      int index = onlyOne ? SceneBand.ALL_BANDS : SceneBand.ONLY_BAND;
      List<String> names = new ArrayList<>();
      addKey(names, asset.key());
      add(asset, asset.asOnlyBand(), index, names, false);
    }
  }

  private void add(StacAsset asset, StacBand band, int index, List<String> names, boolean isNamed) {
    if (names.isEmpty()) {
      return; // others of this name are better, and the asset has no key of its own for it
    }
    String href;
    try {
      href = resolve.apply(asset.href());
    } catch (ExportFailure e) {
      firstFailure = firstFailure == null ? e : firstFailure;
      // its names stay taken: what is coarser or a picture must not pass for it
      String warning =
          "Asset %s of item %s is left out. %s".formatted(asset.key(), item, e.getMessage());
      if (!warnings.contains(warning)) {
        warnings.add(warning);
      }
      return;
    }
    Calibration calibration = calibrations.of(asset, band);
    SceneBand found =
        new SceneBand(
            names,
            href,
            index,
            StacCalibration.number(band.nodata()).orElse(null),
            asset.geometry(),
            calibration.rescaling(),
            calibration.unit());
    bands.add(found);
    if (asset.isData()) {
      dataBands.add(found);
      if (isNamed) {
        namedDataBands.add(found);
      }
    }
  }

  private void addName(List<String> names, String name, StacAsset asset) {
    boolean anotherKey = keys.contains(lower(name)) && !name.equalsIgnoreCase(asset.key());
    if (!anotherKey && taken.add(lower(name))) {
      names.add(name);
    }
  }

  private void addKey(List<String> names, String key) {
    if (taken.add(lower(key))) {
      names.add(key);
    }
    String stem = key.replaceFirst("(?i)\\.(tiff?|jp2)$", "");
    if (!keys.contains(lower(stem)) && taken.add(lower(stem))) {
      names.add(stem);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
