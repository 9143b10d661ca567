package io.landfall.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  /** Of Landsat 4 to 9, but for the multispectral scanner, whose bands mean other things. */
  private static final Pattern LANDSAT_NAME = anyCase("L[COTE]0?[45789].*");

  private static final Pattern MSS_NAME = anyCase("LM0?[1-5].*");
  private static final Pattern SENTINEL_NAME =
      anyCase("(?:S2[A-D]_|(?:L[12][AC]_)?T\\d{2}[A-Z]{3}_|HLS\\.S30\\.).*");
  private static final Pattern HLS_LANDSAT_NAME = anyCase("HLS\\.L30\\..*");

  private final Map<String, String> roles;

  private BandAliases(Map<String, String> roles) {
    this.roles = roles;
  }

  private static Pattern anyCase(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Returns the names of a Landsat satellite's bands. */
  static BandAliases ofLandsat(int satellite) {
    return new BandAliases(satellite >= 8 ? LANDSAT_8 : LANDSAT_4_TO_7);
  }

  /**
   * Returns the names that go with a product's name; without roles where the sensor is not known.
   */
  static BandAliases ofProduct(String name) {
    if (isLandsat(name) && !MSS_NAME.matcher(name).matches()) {
      return ofLandsat(name.replaceFirst("(?i)^L[COTE]0?", "").charAt(0) - '0');
    }
    if (HLS_LANDSAT_NAME.matcher(name).matches()) {
      return ofLandsat(8);
    }
    return new BandAliases(isSentinel2(name) ? SENTINEL_2 : Map.of());
  }

  /** Tells whether a product's name is one of Landsat's. */
  static boolean isLandsat(String name) {
    return LANDSAT_NAME.matcher(name).matches() || MSS_NAME.matcher(name).matches();
  }

  /** Tells whether a product's name, or that of a file in it, is one of Sentinel-2's. */
  static boolean isSentinel2(String name) {
    return SENTINEL_NAME.matcher(name).matches();
  }

  /** Tells whether the sensor of a product's name is known. */
  static boolean isKnown(String name) {
    return isLandsat(name) || isSentinel2(name) || HLS_LANDSAT_NAME.matcher(name).matches();
  }

  /**
   * Returns every alias of the band that a file of this name holds, the one for people first; empty
   * for a file that is no band.
   *
   * @param stem the file's name without its ending
   */
  Optional<List<String>> aliases(String stem) {
    return BandFile.parse(stem).map(this::aliases);
  }

  /** Returns every alias of a band, the one for people first; its name keeps its spelling. */
  List<String> aliases(BandFile band) {
    if (band.number() == null) {
      return List.of(band.code());
    }
    if ("2".equals(band.gain())) {
      return List.of("tirs2", band.code());
    }
    Set<String> aliases = new LinkedHashSet<>();
    if (roles.containsKey(band.number())) {
      aliases.add(roles.get(band.number()));
    } else {
      aliases.add(band.code());
    }
    aliases.add("B" + band.number());
    aliases.add(band.number());
    aliases.add(band.code());
    return new ArrayList<>(aliases);
  }

  /**
   * Returns the aliases of a band that another file of the product holds better: finer, or as
   * reflectance of the surface. Its names say what it is.
   */
  List<String> secondaryAliases(BandFile band) {
    String end = band.meters() == 0 ? "" : String.format(Locale.ROOT, "_%dm", band.meters());
    String role = band.number() == null ? null : roles.get(band.number());
    return end.isEmpty() || role == null
        ? List.of(band.code() + end)
        : List.of(role + end, band.code() + end);
  }
}
