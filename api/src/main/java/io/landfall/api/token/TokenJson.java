package io.landfall.api.token;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.http.PageCursors;
import io.landfall.api.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Tokens in JSON. */
final class TokenJson {
  private TokenJson() {}

  static ObjectNode write(TokenEntry entry) {
    ObjectNode json =
        Json.object()
            .put("id", entry.id())
            .put("user", entry.user())
            .put("organization", entry.organization());
    var scopes = json.putArray("scopes");
    entry.scopes().forEach(scopes::add);
    return json.put("state", entry.state().name())
        .put("createdAt", time(entry.createdAt()))
        .put("expiresAt", entry.expiresAt() == null ? null : time(entry.expiresAt()));
  }

  static ObjectNode write(Tokens.NewToken made) {
    return write(made.entry()).put("token", made.token());
  }

  /**
   * Writes a page.
   *
   * @param found one more than {@code limit} when another page follows
   * @param next the URL of that page, but for its cursor
   * @param list the mark of the list
   */
  static ObjectNode page(List<TokenEntry> found, int limit, String next, String list) {
    ObjectNode json = Json.object();
    var tokens = json.putArray("tokens");
    found.stream().limit(limit).forEach(entry -> tokens.add(write(entry)));
    String link =
        found.size() > limit ? next + PageCursors.bind(list, found.get(limit - 1).id()) : null;
    json.putObject("links").put("next", link);
    return json;
  }

  private static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
