package io.landfall.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of CRSs, in the spellings of EPSG and OGC. */
public final class CrsNames {
  private static final List<Pattern> EPSG =
      List.of(
          Pattern.compile("(?i)(?:(?:urn:(?:x-)?ogc:def:crs:)?EPSG:(?:[\\w.]*:)?)?([1-9]\\d{0,5})"),
          Pattern.compile("(?i)https?://www\\.opengis\\.net/def/crs/EPSG/[^/]*/([1-9]\\d{0,5})"),
          Pattern.compile("(?i)https?://www\\.opengis\\.net/gml/srs/epsg\\.xml#([1-9]\\d{0,5})"));

  private static final Pattern OGC =
      Pattern.compile(
          "(?i)(?:urn:(?:x-)?ogc:def:crs:OGC:[\\w.]*:|https?://www\\.opengis\\.net/def/crs/OGC/[^/]*/"
              + "|OGC:(?:[\\w.]*:)?)?CRS(84|83|27)h?");

  private static final Map<String, Integer> OGC_CODES =
      Map.of("84", CrsCodes.WGS84, "83", 4269, "27", 4267);

  private CrsNames() {}

  /**
   * Returns the EPSG code that {@code name} stands for: {@code 3857}, {@code EPSG:3857}, {@code
   * urn:ogc:def:crs:EPSG::3857}, {@code http://www.opengis.net/def/crs/EPSG/0/3857}, {@code
   * OGC:CRS84}; empty for others. Tells nothing of the order of axes.
   */
  public static Optional<Integer> epsg(String name) {
    Matcher ogc = OGC.matcher(name.strip());
    if (ogc.matches()) {
      return Optional.of(OGC_CODES.get(ogc.group(1)));
    }
    return EPSG.stream()
        .map(pattern -> pattern.matcher(name.strip()))
        .filter(Matcher::matches)
        .map(matcher -> Integer.valueOf(matcher.group(1)))
        .findFirst();
  }
}
