package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.landfall.api.json.Json;
import io.landfall.model.PlainText;
import java.util.Map;

/** The older Query extension in the words of CQL2: {@code {"eo:cloud_cover": {"lt": 10}}}. */
final class StacQuery {
  private static final Map<String, String> OPERATORS =
      Map.of("eq", "=", "neq", "<>", "lt", "<", "lte", "<=", "gt", ">", "gte", ">=", "in", "in");

  private StacQuery() {}

  /**
   * Translates.
   *
   * @throws IllegalArgumentException if it is not an object of objects, or an operator is unknown
   */
  static JsonNode toCql2(JsonNode query) {
    ObjectNode all = Json.object().put("op", "and");
    ArrayNode conditions = all.putArray("args");
    members(query)
        .fields()
        .forEachRemaining(
            property ->
                members(property.getValue())
                    .fields()
                    .forEachRemaining(
                        condition ->
                            conditions.add(
                                condition(
                                    property.getKey(), condition.getKey(), condition.getValue()))));
    if (conditions.isEmpty()) {
      throw new IllegalArgumentException("Invalid query: it has no condition.");
    }
    return conditions.size() == 1 ? conditions.get(0) : all;
  }

  private static JsonNode members(JsonNode node) {
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "Invalid query: give objects, such as {\"eo:cloud_cover\": {\"lt\": 10}}.");
    }
    return node;
  }

  private static ObjectNode condition(String property, String operator, JsonNode value) {
    return switch (operator) {
      case "startsWith" -> like(property, escaped(value) + "%");
      case "endsWith" -> like(property, "%" + escaped(value));
      case "contains" -> like(property, "%" + escaped(value) + "%");
      default -> {
        if (!OPERATORS.containsKey(operator)) {
          throw new IllegalArgumentException(
              "Invalid query: there is no operator \"%s\"; there are eq, neq, lt, lte, gt, gte, in, startsWith, endsWith, contains."
                  .formatted(PlainText.beginning(operator, 40)));
        }
        yield operation(OPERATORS.get(operator), property, value);
      }
    };
  }

  private static ObjectNode like(String property, String pattern) {
    return operation("like", property, TextNode.valueOf(pattern));
  }

  private static String escaped(JsonNode value) {
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "Invalid query: startsWith, endsWith and contains take a text.");
    }
    return value.textValue().replaceAll("([%_\\\\])", "\\\\$1");
  }

  private static ObjectNode operation(String operator, String property, JsonNode value) {
    ObjectNode operation = Json.object().put("op", operator);
    ArrayNode arguments = operation.putArray("args");
    arguments.addObject().put("property", property);
    arguments.add(value);
    return operation;
  }
}
