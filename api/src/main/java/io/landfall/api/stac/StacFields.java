package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which members of items are wanted. As the Fields extension recommends, what is included comes
 * beside what an item must have, and what is excluded is taken away last.
 *
 * @param include paths of names: {@code ["properties", "eo:cloud_cover"]}
 */
record StacFields(List<List<String>> include, List<List<String>> exclude) {
  private static final int MAX = 200;
  private static final List<List<String>> BASE =
      List.of(
          List.of("type"),
          List.of("stac_version"),
          List.of("stac_extensions"),
          List.of("id"),
          List.of("geometry"),
          List.of("bbox"),
          List.of("properties", "datetime"),
          List.of("links"),
          List.of("assets"),
          List.of("collection"));

  /** Reads {@code {"include": [...], "exclude": [...]}}; {@code null}: everything is wanted. */
  static StacFields read(BodyCursor fields) {
    if (fields.isAbsent() || !fields.expectObject(Set.of("include", "exclude"))) {
      return null;
    }
    return new StacFields(paths(fields.member("include")), paths(fields.member("exclude")));
  }

  private static List<List<String>> paths(BodyCursor names) {
    List<List<String>> paths = new ArrayList<>();
    for (BodyCursor name : names.elements(MAX)) {
      String text = name.text(MAX);
      if (text != null) {
        paths.add(List.of(text.split("\\.", 8)));
      }
    }
    return paths;
  }

  /** Returns an item with what is wanted alone. */
  ObjectNode select(ObjectNode item) {
    ObjectNode wanted = Json.object();
    BASE.forEach(path -> copy(item, wanted, path));
    include.forEach(path -> copy(item, wanted, path));
    exclude.forEach(path -> remove(wanted, path));
    return wanted;
  }

  private static void copy(ObjectNode from, ObjectNode to, List<String> path) {
    JsonNode value = from.get(path.get(0));
    if (value == null) {
      return;
    }
    if (path.size() == 1) {
      to.set(path.get(0), value.deepCopy());
    } else if (value instanceof ObjectNode inner) {
      ObjectNode target =
          to.get(path.get(0)) instanceof ObjectNode known ? known : to.putObject(path.get(0));
      copy(inner, target, path.subList(1, path.size()));
    }
  }

  private static void remove(ObjectNode from, List<String> path) {
    if (path.size() == 1) {
      from.remove(path.get(0));
    } else if (from.get(path.get(0)) instanceof ObjectNode inner) {
      remove(inner, path.subList(1, path.size()));
    }
  }
}
