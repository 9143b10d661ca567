package io.landfall.api.rasterfoundry;

import akka.http.javadsl.model.HttpRequest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.ApiProblem;
import io.landfall.api.json.Json;
import java.util.List;
import java.util.Set;

/**
 * Which page of a list is asked for, by its number.
 *
 * @param number from 0
 * @param size entries of a page
 */
record FoundryPage(int number, int size) {
  /** Lists reach no further back than these: by number, a page costs all before it. */
  static final int MAX_ENTRIES = 2_000;

  private static final int MAX_SIZE = 100;
  private static final int DEFAULT_SIZE = 30;

  /** Filters of what there is not here, and orders: that of the newest first is the one. */
  private static final Set<String> PASSED_OVER = Set.of("organization", "ownershipType");

  /**
   * Reads the parameters.
   *
   * @param others those that the list itself reads
   */
  static FoundryPage read(HttpRequest request, Set<String> others) {
    var query = request.getUri().query();
    for (String name : query.toMap().keySet()) {
      boolean isKnown =
          Set.of("page", "pageSize", "sort").contains(name)
              || others.contains(name)
              || PASSED_OVER.contains(name);
      if (!isKnown) {
        throw badParameter(name, "it is not known here.");
      } else if (!name.equals(FoundryExports.STATUS) && query.getAll(name).size() > 1) {
        throw badParameter(name, "it comes twice. Give it once.");
      }
    }
    String sort = query.get("sort").orElse("createdAt,desc");
    if (!sort.equalsIgnoreCase("createdAt,desc")) {
      throw badParameter("sort", "lists come newest first: createdAt,desc.");
    }
    int size = number("pageSize", query.get("pageSize").orElse("" + DEFAULT_SIZE), 1, MAX_SIZE);
    int page = number("page", query.get("page").orElse("0"), 0, MAX_ENTRIES);
    if ((long) page * size >= MAX_ENTRIES && page > 0) {
      throw badParameter(
          "page",
          "lists by number reach the newest %d. Those below /v1 reach all.".formatted(MAX_ENTRIES));
    }
    return new FoundryPage(page, size);
  }

  private static int number(String name, String text, int min, int max) {
    int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw badParameter(name, "give a whole number from %d to %d.".formatted(min, max));
    }
    return number;
  }

  static ApiProblem badParameter(String name, String rule) {
    return new ApiProblem(
        400, "parameter-invalid", "Invalid query parameter %s: %s".formatted(name, rule));
  }

  /** Returns those of a list that are on this page. */
  <T> List<T> cut(List<T> all) {
    int from = Math.min(all.size(), number * size);
    return all.subList(from, Math.min(all.size(), from + size));
  }

  /**
   * Writes a page.
   *
   * @param count of all that there are
   */
  ObjectNode json(List<? extends JsonNode> results, int count) {
    ObjectNode json = Json.object();
    json.put("count", count);
    json.put("hasPrevious", number > 0);
    json.put("hasNext", (number + 1L) * size < count);
    json.put("page", number);
    json.put("pageSize", size);
    json.putArray("results").addAll(results);
    return json;
  }
}
