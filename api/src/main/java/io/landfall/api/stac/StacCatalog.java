package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import io.landfall.index.query.SceneCatalogue.CatalogueSummary;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.locationtech.jts.geom.Envelope;

/** The documents above the items: landing page, conformance, collections. */
public final class StacCatalog {
  private static final String STAC = "https://api.stacspec.org/v1.0.0/";
  private static final String FILTER = "https://api.stacspec.org/v1.0.0-rc.3/";
  private static final String FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/";
  private static final String FEATURES_3 =
      "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/";
  private static final String CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/";

  private static final Envelope WORLD = new Envelope(-180, 180, -90, 90);

  private static final List<String> CONFORMS_TO =
      List.of(
          STAC + "core",
          STAC + "collections",
          STAC + "ogcapi-features",
          STAC + "ogcapi-features#sort",
          STAC + "ogcapi-features#fields",
          STAC + "ogcapi-features#query",
          STAC + "item-search",
          STAC + "item-search#sort",
          STAC + "item-search#fields",
          STAC + "item-search#query",
          FILTER + "item-search#filter",
          FEATURES + "core",
          FEATURES + "oas30",
          FEATURES + "geojson",
          FEATURES_3 + "filter",
          FEATURES_3 + "features-filter",
          FEATURES_3 + "queryables",
          CQL2 + "cql2-text",
          CQL2 + "cql2-json",
          CQL2 + "basic-cql2",
          CQL2 + "advanced-comparison-operators",
          CQL2 + "basic-spatial-functions",
          CQL2 + "basic-spatial-functions-plus",
          CQL2 + "property-property");

  private StacCatalog() {}

  /**
   * Writes the landing page.
   *
   * @param base what stands before paths
   */
  public static ObjectNode landing(String base) {
    String root = base + "/stac";
    ObjectNode page = Json.object();
    page.put("type", "Catalog").put("stac_version", "1.0.0").put("id", "landfall");
    page.put("title", "Landfall");
    page.put("description", "Scenes of Landsat: what was acquired where and when.");
    page.set("conformsTo", conformance());
    ArrayNode links = page.putArray("links");
    StacLinks.add(links, "self", root, StacLinks.JSON);
    StacLinks.add(links, "root", root, StacLinks.JSON);
    StacLinks.add(links, "service-desc", root + "/api", StacLinks.OPENAPI + "3.0");
    StacLinks.add(links, "service-desc", base + "/openapi.json", StacLinks.OPENAPI + "3.1");
    StacLinks.add(links, "service-doc", base + "/docs", "text/html");
    StacLinks.add(links, "conformance", root + "/conformance", StacLinks.JSON);
    StacLinks.add(links, "data", root + "/collections", StacLinks.JSON);
    StacLinks.add(
        links, "child", root + "/collections/" + StacProperties.COLLECTION, StacLinks.JSON);
    for (String method : List.of("GET", "POST")) {
      StacLinks.add(links, "search", root + "/search", StacLinks.GEOJSON).put("method", method);
    }
    StacLinks.add(links, StacLinks.QUERYABLES, root + "/queryables", StacLinks.SCHEMA);
    return page;
  }

  private static ArrayNode conformance() {
    ArrayNode classes = Json.object().putArray("conformsTo");
    CONFORMS_TO.forEach(classes::add);
    return classes;
  }

  /** Writes what this conforms to. */
  static ObjectNode conformancePage() {
    return Json.object().set("conformsTo", conformance());
  }

  /** Writes the list of collections. */
  static ObjectNode collections(CatalogueSummary summary, String root) {
    ObjectNode page = Json.object();
    page.putArray("collections").add(collection(summary, root));
    ArrayNode links = page.putArray("links");
    StacLinks.add(links, "self", root + "/collections", StacLinks.JSON);
    StacLinks.add(links, "root", root, StacLinks.JSON);
    StacLinks.add(links, "parent", root, StacLinks.JSON);
    return page;
  }

  /** Writes the one collection. */
  static ObjectNode collection(CatalogueSummary summary, String root) {
    ObjectNode json = Json.object();
    json.put("type", "Collection").put("stac_version", "1.0.0");
    json.putArray("stac_extensions");
    json.put("id", StacProperties.COLLECTION).put("title", "Landsat");
    json.put("description", "Scenes of Landsat 1 to 9, as the lists of this index name them.");
    json.putArray("keywords").add("Landsat").add("USGS").add("NASA").add("satellite");
    json.put("license", "proprietary"); // STAC's word for public domain with a link
    ObjectNode usgs = json.putArray("providers").addObject();
    usgs.put("name", "USGS").put("url", "https://www.usgs.gov/landsat-missions");
    usgs.putArray("roles").add("producer").add("licensor");
    json.set("extent", extent(summary));
    json.set("summaries", summaries());
    json.set("links", links(root));
    return json;
  }

  private static ObjectNode extent(CatalogueSummary summary) {
    ObjectNode extent = Json.object();
    Envelope all = summary.extent() == null ? WORLD : summary.extent();
    boolean global = all.getWidth() >= 360; // an east beyond 180 counts on across the antimeridian
    extent
        .putObject("spatial")
        .putArray("bbox")
        .addArray()
        .add(global ? -180 : all.getMinX())
        .add(all.getMinY())
        .add(global ? 180 : wrapLongitude(all.getMaxX()))
        .add(all.getMaxY());
    ArrayNode interval = extent.putObject("temporal").putArray("interval").addArray();
    interval.add(text(summary.earliest())).add(text(summary.latest()));
    return extent;
  }

  private static double wrapLongitude(double east) {
    return east > 180 ? east - 360 : east;
  }

  private static String text(Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static ObjectNode summaries() {
    ObjectNode summaries = Json.object();
    ArrayNode platforms = summaries.putArray("platform");
    for (int satellite = 1; satellite <= 9; satellite++) {
      platforms.add("landsat-" + satellite);
    }
    List.of("oli", "tirs", "etm+", "tm", "mss").forEach(summaries.putArray("instruments")::add);
    summaries.putObject("eo:cloud_cover").put("minimum", 0).put("maximum", 100);
    return summaries;
  }

  private static ArrayNode links(String root) {
    ArrayNode links = Json.object().putArray("links");
    String self = root + "/collections/" + StacProperties.COLLECTION;
    for (Map.Entry<String, String> link :
        List.of(Map.entry("self", self), Map.entry("root", root), Map.entry("parent", root))) {
      StacLinks.add(links, link.getKey(), link.getValue(), StacLinks.JSON);
    }
    StacLinks.add(links, "items", self + "/items", StacLinks.GEOJSON);
    StacLinks.add(links, StacLinks.QUERYABLES, self + "/queryables", StacLinks.SCHEMA);
    StacLinks.add(
        links,
        "license",
        "https://www.usgs.gov/faqs/are-there-any-restrictions-use-or-redistribution-landsat-data",
        "text/html");
    return links;
  }
}
