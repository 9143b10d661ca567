package io.landfall.api.area;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.MediaType;
import akka.http.javadsl.model.Query;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.ApiProblem;
import io.landfall.model.PlainText;
import java.util.List;
import java.util.Set;

/**
 * What a request says of the file that it sends.
 *
 * @param layer that is meant; {@code null}: the only one
 * @param srid the EPSG code of a file that does not tell its CRS; {@code null}: it tells it
 * @param name for the area
 */
record AreaQuery(String layer, Integer srid, String name) {
  /** The query parameter that chooses a layer. */
  static final String LAYER = "layer";

  /** The query parameter that tells the CRS. */
  static final String SRID = "srid";

  private static final String NAME_WITHOUT_LAYER = "Area";
  private static final int MAX_NAME = 200;
  private static final int MAX_LAYER = 1_000;
  private static final int MAX_EPSG = 1_000_000;

  /** What files of areas are sent as; what one is, its content tells. */
  private static final Set<String> TYPES =
      Set.of(
          "application/geo+json",
          "application/geo+json-seq",
          "application/vnd.geo+json",
          "application/json",
          "application/json-seq",
          "application/x-ndjson",
          "application/zip",
          "application/x-zip-compressed",
          "application/geopackage+sqlite3",
          "application/x-sqlite3",
          "application/vnd.sqlite3",
          "application/vnd.google-earth.kml+xml",
          "application/vnd.google-earth.kmz",
          "application/xml",
          "text/xml",
          "text/plain",
          "application/vnd.shp",
          "application/x-shapefile",
          "application/octet-stream");

  /**
   * Reads the parameters, and whether the body may be a file of an area.
   *
   * @throws ApiProblem 400, 415
   */
  static AreaQuery read(HttpRequest request) {
    Query parameters = PageCursors.parameters(request, List.of(LAYER, SRID, "name"));
    MediaType type = request.entity().getContentType().mediaType();
    if (!TYPES.contains(type.mainType() + "/" + type.subType())) {
      throw new ApiProblem(
          415,
          "unsupported-media-type",
          "Cannot read an area from a body of type %s. Send the file itself as application/geo+json, application/geo+json-seq, application/zip (shapefiles, KMZ), application/geopackage+sqlite3, application/vnd.google-earth.kml+xml, text/plain (WKT) or application/octet-stream."
              .formatted(type));
    }
    String layer = parameters.get(LAYER).map(text -> text(LAYER, text, MAX_LAYER)).orElse(null);
    return new AreaQuery(
        layer,
        parameters.get(SRID).map(AreaQuery::epsg).orElse(null),
        parameters
            .get("name")
            .map(text -> text("name", text, MAX_NAME))
            .orElse(layer == null ? NAME_WITHOUT_LAYER : PlainText.beginning(layer, MAX_NAME)));
  }

  private static String text(String parameter, String text, int most) {
    if (text.isBlank() || text.length() > most) {
      throw PageCursors.badParameter(
          parameter, "give 1 to %d characters, not blanks alone.".formatted(most));
    }
    return text;
  }

  private static Integer epsg(String text) {
    int code = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
    if (code < 1 || code > MAX_EPSG) {
      throw PageCursors.badParameter(SRID, "give an EPSG code, as 32633.");
    }
    return code;
  }
}
