package io.landfall.node.cli;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The manifests below kubernetes/, read as strictly as Kubernetes itself would. */
final class Manifests {
  static final Path FOLDER = Path.of("..", "kubernetes");
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory())
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .setAnnotationIntrospector(
              new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                  return false; // where the model keeps what it does not know
                }
              });

  private static final Map<String, Class<? extends HasMetadata>> KINDS =
      Map.of(
          "v1/Service", Service.class,
          "apps/v1/StatefulSet", StatefulSet.class,
          "apps/v1/Deployment", Deployment.class,
          "batch/v1/Job", Job.class,
          "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
          "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
          "autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class);

  private Manifests() {}

  /** Returns all files with manifests. */
  static List<Path> files() {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the documents of a file as plain trees. */
  static List<JsonNode> trees(Path file) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return documents.readAll();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isKustomization(Path file) {
    return file.endsWith("kustomization.yaml");
  }

  /** Returns what a file describes; throws for a kind or a field that Kubernetes does not know. */
  static List<HasMetadata> read(Path file) {
    List<HasMetadata> found = new ArrayList<>();
    for (JsonNode tree : trees(file)) {
      found.add(read(tree));
    }
    return found;
  }

  static HasMetadata read(JsonNode tree) {
    String kind = tree.path("apiVersion").asText() + "/" + tree.path("kind").asText();
    Class<? extends HasMetadata> type = KINDS.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("Unknown kind " + kind);
    }
    try {
      return YAML.treeToValue(tree, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns all that stand in base/. */
  static <T extends HasMetadata> List<T> base(Class<T> type) {
    return files().stream()
        .filter(file -> file.getParent().endsWith("base") && !isKustomization(file))
        .flatMap(file -> read(file).stream())
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** Returns the pods that something makes. */
  static PodTemplateSpec pods(HasMetadata maker) {
    if (maker instanceof StatefulSet set) {
      return set.getSpec().getTemplate();
    }
    return maker instanceof Deployment deployment
        ? deployment.getSpec().getTemplate()
        : ((Job) maker).getSpec().getTemplate();
  }

  static Container container(HasMetadata maker) {
    return pods(maker).getSpec().getContainers().get(0);
  }

  /** Returns what makes pods in base/: control, worker, migrate. */
  static List<HasMetadata> makers() {
    return base(HasMetadata.class).stream()
        .filter(
            found ->
                found instanceof StatefulSet || found instanceof Deployment || found instanceof Job)
        .toList();
  }
}
