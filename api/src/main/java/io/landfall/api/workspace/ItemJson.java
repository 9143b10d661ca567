package io.landfall.api.workspace;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import io.landfall.workspace.Access;
import io.landfall.workspace.Visibility;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** What projects and tools have in common, as JSON. */
final class ItemJson {
  /** What only answers say. Who changes something may send it back as he got it. */
  private static final List<String> READ_ONLY =
      List.of("id", "version", "owner", "organization", "createdAt", "updatedAt", "links");

  private ItemJson() {}

  /** Begins an answer. */
  static ObjectNode begin(UUID id, long version, String name) {
    return Json.object().put("id", id.toString()).put("version", version).put("name", name);
  }

  /** Ends an answer. */
  static ObjectNode end(ObjectNode json, Access access, Instant createdAt, Instant updatedAt) {
    return json.put("visibility", access.visibility().name())
        .put("owner", access.owner())
        .put("organization", access.organization())
        .put("createdAt", createdAt.toString())
        .put("updatedAt", updatedAt.toString());
  }

  /**
   * Notes what cannot stand in a body.
   *
   * @param id of what is changed; {@code null}: something new is made
   * @return whether the body is an object
   */
  static boolean check(BodyCursor body, Set<String> members, String id) {
    Set<String> known = new HashSet<>(members);
    if (id != null) {
      known.addAll(READ_ONLY);
      BodyCursor given = body.member("id");
      if (!given.isAbsent() && !given.node().asText().equalsIgnoreCase(id)) {
        given.addError("Invalid id %s: the path names another.".formatted(given.displayValue()));
      }
    }
    return body.expectObject(known);
  }

  /** Reads who may see it; {@code null}: it is not said. */
  static Visibility visibility(BodyCursor body) {
    return body.member("visibility").enumConstant(Visibility.class, Visibility::name);
  }
}
