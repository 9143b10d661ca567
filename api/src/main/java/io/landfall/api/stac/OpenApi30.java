package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.Json;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The paths of STAC out of the description of all, in OpenAPI 3.0 as OGC API - Features wants. */
final class OpenApi30 {
  private OpenApi30() {}

  /** Translates a description in OpenAPI 3.1. */
  static ObjectNode convert(JsonNode all) {
    ObjectNode document = Json.object().put("openapi", "3.0.3");
    document
        .putObject("info")
        .put("title", all.at("/info/title").asText())
        .put("version", all.at("/info/version").asText());
    ObjectNode paths = document.putObject("paths");
    for (Map.Entry<String, JsonNode> path : all.get("paths").properties()) {
      if (path.getKey().startsWith("/stac")) {
        paths.set(path.getKey(), downgrade(path.getValue()));
      }
    }
    ObjectNode components = document.putObject("components");
    for (String reference : referencedSchemas(all, paths)) {
      String[] names = reference.split("/", 4); // #, components, kind, name
      components
          .withObject("/" + names[2])
          .set(names[3], downgrade(all.at(reference.substring(1))));
    }
    return document;
  }

  /** Finds what is referred to from here, and from there in turn. */
  private static Set<String> referencedSchemas(JsonNode all, JsonNode from) {
    Set<String> found = new LinkedHashSet<>();
    collectReferences(all, from, found);
    return found;
  }

  private static void collectReferences(JsonNode all, JsonNode from, Set<String> found) {
    for (JsonNode reference : from.findValues("$ref")) {
      if (reference.isTextual() && found.add(reference.textValue())) {
        collectReferences(all, all.at(reference.textValue().substring(1)), found);
      }
    }
  }

  /** Writes a schema, or what holds schemas, without words of 3.1. */
  private static JsonNode downgrade(JsonNode node) {
    if (node.isArray()) {
      ArrayNode array = Json.object().putArray("all");
      node.forEach(element -> array.add(downgrade(element)));
      return array;
    }
    if (!node.isObject()) {
      return node;
    }
    ObjectNode json = Json.object();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      JsonNode value = member.getValue();
      if (member.getKey().equals("const")) {
        json.putArray("enum").add(value);
      } else if (member.getKey().equals("type") && value.isArray()) {
        value.forEach(type -> putType(json, type.asText()));
      } else {
        json.set(member.getKey(), downgrade(value));
      }
    }
    return json;
  }

  private static void putType(ObjectNode json, String type) {
    if (type.equals("null")) {
      json.put("nullable", true);
    } else {
      json.put("type", type);
    }
  }
}
