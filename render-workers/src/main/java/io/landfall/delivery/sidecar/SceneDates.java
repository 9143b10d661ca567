package io.landfall.delivery.sidecar;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The days of acquisition that the names of Landsat and Sentinel-2 products tell. */
final class SceneDates {
  private static final List<Pattern> DAYS =
      List.of(
          Pattern.compile("L[COTEM]\\d\\d_L\\w{3}_\\d{6}_(\\d{8})_.*"),
          Pattern.compile("S2[ABC]_MSIL\\w{2}_(\\d{8})T.*"));
  private static final Pattern DAY_OF_YEAR =
      Pattern.compile("L[COTEM]\\d\\d{6}(\\d{7})\\w{3}\\d\\d.*");

  private SceneDates() {}

  /** Finds the day of a product's name. */
  static Optional<LocalDate> find(String name) {
    String product = name.substring(name.lastIndexOf('/') + 1);
    try {
      for (Pattern pattern : DAYS) {
        Matcher matcher = pattern.matcher(product);
        if (matcher.matches()) {
          return Optional.of(LocalDate.parse(matcher.group(1), DateTimeFormatter.BASIC_ISO_DATE));
        }
      }
      Matcher matcher = DAY_OF_YEAR.matcher(product);
      return matcher.matches()
          ? Optional.of(LocalDate.parse(matcher.group(1), DateTimeFormatter.ofPattern("yyyyDDD")))
          : Optional.empty();
    } catch (DateTimeException e) {
      return Optional.empty(); // a name that only looks like one of theirs
    }
  }
}
