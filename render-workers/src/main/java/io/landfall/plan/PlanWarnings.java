package io.landfall.plan;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.landfall.model.SampleType;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.model.plan.PlannedBand;
import io.landfall.source.RemoteSources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** What of the sources is not as a person may expect, in sentences: one for all bands alike. */
final class PlanWarnings {
  private PlanWarnings() {}

  static List<String> of(List<PlannedBand> bands) {
    record UnusedNodata(double value, SampleType type) {}
    return bands.stream()
        .filter(band -> band.nodata() != null && !hasUsableNodata(band))
        .collect(
            groupingBy(
                band -> new UnusedNodata(band.nodata(), band.type()), LinkedHashMap::new, toList()))
        .values()
        .stream()
        .map(PlanWarnings::unusedNodata)
        .toList();
  }

  /** Tells whether a sample of the band can equal its no-data value; floats are rounded to it. */
  static boolean hasUsableNodata(PlannedBand band) {
    return band.nodata() != null
        && (band.type().isFloating() || band.type().canHold(band.nodata()));
  }

  private static String unusedNodata(List<PlannedBand> alike) {
    PlannedBand first = alike.get(0);
    return "No-data value %s cannot occur in %s band %s of %s%s: it is not used."
        .formatted(
            GeoJsonReader.format(first.nodata()),
            first.type().name().toLowerCase(Locale.ROOT),
            first.name(),
            RemoteSources.safeName(first.href()),
            alike.size() == 1 ? "" : " and %d more like it".formatted(alike.size() - 1));
  }
}
