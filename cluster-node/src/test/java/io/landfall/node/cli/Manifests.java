package io.landfall.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The manifests below kubernetes/, read as strictly as Kubernetes itself would. */
public final class Manifests {
  /** Where they are, from the folder of this module. */
  public static final Path FOLDER = Path.of("..", "kubernetes");

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
      Map.ofEntries(
          Map.entry("v1/ConfigMap", ConfigMap.class),
          Map.entry("v1/PersistentVolumeClaim", PersistentVolumeClaim.class),
          Map.entry("v1/Secret", Secret.class),
          Map.entry("v1/Service", Service.class),
          Map.entry("v1/ServiceAccount", ServiceAccount.class),
          Map.entry("rbac.authorization.k8s.io/v1/Role", Role.class),
          Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", RoleBinding.class),
          Map.entry("apps/v1/StatefulSet", StatefulSet.class),
          Map.entry("apps/v1/Deployment", Deployment.class),
          Map.entry("batch/v1/Job", Job.class),
          Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
          Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
          Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
          Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class));

  private Manifests() {}

  /** Returns the folders that are applied as they are: overlays, and their migrations. */
  static List<Path> overlays() {
    try (Stream<Path> files = Files.walk(FOLDER.resolve("overlays"))) {
      return files
          .filter(file -> file.endsWith("kustomization.yaml"))
          .map(Path::getParent)
          .sorted()
          .toList();
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

  static JsonNode tree(String yaml) {
    try {
      return YAML.readTree(yaml);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns what an overlay describes; throws for a kind or field that Kubernetes does not know.
   */
  public static List<HasMetadata> read(Path overlay) {
    List<HasMetadata> found = new ArrayList<>();
    for (JsonNode tree : Kustomization.render(overlay)) {
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

  /** Returns those of a kind that an overlay describes. */
  static <T extends HasMetadata> List<T> read(Path overlay, Class<T> type) {
    return read(overlay).stream().filter(type::isInstance).map(type::cast).toList();
  }

  /** Returns the pods that something makes. */
  public static PodTemplateSpec pods(HasMetadata maker) {
    if (maker instanceof StatefulSet set) {
      return set.getSpec().getTemplate();
    }
    return maker instanceof Deployment deployment
        ? deployment.getSpec().getTemplate()
        : ((Job) maker).getSpec().getTemplate();
  }

  /** Returns the one container of a pod. */
  public static Container container(HasMetadata maker) {
    return pods(maker).getSpec().getContainers().get(0);
  }

  /** Returns what makes pods. */
  public static List<HasMetadata> makers(Path overlay) {
    return read(overlay).stream()
        .filter(
            found ->
                found instanceof StatefulSet || found instanceof Deployment || found instanceof Job)
        .toList();
  }

  /** Returns what makes pods that run our program. */
  static List<HasMetadata> ours(Path overlay) {
    return makers(overlay).stream()
        .filter(maker -> container(maker).getImage().startsWith("landfall:"))
        .toList();
  }

  /** Returns what makes the nodes of one role. */
  public static HasMetadata node(Path overlay, String role) {
    return ours(overlay).stream()
        .filter(maker -> maker.getMetadata().getName().equals("landfall-" + role))
        .findFirst()
        .orElseThrow();
  }
}
