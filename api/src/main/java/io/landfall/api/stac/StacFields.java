package io.landfall.api.stac;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.api.json.BodyCursor;
import io.landfall.api.json.Json;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which members of items are wanted, as version 1.0.0 of the Fields extension recommends it: what
 * is included and nothing else but type and id; where only exclusions are given, all the rest;
 * where nothing is given, what a valid item needs. Of nested names the longest decides, and of two
 * equal ones the inclusion.
 */
final class StacFields {
  private static final int MAX = 200;
  private static final String PROPERTIES = "properties.";

  /** What an item has beside its properties. */
  private static final Set<String> MEMBERS =
      Set.of(
          "type",
          "stac_version",
          "stac_extensions",
          "id",
          "geometry",
          "bbox",
          "properties",
          "links",
          "assets",
          "collection");

  /** Without these nobody knows what was found; they cost next to nothing. */
  private static final List<String> IDENTITY = List.of("type", "id");

  /** What makes a valid item of a collection. */
  private static final List<String> DEFAULT =
      List.of(
          "type",
          "stac_version",
          "id",
          "geometry",
          "bbox",
          "properties.datetime",
          "links",
          "assets",
          "collection");

  /** Names with their parents, as {@code properties.eo:cloud_cover}: whether each is wanted. */
  private final NavigableMap<String, Boolean> wanted = new TreeMap<>();

  private final boolean restIsWanted;

  private StacFields(boolean restIsWanted) {
    this.restIsWanted = restIsWanted;
  }

  /** Reads {@code {"include": [...], "exclude": [...]}}; {@code null}: everything is wanted. */
  static StacFields read(BodyCursor fields) {
    if (fields.node().isMissingNode()
        || !fields.expectObject(Set.of("include", "exclude", "includes", "excludes"))) {
      return null;
    }
    BodyCursor include = member(fields, "include");
    List<String> included = names(include);
    List<String> excluded = names(member(fields, "exclude"));
    boolean onlyExclusions = include.node().isMissingNode() && !excluded.isEmpty();
    StacFields read = new StacFields(onlyExclusions);
    if (!onlyExclusions) {
      List<String> always = included.isEmpty() ? DEFAULT : IDENTITY;
      always.forEach(name -> read.wanted.put(name, true));
    }
    excluded.forEach(name -> read.wanted.put(name, false));
    included.forEach(name -> read.wanted.put(name, true));
    return read;
  }

  /** Clients of long ago, as pystac-client 0.8.0, say it in the plural. */
  private static BodyCursor member(BodyCursor fields, String name) {
    BodyCursor plural = fields.member(name + "s");
    return plural.node().isMissingNode() ? fields.member(name) : plural;
  }

  /** Properties may be named without {@code properties.} before them. */
  private static List<String> names(BodyCursor names) {
    return names.elements(MAX).stream()
        .map(name -> name.requiredText(MAX))
        .filter(name -> name != null)
        .map(name -> MEMBERS.contains(name.split("\\.", 2)[0]) ? name : PROPERTIES + name)
        .toList();
  }

  /** Returns an item with what is wanted alone. */
  ObjectNode select(ObjectNode item) {
    return select(item, "", restIsWanted);
  }

  /**
   * @param prefix what stands before the names of members: nothing, or {@code "properties."}
   * @param inherited whether members are wanted that are not named
   */
  private ObjectNode select(ObjectNode object, String prefix, boolean inherited) {
    ObjectNode selected = Json.object();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      String name = prefix + member.getKey();
      JsonNode value = member.getValue();
      boolean isWanted = wanted.getOrDefault(name, inherited);
      if (value instanceof ObjectNode inner && hasNamesBelow(name)) {
        ObjectNode some = select(inner, name + ".", isWanted);
        if (isWanted || !some.isEmpty()) {
          selected.set(member.getKey(), some);
        }
      } else if (isWanted) {
        selected.set(member.getKey(), value);
      }
    }
    return selected;
  }

  private boolean hasNamesBelow(String name) {
    String next = wanted.ceilingKey(name + ".");
    return next != null && next.startsWith(name + ".");
  }
}
