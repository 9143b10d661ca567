package io.landfall.node.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What {@code kubectl kustomize} makes of a folder, as far as ours need it: resources, components,
 * namespace, images and patches by JSON Patch. Anything else is refused. A test compares it with
 * the real one where that is installed.
 */
public final class Kustomization {
  private static final List<String> KEYS =
      List.of("apiVersion", "kind", "namespace", "resources", "components", "images", "patches");
  private final Path folder;
  private final JsonNode own;

  private Kustomization(Path folder) {
    this.folder = folder;
    own = Manifests.trees(folder.resolve("kustomization.yaml")).get(0);
    own.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("%s: %s is not read".formatted(folder, key));
              }
            });
  }

  /** Returns what a folder describes. */
  public static List<ObjectNode> render(Path folder) {
    return new Kustomization(folder.normalize()).render(new ArrayList<>());
  }

  private List<ObjectNode> render(List<ObjectNode> inherited) {
    List<ObjectNode> all = new ArrayList<>(inherited);
    for (JsonNode each : own.path("resources")) {
      Path resource = folder.resolve(each.asText()).normalize();
      if (Files.isDirectory(resource)) {
        all.addAll(render(resource));
      } else {
        Manifests.trees(resource).forEach(tree -> all.add((ObjectNode) tree));
      }
    }
    List<ObjectNode> result = all;
    for (JsonNode each : own.path("components")) {
      result = new Kustomization(folder.resolve(each.asText()).normalize()).render(result);
    }
    own.path("patches").forEach(new Patches(result)::apply);
    List<ObjectNode> changed = result;
    own.path("images").forEach(image -> changed.forEach(tree -> nameImage(tree, image)));
    if (own.has("namespace")) {
      result.forEach(tree -> setNamespace(tree, own.path("namespace").asText()));
    }
    return result;
  }

  private static void setNamespace(ObjectNode tree, String namespace) {
    ((ObjectNode) tree.path("metadata")).put("namespace", namespace);
    for (JsonNode subject : tree.path("subjects")) {
      ((ObjectNode) subject).put("namespace", namespace);
    }
  }

  private static void nameImage(JsonNode tree, JsonNode image) {
    for (JsonNode container : tree.at("/spec/template/spec/containers")) {
      String name = container.path("image").asText().replaceFirst(":[^:/]*$", "");
      if (name.equals(image.path("name").asText())) {
        ((ObjectNode) container)
            .put("image", image.path("newName").asText() + ":" + image.path("newTag").asText());
      }
    }
  }

  /** What is changed of resources by kind and name. */
  private final class Patches {
    private final List<ObjectNode> all;

    Patches(List<ObjectNode> all) {
      this.all = all;
    }

    void apply(JsonNode patch) {
      List<ObjectNode> targets =
          all.stream().filter(tree -> matches(tree, patch.path("target"))).toList();
      if (targets.size() != 1) {
        throw new IllegalArgumentException(
            "%s: %d resources are %s".formatted(folder, targets.size(), patch.path("target")));
      }
      operations(patch).forEach(operation -> change(targets.get(0), operation));
    }

    private boolean matches(JsonNode tree, JsonNode target) {
      return tree.path("kind").equals(target.path("kind"))
          && tree.at("/metadata/name").equals(target.path("name"));
    }

    private JsonNode operations(JsonNode patch) {
      try {
        return Manifests.tree(
            patch.has("path")
                ? Files.readString(folder.resolve(patch.path("path").asText()))
                : patch.path("patch").asText());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private void change(ObjectNode tree, JsonNode operation) {
      String pointer = operation.path("path").asText();
      int last = pointer.lastIndexOf('/');
      JsonNode parent = tree.at(pointer.substring(0, last));
      String key = pointer.substring(last + 1);
      String kind = operation.path("op").asText();
      JsonNode value = operation.path("value").deepCopy();
      if (kind.equals("add") && parent instanceof ArrayNode array && key.equals("-")) {
        array.add(value);
      } else if (parent instanceof ObjectNode object && (kind.equals("add") || object.has(key))) {
        Optional.of(kind)
            .filter("remove"::equals)
            .ifPresentOrElse(any -> object.remove(key), () -> object.set(key, value));
      } else {
        throw new IllegalArgumentException("%s: cannot %s".formatted(folder, operation));
      }
    }
  }
}
