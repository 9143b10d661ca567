package io.landfall.plan;

import io.landfall.model.request.Composite;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Knows the bands whose values are classes or flags: those between two of them mean nothing. */
final class ClassBands {
  /** Quality and class bands of Landsat, HLS, Sentinel-2, MODIS and of what is made of them. */
  private static final Pattern NAME =
      Pattern.compile(
          "(.*_)?(qa\\d*|bqa|fmask|scl|radsat|state_1km|lulc|land_?cover|class(es|i|ification)?|mask)(_.*)?"
              + "|(.*_)?(sr|pixel|qa)_aerosol|.*cloud_?mask.*");

  /** A quality band that is a number: the uncertainty of a temperature. */
  private static final Pattern NUMBER = Pattern.compile("(.*_)?st_qa");

  private ClassBands() {}

  /** Tells whether the values of a band are classes. */
  static boolean is(ChosenBand band) {
    if (band.planned().type().isFloating()) {
      return false;
    }
    return isPalette(band)
        || Stream.concat(band.band().aliases().stream(), Stream.of(band.header().name()))
            .map(name -> name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_"))
            .anyMatch(name -> NAME.matcher(name).matches() && !NUMBER.matcher(name).matches());
  }

  /** Tells whether the values of a band stand for colours. */
  static boolean isPalette(ChosenBand band) {
    return band.header().color().equals("palette");
  }

  /** Warns of classes that a composite mixes, of which none lies between two others. */
  static void warnOfMixed(Composite composite, List<ChosenBand> bands, PlanWarnings warnings) {
    if (composite.method().mixesValues()) {
      bands.stream()
          .filter(ClassBands::is)
          .findFirst()
          .ifPresent(
              band ->
                  warnings.add(
                      "Values of band %s are classes, and a %s of them may be another one, or none. Choose a composite that takes each pixel of one scene, as first or best:ndvi."
                          .formatted(band.planned().name(), composite.text())));
    }
  }
}
