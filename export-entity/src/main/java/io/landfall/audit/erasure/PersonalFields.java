package io.landfall.audit.erasure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.landfall.model.Erased;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which fields of events name a person, and what stands there afterwards: always something that
 * exports can be recovered from. What was exported stays: scenes of the index, area, grid, tool,
 * sizes, hashes, times.
 */
final class PersonalFields {
  private static final String NO_HASH = "0".repeat(64);

  private final String person;
  private final boolean isOwner;

  /**
   * @param isOwner whether the export is the person's; else but the name itself is erased
   */
  PersonalFields(String person, boolean isOwner) {
    this.person = person;
    this.isOwner = isOwner;
  }

  /** Erases in an event. */
  void erase(ObjectNode event) {
    eraseName(event, "by");
    eraseNamesOfOthers(event.path("request").path("origin"));
    if (!isOwner) {
      return;
    }
    remove(event.path("trace"), "state"); // whatever a caller has put there
    switch (event.path("event").asText()) {
      case "requested" -> eraseRequest(event.path("request"));
      case "planned" -> erasePlan(event.path("plan"));
      case "objectStored" -> eraseKey(event.path("object"));
      case "destinationsAdded" -> eraseDestinations(event.path("destinations"));
      case "deliveryOpened" -> {
        eraseText(event.path("session"), "location");
        remove(event.path("session"), "upload");
      }
      case "delivered" -> eraseReceipt(event.path("receipt"));
      case "deliveryFailed" -> eraseText(event.path("failure"), "detail");
      case "failed" -> eraseText(event, "detail");
      case "cleanedUp" ->
          event
              .path("left")
              .forEach(
                  left -> {
                    eraseText(left, "href");
                    eraseText(left, "problem");
                  });
      case "downloaded" -> eraseFileName(event, "file");
      default -> {} // names nobody
    }
  }

  private void eraseRequest(JsonNode request) {
    eraseText(request, "owner");
    eraseText(request, "name");
    if (request.path("labels") instanceof ArrayNode labels) {
      labels.removeAll();
    }
    eraseDestinations(request.path("delivery"));
    eraseScenes(request.path("source").path("scenes"));
    remove(request, "organization");
    remove(request.path("origin"), "organization");
    if (request.path("origin").has("bodySha256")) {
      ((ObjectNode) request.path("origin")).put("bodySha256", NO_HASH);
    }
  }

  /** Scenes of others that an export shows are told by their owners. */
  private void eraseNamesOfOthers(JsonNode origin) {
    if (origin.path("scenesOfOthers") instanceof ObjectNode others && others.has(person)) {
      JsonNode scenes = others.remove(person);
      others.set(Erased.TEXT, scenes);
    }
  }

  private static void eraseDestinations(JsonNode destinations) {
    for (JsonNode each : destinations) {
      eraseText(each, "path");
      eraseText(each, "name");
    }
  }

  /** Ids of scenes are names of products, unless somebody gave a place instead. */
  private static void eraseScenes(JsonNode scenes) {
    if (scenes instanceof ArrayNode ids) {
      for (int i = 0; i < ids.size(); i++) {
        if (isPlace(ids.get(i).asText())) {
          ids.set(i, TextNode.valueOf(sceneName(i)));
        }
      }
    }
  }

  private static String sceneName(int index) {
    return Erased.TEXT + " scene " + (index + 1);
  }

  private static boolean isPlace(String scene) {
    return scene.startsWith("/")
        || scene.startsWith("~")
        || scene.startsWith("\\")
        || scene.startsWith(":", 1)
        || scene.contains("://");
  }

  private static void erasePlan(JsonNode plan) {
    eraseFileName(plan, "fileName");
    if (plan.path("warnings") instanceof ArrayNode warnings) {
      warnings.removeAll();
    }
    int index = 0;
    for (JsonNode scene : plan.path("scenes")) {
      String id = scene.path("id").asText();
      if (isPlace(id) || isRegistered(id)) {
        if (isPlace(id)) {
          ((ObjectNode) scene).put("id", sceneName(index));
        }
        eraseText(scene, "name");
        scene.path("bands").forEach(PersonalFields::erasePlaces);
      }
      index++;
    }
  }

  private static boolean isRegistered(String scene) {
    try {
      return UUID.fromString(scene).toString().equals(scene);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Erases where files are, at any depth: of a band, its mask, its clouds. */
  private static void erasePlaces(JsonNode node) {
    eraseText(node, "href");
    node.forEach(PersonalFields::erasePlaces);
  }

  private static void eraseKey(JsonNode object) {
    String key = object.path("key").asText("");
    int name = key.lastIndexOf('/') + 1;
    if (object instanceof ObjectNode changed && name < key.length()) {
      changed.put("key", key.substring(0, name) + Erased.fileName(key));
    }
  }

  private static void eraseReceipt(JsonNode receipt) {
    List<JsonNode> files = new ArrayList<>(List.of(receipt));
    receipt.path("sidecars").forEach(files::add);
    for (JsonNode file : files) {
      eraseFileName(file, "name");
      eraseText(file, "href");
    }
  }

  private void eraseName(JsonNode node, String field) {
    if (person.equals(node.path(field).textValue())) {
      eraseText(node, field);
    }
  }

  private static void eraseText(JsonNode node, String field) {
    if (node instanceof ObjectNode object && object.path(field).isTextual()) {
      object.put(field, Erased.TEXT);
    }
  }

  private static void eraseFileName(JsonNode node, String field) {
    if (node instanceof ObjectNode object && object.path(field).isTextual()) {
      object.put(field, Erased.fileName(object.path(field).textValue()));
    }
  }

  private static void remove(JsonNode node, String field) {
    if (node instanceof ObjectNode object) {
      object.remove(field);
    }
  }
}
