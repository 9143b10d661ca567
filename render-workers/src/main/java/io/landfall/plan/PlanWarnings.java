package io.landfall.plan;

import io.landfall.model.SampleType;
import io.landfall.model.geojson.GeoJsonReader;
import io.landfall.source.RemoteSources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Collects what of the sources is not as a person may expect, in sentences: each once, one for all
 * bands alike, and not more than can be read.
 */
final class PlanWarnings {
  private static final int MAX_WARNINGS = 30;
  private static final int MAX_NAMES = 10;
  private static final int MAX_CHARACTERS = 2_000;

  private record UnusedNodata(double value, SampleType type) {}

  private record FirstOfSome(String where, int count) {}

  private final Set<String> sentences = new LinkedHashSet<>();
  private final Map<UnusedNodata, FirstOfSome> unused = new LinkedHashMap<>();

  private final Map<List<String>, Set<String>> lostItems = new LinkedHashMap<>();

  void add(String sentence) {
    sentences.add(sentence);
  }

  void addAll(List<String> more) {
    sentences.addAll(more);
  }

  /** Says that samples of a band cannot equal its no-data value. */
  void unusedNodata(double value, SampleType type, String band, String href) {
    String where = "band %s of %s".formatted(band, RemoteSources.safeName(href));
    unused.merge(
        new UnusedNodata(value, type),
        new FirstOfSome(where, 1),
        (first, more) -> new FirstOfSome(first.where, first.count + 1));
  }

  /** Says which items of a whole file outputs do not have; files with the same together. */
  void lostItems(List<String> names, String href) {
    if (!names.isEmpty()) {
      lostItems
          .computeIfAbsent(names, n -> new LinkedHashSet<>())
          .add(RemoteSources.safeName(href));
    }
  }

  /** Says that a file is not what it was when its scene was registered. */
  void changedSinceRegistered(String scene, String href) {
    add(
        "%s has changed since scene %s was registered: it is read as it is now. Register it again, so that what is shown of it is right."
            .formatted(RemoteSources.safeName(href), scene));
  }

  List<String> list() {
    List<String> all = new ArrayList<>();
    unused.forEach((what, bands) -> all.add(sentence(what, bands)));
    all.addAll(sentences);
    lostItems.forEach((names, files) -> all.add(lostItemsSentence(names, files)));
    all.replaceAll(PlanWarnings::shortened);
    if (all.size() <= MAX_WARNINGS) {
      return all;
    }
    List<String> shown = new ArrayList<>(all.subList(0, MAX_WARNINGS));
    shown.add("There are %d more warnings.".formatted(all.size() - MAX_WARNINGS));
    return shown;
  }

  /** Cuts a sentence that quotes more of a source than a plan should carry. */
  private static String shortened(String sentence) {
    return sentence.length() <= MAX_CHARACTERS
        ? sentence
        : sentence.substring(0, MAX_CHARACTERS) + "...";
  }

  private static String lostItemsSentence(List<String> names, Set<String> files) {
    String shown = String.join(", ", names.stream().limit(MAX_NAMES).toList());
    return "What %s%s says of itself is not written into outputs: %s%s. Add it to these where it is wanted, as with gdal_edit.py -mo NAME=VALUE."
        .formatted(
            files.iterator().next(),
            files.size() == 1 ? "" : " (and %d more files alike)".formatted(files.size() - 1),
            shown,
            names.size() <= MAX_NAMES ? "" : " and %d more".formatted(names.size() - MAX_NAMES));
  }

  private static String sentence(UnusedNodata what, FirstOfSome bands) {
    return "No-data value %s cannot occur in %s %s%s: it is not used."
        .formatted(
            GeoJsonReader.format(what.value()),
            what.type().name().toLowerCase(Locale.ROOT),
            bands.where,
            bands.count == 1 ? "" : " and %d more like it".formatted(bands.count - 1));
  }
}
