package io.landfall.broker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;

/**
 * What to look for at Planet.
 *
 * @param area boxes; {@code null}: anywhere
 * @param cloudCover the most, in percent; {@code null}: any
 * @param acquired the earliest, as the caller wrote it; {@code null}: any
 * @param maxAcquired the latest, as the caller wrote it; {@code null}: any
 */
public record PlanetQuery(Geometry area, Double cloudCover, String acquired, String maxAcquired) {

  /** Writes it as Planet's quick search reads it. */
  ObjectNode body(PlanetItemType type) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("item_types").add(type.planetName());
    ArrayNode filters = body.putObject("filter").put("type", "AndFilter").putArray("config");
    if (area != null) {
      filter(filters, "GeometryFilter", "geometry").set("config", polygons(area));
    }
    if (acquired != null || maxAcquired != null) {
      ObjectNode range = filter(filters, "DateRangeFilter", "acquired").putObject("config");
      if (acquired != null) {
        range.put("gte", acquired);
      }
      if (maxAcquired != null) {
        range.put("lte", maxAcquired);
      }
    }
    if (cloudCover != null) {
      filter(filters, "RangeFilter", "cloud_cover")
          .putObject("config")
          .set("lte", BrokerFeatureJson.number(cloudCover / 100));
    }
    return body;
  }

  /** Writes boxes, those without width or height too, as polygons: Planet knows no others. */
  private static ObjectNode polygons(Geometry boxes) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    int count = boxes.getNumGeometries();
    ArrayNode coordinates =
        json.put("type", count == 1 ? "Polygon" : "MultiPolygon").putArray("coordinates");
    for (int i = 0; i < count; i++) {
      Envelope box = boxes.getGeometryN(i).getEnvelopeInternal();
      ArrayNode ring = (count == 1 ? coordinates : coordinates.addArray()).addArray();
      corner(ring, box.getMinX(), box.getMinY());
      corner(ring, box.getMaxX(), box.getMinY());
      corner(ring, box.getMaxX(), box.getMaxY());
      corner(ring, box.getMinX(), box.getMaxY());
      corner(ring, box.getMinX(), box.getMinY());
    }
    return json;
  }

  private static void corner(ArrayNode ring, double x, double y) {
    ring.addArray().add(BrokerFeatureJson.number(x)).add(BrokerFeatureJson.number(y));
  }

  private static ObjectNode filter(ArrayNode filters, String type, String field) {
    return filters.addObject().put("type", type).put("field_name", field);
  }
}
