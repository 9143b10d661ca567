package io.landfall.model.geojson;

import io.landfall.model.CrsNames;
import io.landfall.model.json.JsonCursor;

/**
 * The member {@code crs}, with which GeoJSON before RFC 7946 names the CRS of its positions. The
 * order of the axes is longitude or easting first, whatever the CRS itself says.
 */
final class CrsMember {
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
    return CrsNames.epsg(name)
        .orElseThrow(
            () ->
                new GeoJsonException(
                    crs,
                    "its CRS, %s, is not one of EPSG or OGC; reproject it to longitude and latitude"
                        .formatted(
                            JsonCursor.abbreviated(name.isEmpty() ? crs.node().toString() : name)),
                    "member crs"));
  }
}
