package io.landfall.plan;

import io.landfall.model.Resampling;
import io.landfall.model.request.ExportRequest;
import java.util.List;
import java.util.Locale;

/**
 * Chooses how pixels are taken: classes by nearest unless asked otherwise, all else bilinear, or
 * cubic where bands are sharpened.
 */
final class ResamplingChoice {
  private ResamplingChoice() {}

  /** Returns how pixels of the sources are taken. */
  static Resampling ofPixels(ExportRequest request, InputChoice inputs, PlanWarnings warnings) {
    List<ChosenBand> classes = inputs.chosen().stream().filter(ClassBands::is).toList();
    Resampling asked = request.resampling();
    if (classes.isEmpty()) {
      boolean sharpens = request.effectiveProcessing().pansharpening() != null;
      return asked != null ? asked : sharpens ? Resampling.CUBIC : Resampling.BILINEAR;
    }
    ChosenBand first = classes.get(0);
    if (asked == null && classes.size() < inputs.chosen().size()) {
      warnings.add(
          "All bands are resampled by nearest, since the values of band %s of %s are classes. Export it apart, or choose a resampling."
              .formatted(first.planned().name(), first.fileName()));
    } else if (asked != null && mixes(asked)) {
      warnings.add(mixed(asked, first, "Resampling"));
    }
    return asked == null ? Resampling.NEAREST : asked;
  }

  /** Returns how overviews are made. */
  static Resampling ofOverviews(
      ExportRequest request, InputChoice inputs, ToolChoice choice, PlanWarnings warnings) {
    Resampling asked = request.format().overviewResampling();
    List<ChosenBand> classes =
        choice.keepsClasses()
            ? inputs.chosen().stream().filter(ClassBands::is).toList()
            : List.of();
    if (classes.isEmpty()) {
      return asked == null ? Resampling.AVERAGE : asked;
    }
    if (asked != null && mixes(asked)) {
      warnings.add(mixed(asked, classes.get(0), "Making overviews"));
    }
    Resampling fitting =
        classes.size() < inputs.chosen().size() ? Resampling.NEAREST : Resampling.MODE;
    return asked == null ? fitting : asked;
  }

  private static boolean mixes(Resampling way) {
    return way != Resampling.NEAREST && way != Resampling.MODE;
  }

  private static String mixed(Resampling way, ChosenBand band, String doing) {
    return "%s by %s mixes the classes of band %s of %s into values that mean nothing. Choose nearest or mode."
        .formatted(
            doing, way.name().toLowerCase(Locale.ROOT), band.planned().name(), band.fileName());
  }
}
