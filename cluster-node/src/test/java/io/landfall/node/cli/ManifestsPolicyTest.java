package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyEgressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every overlay keeps to, whatever it changes. */
class ManifestsPolicyTest {
  private static final List<String> NODES = List.of("api", "control", "worker", "ingest");

  static List<Path> overlays() {
    return Manifests.overlays();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void imagesHaveAVersionAndContainersLimits(Path overlay) {
    for (HasMetadata maker : Manifests.makers(overlay)) {
      for (Container container : Manifests.pods(maker).getSpec().getContainers()) {
        assertThat(container.getImage()).matches("[^:]+:[^:]+").doesNotEndWith(":latest");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getResources().getRequests()).containsKeys("memory", "cpu");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void podsArePlainAccountsThatWriteWhereTheyMay(Path overlay) {
    for (HasMetadata maker : Manifests.makers(overlay)) {
      PodSpec pod = Manifests.pods(maker).getSpec();
      assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
      assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
      assertThat(pod.getSecurityContext().getSeccompProfile().getType())
          .isEqualTo("RuntimeDefault");
      for (Container container : pod.getContainers()) {
        SecurityContext rights = container.getSecurityContext();
        assertThat(rights.getReadOnlyRootFilesystem()).isTrue();
        assertThat(rights.getAllowPrivilegeEscalation()).isFalse();
        assertThat(rights.getCapabilities().getDrop()).containsExactly("ALL");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void whatServesHasThreeProbesAndNamedPorts(Path overlay) {
    for (HasMetadata maker : Manifests.makers(overlay)) {
      if (!(maker instanceof Job)) {
        Container container = Manifests.container(maker);
        assertThat(container.getStartupProbe()).isNotNull();
        assertThat(container.getReadinessProbe()).isNotNull();
        assertThat(container.getLivenessProbe()).isNotNull();
        assertThat(container.getPorts())
            .isNotEmpty()
            .allSatisfy(port -> assertThat(port.getName()).isNotBlank());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void whatIsMountedOrReadIsThere(Path overlay) {
    var maps = names(overlay, "ConfigMap");
    for (HasMetadata maker : Manifests.makers(overlay)) {
      List<String> volumes =
          new ArrayList<>(
              Manifests.pods(maker).getSpec().getVolumes().stream()
                  .map(volume -> volume.getName())
                  .toList());
      if (maker instanceof StatefulSet set) {
        set.getSpec()
            .getVolumeClaimTemplates()
            .forEach(claim -> volumes.add(claim.getMetadata().getName()));
      }
      Container container = Manifests.container(maker);
      assertThat(container.getVolumeMounts()).extracting(VolumeMount::getName).isSubsetOf(volumes);
      assertThat(
              container.getEnvFrom().stream()
                  .map(EnvFromSource::getConfigMapRef)
                  .filter(Objects::nonNull)
                  .map(map -> map.getName()))
          .isSubsetOf(maps);
    }
  }

  /** The library lists pods, and asks nothing else. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void nodesMayListPodsAndNothingElse(String name) {
    Path overlay = overlay(name);
    List<Role> roles = Manifests.read(overlay, Role.class);
    assertThat(roles).hasSize(1);
    assertThat(roles.get(0).getRules()).hasSize(1);
    var rule = roles.get(0).getRules().get(0);
    assertThat(rule.getApiGroups()).containsExactly("");
    assertThat(rule.getResources()).containsExactly("pods");
    assertThat(rule.getVerbs()).containsExactly("list");

    RoleBinding binding = Manifests.read(overlay, RoleBinding.class).get(0);
    String account = Manifests.read(overlay, ServiceAccount.class).get(0).getMetadata().getName();
    assertThat(binding.getRoleRef().getName()).isEqualTo(roles.get(0).getMetadata().getName());
    assertThat(binding.getSubjects())
        .singleElement()
        .satisfies(
            subject -> {
              assertThat(subject.getName()).isEqualTo(account);
              assertThat(subject.getNamespace()).isEqualTo(binding.getMetadata().getNamespace());
            });
    for (HasMetadata maker : Manifests.makers(overlay)) {
      PodSpec pod = Manifests.pods(maker).getSpec();
      boolean isNode = Manifests.ours(overlay).contains(maker);
      assertThat(pod.getAutomountServiceAccountToken()).isEqualTo(isNode);
      assertThat(pod.getServiceAccountName()).isEqualTo(isNode ? account : null);
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void aMigrationHasNoToken(Path overlay) {
    Manifests.read(overlay, Job.class)
        .forEach(
            job ->
                assertThat(Manifests.pods(job).getSpec().getAutomountServiceAccountToken())
                    .isFalse());
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void whatSelectsPodsFindsThem(String name) {
    Path overlay = overlay(name);
    List<Map<String, String>> labels =
        Manifests.makers(overlay).stream()
            .map(maker -> Manifests.pods(maker).getMetadata().getLabels())
            .toList();
    List<Map<String, String>> selectors = new ArrayList<>();
    Manifests.read(overlay, Service.class)
        .forEach(found -> selectors.add(found.getSpec().getSelector()));
    Manifests.read(overlay, PodDisruptionBudget.class)
        .forEach(found -> selectors.add(found.getSpec().getSelector().getMatchLabels()));
    for (HasMetadata maker : Manifests.makers(overlay)) {
      var own = Manifests.pods(maker);
      selectors.add(
          maker instanceof Deployment deployment
              ? deployment.getSpec().getSelector().getMatchLabels()
              : ((StatefulSet) maker).getSpec().getSelector().getMatchLabels());
      assertThat(own.getMetadata().getLabels()).isEqualTo(selectors.get(selectors.size() - 1));
      own.getSpec()
          .getTopologySpreadConstraints()
          .forEach(spread -> selectors.add(spread.getLabelSelector().getMatchLabels()));
    }
    assertThat(selectors)
        .hasSizeGreaterThan(10)
        .allSatisfy(
            one ->
                assertThat(labels)
                    .filteredOn(pod -> pod.entrySet().containsAll(one.entrySet()))
                    .hasSize(1));
    for (Service service : Manifests.read(overlay, Service.class)) {
      Container container = Manifests.container(only(overlay, service.getSpec().getSelector()));
      service
          .getSpec()
          .getPorts()
          .forEach(
              port ->
                  assertThat(container.getPorts())
                      .extracting(ContainerPort::getName)
                      .contains(port.getName()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void nodesReachWhatTheyAskAndNothingElseReachesThem(String name) {
    Path overlay = overlay(name);
    var policies = Manifests.read(overlay, NetworkPolicy.class);
    for (String role : NODES) {
      var node = Manifests.node(overlay, role);
      var out = egress(policies, node);
      assertThat(ports(out)).contains("53", "443", "6443", "cluster", "formation");
      assertThat(out).allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty());
      for (String other : NODES) {
        assertThat(isLetIn(policies, node, Manifests.node(overlay, other), "cluster")).isTrue();
        assertThat(isLetIn(policies, node, Manifests.node(overlay, other), "formation"))
            .isEqualTo(other.equals("control"));
      }
      boolean hasOpenPort =
          ingress(policies, node).stream().anyMatch(rule -> rule.getFrom().isEmpty());
      assertThat(hasOpenPort).as(role).isEqualTo(role.equals("api"));
    }
    for (HasMetadata backend : Manifests.makers(overlay)) {
      if (!Manifests.ours(overlay).contains(backend)) {
        String port = Manifests.container(backend).getPorts().get(0).getName();
        for (String role : NODES) {
          assertThat(isLetIn(policies, Manifests.node(overlay, role), backend, port)).isTrue();
        }
        assertThat(egress(policies, backend)).isEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void theOpenInternetIsNoNetworkOfYours(String name) {
    var blocks =
        Manifests.read(overlay(name), NetworkPolicy.class).stream()
            .flatMap(policy -> policy.getSpec().getEgress().stream())
            .filter(rule -> ports(List.of(rule)).contains("443"))
            .flatMap(rule -> rule.getTo().stream())
            .map(NetworkPolicyPeer::getIpBlock)
            .toList();
    assertThat(blocks).extracting("cidr").containsExactly("0.0.0.0/0", "2000::/3");
    assertThat(blocks.get(0).getExcept())
        .contains(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void nodesTalkByTlsAndKeysLieWhereTheyAreUsed(String name) {
    for (String role : NODES) {
      HasMetadata node = Manifests.node(overlay(name), role);
      assertThat(Manifests.container(node).getVolumeMounts())
          .extracting(VolumeMount::getMountPath)
          .contains("/tls", "/tmp", "/data");
      boolean hasKey =
          Manifests.container(node).getVolumeMounts().stream()
              .anyMatch(mount -> mount.getMountPath().equals("/secrets"));
      assertThat(hasKey).as(role).isEqualTo(List.of("api", "control").contains(role));
    }
    JsonNode settings =
        Kustomization.render(overlay(name)).stream()
            .filter(tree -> tree.path("kind").asText().equals("ConfigMap"))
            .findFirst()
            .orElseThrow();
    for (String key : List.of("CERTIFICATE", "KEY", "AUTHORITY")) {
      assertThat(settings.at("/data/LANDFALL_CLUSTER_TLS_" + key).asText()).startsWith("/tls/");
    }
  }

  @Test
  void bothAutoscalersScaleTheWorkersByWhatIsWanted() {
    Path prod = overlay("prod");
    var workers = (Deployment) Manifests.node(prod, "worker");
    assertThat(workers.getSpec().getReplicas()).as("left to the autoscaler").isNull();
    var hpa = Manifests.read(prod, HorizontalPodAutoscaler.class).get(0).getSpec();
    assertThat(hpa.getScaleTargetRef().getKind()).isEqualTo(workers.getKind());
    assertThat(hpa.getScaleTargetRef().getName()).isEqualTo(workers.getMetadata().getName());
    assertThat(hpa.getMinReplicas()).isLessThan(hpa.getMaxReplicas());
    var metric = hpa.getMetrics().get(0).getExternal();

    JsonNode keda =
        Manifests.trees(
                Manifests.FOLDER.resolve("components/autoscaling-keda").resolve("autoscaler.yaml"))
            .get(0)
            .path("spec");
    JsonNode trigger = keda.at("/triggers/0");
    assertThat(keda.fieldNames())
        .toIterable()
        .isSubsetOf(
            "scaleTargetRef",
            "minReplicaCount",
            "maxReplicaCount",
            "pollingInterval",
            "cooldownPeriod",
            "triggers",
            "advanced");
    assertThat(keda.at("/scaleTargetRef/name").asText())
        .isEqualTo(hpa.getScaleTargetRef().getName());
    assertThat(keda.path("minReplicaCount").asInt(-1)).isZero();
    assertThat(keda.path("maxReplicaCount").asInt()).isEqualTo(hpa.getMaxReplicas());
    assertThat(trigger.at("/metadata/query").asText()).contains(metric.getMetric().getName());
    assertThat(trigger.at("/metadata/threshold").asText())
        .isEqualTo(metric.getTarget().getAverageValue().toString());
  }

  private static Path overlay(String name) {
    return Manifests.FOLDER.resolve("overlays").resolve(name);
  }

  private static List<String> names(Path overlay, String kind) {
    return Manifests.read(overlay).stream()
        .filter(found -> found.getKind().equals(kind))
        .map(found -> found.getMetadata().getName())
        .toList();
  }

  private static HasMetadata only(Path overlay, Map<String, String> selector) {
    return Manifests.makers(overlay).stream()
        .filter(
            maker ->
                Manifests.pods(maker)
                    .getMetadata()
                    .getLabels()
                    .entrySet()
                    .containsAll(selector.entrySet()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isLetIn(
      List<NetworkPolicy> policies, HasMetadata from, HasMetadata to, String port) {
    return egress(policies, from).stream()
            .filter(rule -> ports(List.of(rule)).contains(port))
            .flatMap(rule -> rule.getTo().stream())
            .anyMatch(peer -> matches(peer.getPodSelector(), to))
        && ingress(policies, to).stream()
            .filter(
                rule ->
                    rule.getPorts().stream().map(ManifestsPolicyTest::name).anyMatch(port::equals))
            .anyMatch(
                rule ->
                    rule.getFrom().stream().anyMatch(peer -> matches(peer.getPodSelector(), from)));
  }

  private static List<NetworkPolicyEgressRule> egress(
      List<NetworkPolicy> policies, HasMetadata maker) {
    return of(policies, maker, "Egress")
        .flatMap(one -> one.getSpec().getEgress().stream())
        .toList();
  }

  private static List<NetworkPolicyIngressRule> ingress(
      List<NetworkPolicy> policies, HasMetadata maker) {
    return of(policies, maker, "Ingress")
        .flatMap(one -> one.getSpec().getIngress().stream())
        .toList();
  }

  /** Returns the policies that hold for pods; there must be one, or anything goes. */
  private static Stream<NetworkPolicy> of(
      List<NetworkPolicy> policies, HasMetadata maker, String direction) {
    List<NetworkPolicy> found =
        policies.stream()
            .filter(policy -> policy.getSpec().getPolicyTypes().contains(direction))
            .filter(policy -> matches(policy.getSpec().getPodSelector(), maker))
            .toList();
    assertThat(found).as("%s of %s", direction, maker.getMetadata().getName()).isNotEmpty();
    return found.stream();
  }

  private static boolean matches(LabelSelector selector, HasMetadata maker) {
    Map<String, String> labels = Manifests.pods(maker).getMetadata().getLabels();
    return selector != null
        && (selector.getMatchLabels() == null
            || labels.entrySet().containsAll(selector.getMatchLabels().entrySet()))
        && selector.getMatchExpressions().stream()
            .allMatch(
                one ->
                    one.getOperator().equals("In")
                        && one.getValues().contains(labels.get(one.getKey())));
  }

  private static List<String> ports(List<NetworkPolicyEgressRule> rules) {
    return rules.stream()
        .flatMap(rule -> rule.getPorts().stream())
        .map(ManifestsPolicyTest::name)
        .toList();
  }

  private static String name(NetworkPolicyPort port) {
    return String.valueOf(port.getPort().getValue());
  }
}
