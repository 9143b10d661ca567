package io.landfall.api.stac;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Links of STAC documents. */
final class StacLinks {
  static final String JSON = "application/json";
  static final String GEOJSON = "application/geo+json";
  static final String SCHEMA = "application/schema+json";
  static final String OPENAPI = "application/vnd.oai.openapi+json;version=";
  static final String QUERYABLES = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

  private StacLinks() {}

  static ObjectNode add(ArrayNode links, String rel, String href, String type) {
    return links.addObject().put("rel", rel).put("type", type).put("href", href);
  }
}
