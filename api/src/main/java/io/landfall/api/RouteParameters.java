package io.landfall.api;

import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.Uri;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.ApiProblem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * Query parameters of routes that take none, as {@code openapi.json} describes them: whoever sends
 * one means something by it. Lists and maps know theirs. Signed links may have what mail programs
 * put behind them.
 */
final class RouteParameters {
  private static final List<String> CHECKED = List.of("/v1/", "/api/");
  private static final String LINKS = "/v1/downloads/";

  private final Map<String, List<Pattern>> withoutAny = new HashMap<>();

  /** Reads which routes take none. */
  RouteParameters(JsonNode openApi) {
    for (var path : openApi.path("paths").properties()) {
      if (isChecked(path.getKey()) && !takesAny(openApi, path.getValue())) {
        for (var operation : path.getValue().properties()) {
          if (!takesAny(openApi, operation.getValue())) {
            withoutAny
                .computeIfAbsent(method(operation.getKey()), method -> new ArrayList<>())
                .add(pattern(path.getKey()));
          }
        }
      }
    }
  }

  private static boolean isChecked(String path) {
    return CHECKED.stream().anyMatch(path::startsWith) && !path.startsWith(LINKS);
  }

  private static String method(String key) {
    return key.toUpperCase(Locale.ROOT);
  }

  private static boolean takesAny(JsonNode openApi, JsonNode of) {
    return StreamSupport.stream(of.path("parameters").spliterator(), false)
        .map(parameter -> parameter.has("$ref") ? referred(openApi, parameter) : parameter)
        .anyMatch(parameter -> parameter.path("in").asText().equals("query"));
  }

  private static JsonNode referred(JsonNode openApi, JsonNode parameter) {
    return openApi.at(parameter.path("$ref").asText().substring(1)); // behind the #
  }

  private static Pattern pattern(String template) {
    return Pattern.compile("\\Q" + template.replaceAll("\\{[^}]+}", "\\\\E[^/]+\\\\Q") + "\\E/?");
  }

  /**
   * Checks that a request has none where there is none.
   *
   * @throws ApiProblem 400
   */
  void check(HttpRequest request) {
    if (request.getUri().rawQueryString().isEmpty() || !isWithoutAny(request)) {
      return; // others read theirs in ways of their own, such as an = within a value
    }
    request.getUri().query(StandardCharsets.UTF_8, Uri.RELAXED).toMultiMap().keySet().stream()
        .findFirst()
        .ifPresent(
            any -> {
              throw PageCursors.badParameter(any, "there is none here. Leave it out.");
            });
  }

  private boolean isWithoutAny(HttpRequest request) {
    String path = request.getUri().path();
    return withoutAny.getOrDefault(request.method().value(), List.of()).stream()
        .anyMatch(pattern -> pattern.matcher(path).matches());
  }
}
