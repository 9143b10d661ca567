package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.net.URI;

/** A list of the service, page by page. */
final class Pages {
  private static final int PAGE = 100;

  private final ServiceClient service;
  private final String path;
  private final String member;
  private final StringBuilder query = new StringBuilder();
  private boolean hasMore;

  /**
   * @param member of the answer that holds the list
   */
  Pages(ServiceClient service, String path, String member) {
    this.service = service;
    this.path = path;
    this.member = member;
  }

  /** Adds a parameter; {@code null}: leaves it out. */
  void put(String name, String value) {
    if (value != null) {
      query.append('&').append(name).append('=').append(ClientCommand.encode(value));
    }
  }

  /** Reads as many as are wanted, or as there are. */
  ArrayNode read(int limit) {
    if (limit < 1) {
      throw ClientFailures.usage("Invalid --limit %d: give 1 or more.".formatted(limit));
    }
    ArrayNode all = ServiceClient.JSON.createArrayNode();
    String next = "?limit=" + Math.min(PAGE, limit) + query;
    while (next != null) {
      JsonNode page = service.get(path + next).body();
      for (JsonNode one : page.path(member)) {
        if (all.size() == limit) {
          hasMore = true;
          return all;
        }
        all.add(one);
      }
      next = nextQuery(page);
      hasMore = next != null;
      if (all.size() == limit || page.path(member).isEmpty()) {
        return all;
      }
    }
    return all;
  }

  /** Tells whether there are more than were wanted. */
  boolean hasMore() {
    return hasMore;
  }

  /** The token goes nowhere but to the service, so of its link the query alone is taken. */
  private static String nextQuery(JsonNode page) {
    String link = page.path("links").path("next").asText("");
    if (link.isEmpty() || page.path("links").path("next").isNull()) {
      return null;
    }
    String query = URI.create(link).getRawQuery();
    return query == null ? null : "?" + query;
  }
}
