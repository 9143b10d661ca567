package io.landfall.api.stac;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Query;
import akka.http.javadsl.model.Uri;
import akka.http.scaladsl.model.IllegalUriException;
import akka.japi.Pair;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.HttpResponses;
import io.landfall.api.http.QueryTimes;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import io.landfall.model.PlainText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Query parameters in the words of a body, so that both are read in one place. */
final class StacParameters {
  private static final Set<String> MAY_HOLD_TIMES = Set.of("datetime", "filter", "query");

  private StacParameters() {}

  /**
   * Returns the parameters of a request by name.
   *
   * @throws ApiProblem 400 for one that is not known or comes twice
   */
  static Map<String, String> read(HttpRequest request, Set<String> known) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (Pair<String, String> parameter : query(request).toList()) {
      String name = parameter.first();
      if (!known.contains(name)) {
        String names = known.stream().sorted().collect(Collectors.joining(", "));
        throw invalid(name, names.isEmpty() ? "there is none here." : "known are " + names + ".");
      }
      String value =
          MAY_HOLD_TIMES.contains(name)
              ? QueryTimes.withPlus(parameter.second())
              : parameter.second();
      if (parameters.put(name, value) != null) {
        throw invalid(name, "it comes twice. Give it once.");
      }
    }
    return parameters;
  }

  private static Query query(HttpRequest request) {
    try {
      return request.getUri().query(StandardCharsets.UTF_8, Uri.RELAXED);
    } catch (IllegalUriException e) {
      throw new ApiProblem(
          400, "parameter-invalid", "Cannot read the query of the URL. Encode it.");
    }
  }

  private static ApiProblem invalid(String name, String rule) {
    String shown = PlainText.shortened(name, 60);
    return new ApiProblem(
        400,
        "parameter-invalid",
        "Invalid query parameter '%s': %s".formatted(shown.replaceAll("\\p{Cntrl}", "?"), rule));
  }

  /**
   * Writes parameters as a body; what is not a number stays a text, to be refused where it is read.
   */
  static ObjectNode toBody(Map<String, String> parameters) {
    ObjectNode body = Json.object();
    parameters.forEach(
        (name, text) -> {
          switch (name) {
            case "limit" -> putNumber(body, name, text);
            case "bbox" -> {
              ArrayNode numbers = body.putArray(name);
              split(text).forEach(one -> addNumber(numbers, one));
            }
            case "ids", "collections" -> split(text).forEach(body.putArray(name)::add);
            case "intersects", "query" -> body.set(name, json(name, text));
            case "sortby" -> split(text).forEach(one -> addOrder(body.withArray(name), one));
            case "fields" -> body.set(name, fields(text));
            default -> body.put(name, text);
          }
        });
    return body;
  }

  private static List<String> split(String text) {
    return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
  }

  private static void putNumber(ObjectNode body, String name, String text) {
    BigDecimal number = number(text);
    if (number == null) {
      body.put(name, text);
    } else if (number.scale() <= 0) {
      body.put(name, number.toBigInteger());
    } else {
      body.put(name, number);
    }
  }

  private static void addNumber(ArrayNode array, String text) {
    BigDecimal number = number(text.strip());
    if (number == null) {
      array.add(text);
    } else {
      array.add(number.doubleValue());
    }
  }

  private static BigDecimal number(String text) {
    return text.matches("[+-]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?")
        ? new BigDecimal(text)
        : null;
  }

  /** Some clients write JSON as a JSON text once more. */
  private static JsonNode json(String name, String text) {
    try {
      JsonNode json = Json.parse(text.getBytes(StandardCharsets.UTF_8));
      return json.isTextual()
          ? Json.parse(json.textValue().getBytes(StandardCharsets.UTF_8))
          : json;
    } catch (ApiProblem e) {
      throw invalid(name, "it must be JSON. " + e.getMessage().replace("the body", "it"));
    }
  }

  /** A plus before a name comes as a blank where it was not encoded. */
  private static void addOrder(ArrayNode orders, String text) {
    boolean signed = !text.isEmpty() && "+- ".indexOf(text.charAt(0)) >= 0;
    orders
        .addObject()
        .put("field", signed ? text.substring(1) : text)
        .put("direction", text.startsWith("-") ? "desc" : "asc");
  }

  private static ObjectNode fields(String text) {
    ObjectNode fields = Json.object();
    for (String one : split(text)) {
      if (one.startsWith("-")) {
        fields.withArray("exclude").add(one.substring(1));
      } else {
        fields.withArray("include").add(one.replaceFirst("^[+ ]", ""));
      }
    }
    return fields;
  }

  /** Writes a URL with other parameters. */
  static String url(String path, Map<String, String> parameters) {
    List<String> parts = new ArrayList<>();
    parameters.forEach(
        (name, value) ->
            parts.add(HttpResponses.urlEncode(name) + "=" + HttpResponses.urlEncode(value)));
    return parts.isEmpty() ? path : path + "?" + String.join("&", parts);
  }
}
