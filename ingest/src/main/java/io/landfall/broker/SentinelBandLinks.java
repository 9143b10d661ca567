package io.landfall.broker;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the public bucket has the bands of a Sentinel-2 product; its name says it all. */
final class SentinelBandLinks {
  private static final Pattern NAME =
      Pattern.compile(
          "S2[A-D]_MSIL1C_(\\d{8})T\\d{6}_N\\d{4}_R\\d{3}_T(\\d{2})([A-Z])([A-Z]{2})_\\d{8}T\\d{6}");
  private static final List<String> BANDS =
      List.of(
          "coastal",
          "blue",
          "green",
          "red",
          "rededge1",
          "rededge2",
          "rededge3",
          "nir",
          "watervapor",
          "cirrus",
          "swir1",
          "swir2");

  private SentinelBandLinks() {}

  /**
   * Returns the twelve bands' files.
   *
   * @throws BrokerFailure 502 when the name is older than the end of 2016, or no name of a product
   */
  static BandLinks of(String host, String id) {
    Matcher name = NAME.matcher(id);
    LocalDate day = name.matches() ? day(name.group(1)) : null;
    if (day == null) {
      throw new BrokerFailure(
          502,
          String.format(
              Locale.ROOT,
              "Failed to find metadata for scene %s: its name does not tell where its bands are.",
              id));
    }
    String folder =
        String.format(
            Locale.ROOT,
            "%s/tiles/%d/%s/%s/%d/%d/%d/0/",
            host,
            Integer.parseInt(name.group(2)),
            name.group(3),
            name.group(4),
            day.getYear(),
            day.getMonthValue(),
            day.getDayOfMonth());
    Map<String, String> links = new LinkedHashMap<>();
    for (int i = 0; i < BANDS.size(); i++) {
      links.put(BANDS.get(i), folder + String.format(Locale.ROOT, "B%02d.jp2", i + 1));
    }
    return new BandLinks(links);
  }

  private static LocalDate day(String text) {
    try {
      return LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
