package io.landfall.model.geojson;

import io.landfall.model.CrsCodes;
import io.landfall.model.json.JsonCursor;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The member {@code crs}, with which GeoJSON before RFC 7946 names the CRS of its positions. The
 * order of the axes is longitude or easting first, whatever the CRS itself says.
 */
final class CrsMember {
  private static final List<Pattern> EPSG_NAMES =
      List.of(
          Pattern.compile("(?i)(?:urn:(?:x-)?ogc:def:crs:)?EPSG:(?:[\\w.]*:)?(\\d{1,6})"),
          Pattern.compile("(?i)https?://www\\.opengis\\.net/def/crs/EPSG/[^/]*/(\\d{1,6})"),
          Pattern.compile("(?i)https?://www\\.opengis\\.net/gml/srs/epsg\\.xml#(\\d{1,6})"));

  private static final Pattern OGC_NAME =
      Pattern.compile(
          "(?i)(?:urn:(?:x-)?ogc:def:crs:OGC:[\\w.]*:|https?://www\\.opengis\\.net/def/crs/OGC/[^/]*/"
              + "|OGC:(?:[\\w.]*:)?)?CRS(84|83|27)h?");

  private static final Map<String, Integer> OGC_CODES =
      Map.of("84", CrsCodes.WGS84, "83", 4269, "27", 4267);

  private CrsMember() {}

  /**
   * Returns the EPSG code that a {@code crs} member names.
   *
   * @throws GeoJsonException with the name, if it is not one of EPSG or OGC
   */
  static int epsg(JsonCursor crs) {
    JsonCursor properties = crs.member("properties");
    String type = crs.member("type").node().asText();
    String name =
        switch (type) {
          case "EPSG" -> "EPSG:" + properties.member("code").node().asText();
          case "OGC" -> properties.member("urn").node().asText();
          case "name" -> properties.member("name").node().asText();
          default -> "";
        };
    Matcher ogc = OGC_NAME.matcher(name.strip());
    if (ogc.matches()) {
      return OGC_CODES.get(ogc.group(1));
    }
    for (Pattern pattern : EPSG_NAMES) {
      Matcher matcher = pattern.matcher(name.strip());
      if (matcher.matches()) {
        return Integer.parseInt(matcher.group(1));
      }
    }
    throw new GeoJsonException(
        crs,
        "its CRS, %s, is not one of EPSG or OGC; reproject it to longitude and latitude"
            .formatted(name.isEmpty() ? JsonCursor.abbreviated(crs.node().toString()) : name),
        "member crs");
  }
}
