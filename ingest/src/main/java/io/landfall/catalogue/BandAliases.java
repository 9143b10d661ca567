package io.landfall.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the bands of a sensor are called: from the name of a file to every alias of its band. */
final class BandAliases {
  private static final Map<String, String> LANDSAT_8 =
      Map.ofEntries(
          Map.entry("1", "coastal"),
          Map.entry("2", "blue"),
          Map.entry("3", "green"),
          Map.entry("4", "red"),
          Map.entry("5", "nir"),
          Map.entry("6", "swir1"),
          Map.entry("7", "swir2"),
          Map.entry("8", "panchromatic"),
          Map.entry("9", "cirrus"),
          Map.entry("10", "tirs1"),
          Map.entry("11", "tirs2"));
  private static final Map<String, String> LANDSAT_4_TO_7 =
      Map.of(
          "1",
          "blue",
          "2",
          "green",
          "3",
          "red",
          "4",
          "nir",
          "5",
          "swir1",
          "6",
          "tirs1",
          "7",
          "swir2",
          "8",
          "panchromatic");
  private static final Map<String, String> SENTINEL_2 =
      Map.ofEntries(
          Map.entry("1", "coastal"),
          Map.entry("2", "blue"),
          Map.entry("3", "green"),
          Map.entry("4", "red"),
          Map.entry("5", "rededge1"),
          Map.entry("6", "rededge2"),
          Map.entry("7", "rededge3"),
          Map.entry("8", "nir"),
          Map.entry("8A", "nir08"),
          Map.entry("9", "watervapor"),
          Map.entry("10", "cirrus"),
          Map.entry("11", "swir1"),
          Map.entry("12", "swir2"));

  /**
   * The end of a band file's name: {@code _B4}, {@code _SR_B4}, {@code _ST_B10}, {@code _B08},
   * {@code _QA_PIXEL}, {@code _BQA}.
   */
  private static final Pattern BAND_FILE =
      Pattern.compile(
          "(?:^|.*?_)((?:SR_|ST_)?B(\\d{1,2}A?)|QA_[A-Z]+|SR_QA_AEROSOL|BQA|band_?(\\d{1,2}))",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern LANDSAT_NAME =
      Pattern.compile("L[COTEM]0?[45789].*", Pattern.CASE_INSENSITIVE);

  /** Of the multispectral scanner, whose bands were renumbered and mean other things. */
  private static final Pattern MSS_NAME = Pattern.compile("LM.*", Pattern.CASE_INSENSITIVE);

  private static final Pattern SENTINEL_NAME =
      Pattern.compile("(S2[AB]_.*|T\\d{2}[A-Z]{3}_.*)", Pattern.CASE_INSENSITIVE);

  private final Map<String, String> roles;

  private BandAliases(Map<String, String> roles) {
    this.roles = roles;
  }

  /** Returns the names of a Landsat satellite's bands. */
  static BandAliases ofLandsat(int satellite) {
    return new BandAliases(satellite >= 8 ? LANDSAT_8 : LANDSAT_4_TO_7);
  }

  /**
   * Returns the names that go with a product's name; without roles where the sensor is not known.
   */
  static BandAliases ofProduct(String name) {
    if (MSS_NAME.matcher(name).matches()) {
      return new BandAliases(Map.of());
    }
    if (isLandsat(name)) {
      int digit = name.replaceFirst("(?i)L[COTEM]0?", "").charAt(0) - '0';
      return ofLandsat(digit);
    }
    return new BandAliases(SENTINEL_NAME.matcher(name).matches() ? SENTINEL_2 : Map.of());
  }

  /** Tells whether a product's name is one of Landsat's. */
  static boolean isLandsat(String name) {
    return LANDSAT_NAME.matcher(name).matches();
  }

  /**
   * Returns every alias of the band that a file of this name holds, the one for people first; empty
   * for a file that is no band.
   *
   * @param stem the file's name without its ending
   */
  Optional<List<String>> aliases(String stem) {
    Matcher band = BAND_FILE.matcher(stem);
    if (!band.matches()) {
      return Optional.empty();
    }
    List<String> aliases = new ArrayList<>();
    String number = band.group(2) != null ? band.group(2) : band.group(3);
    if (number == null) {
      aliases.add(band.group(1).toUpperCase(Locale.ROOT));
    } else {
      String plain = number.toUpperCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
      if (roles.containsKey(plain)) {
        aliases.add(roles.get(plain));
      }
      if ("tirs1".equals(roles.get(plain))) {
        aliases.add("thermal");
      }
      aliases.add("B" + plain);
      aliases.add(plain);
      addIfAbsent(aliases, band.group(1).toUpperCase(Locale.ROOT));
    }
    return Optional.of(aliases);
  }

  private static void addIfAbsent(List<String> aliases, String alias) {
    if (!aliases.contains(alias)) {
      aliases.add(alias);
    }
  }
}
