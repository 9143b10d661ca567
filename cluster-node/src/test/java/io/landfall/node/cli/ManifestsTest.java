package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.IPBlock;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPeer;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.landfall.node.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The manifests say what Kubernetes understands and the program has. */
class ManifestsTest {
  /** Closing pools, the store, the log: after the actors have ended. */
  private static final long SECONDS_TO_CLOSE = 15;

  private static final Set<String> NOT_OURS =
      Set.of("POD_NAME", "POD_IP", "JAVA_TOOL_OPTIONS", "LC_ALL");

  @Test
  void everyFieldIsOneThatKubernetesKnows() {
    assertThat(Manifests.files()).hasSizeGreaterThan(7);
    for (Path file : Manifests.files()) {
      if (!Manifests.isKustomization(file)) {
        assertThat(Manifests.read(file)).as(file.toString()).isNotEmpty();
      }
    }
  }

  @Test
  void aFieldThatIsMisspeltIsFound() {
    ObjectNode worker =
        (ObjectNode)
            Manifests.trees(Manifests.FOLDER.resolve("base/worker.yaml")).stream()
                .filter(tree -> tree.path("kind").asText().equals("Deployment"))
                .findFirst()
                .orElseThrow();
    JsonNode pod = worker.at("/spec/template/spec");
    ((ObjectNode) pod).put("terminationGracePeriod", 60);
    assertThatThrownBy(() -> Manifests.read(worker)).hasMessageContaining("terminationGracePeriod");
  }

  @Test
  void argumentsAreThoseOfTheCommandLine() {
    assertThat(Manifests.makers()).hasSizeGreaterThan(2);
    for (HasMetadata maker : Manifests.makers()) {
      List<String> arguments = Manifests.container(maker).getArgs();
      var parsed = CommandLineRunner.commandLine().parseArgs(arguments.toArray(String[]::new));
      assertThat(parsed.errors()).isEmpty();
      assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(arguments.get(0));
    }
  }

  @Test
  void variablesAreReadByTheProgram() throws Exception {
    var named = new TreeSet<String>();
    for (Path file : Manifests.files()) {
      if (!Manifests.isKustomization(file)) {
        Manifests.read(file).stream()
            .filter(found -> found instanceof StatefulSet || found instanceof Deployment)
            .flatMap(maker -> Manifests.container(maker).getEnv().stream())
            .map(EnvVar::getName)
            .forEach(named::add);
      }
    }
    Pattern literal = Pattern.compile("--from-literal=([A-Z0-9_]+)=");
    literal
        .matcher(Files.readString(Manifests.FOLDER.resolve("README.md")))
        .results()
        .forEach(found -> named.add(found.group(1)));
    named.removeAll(NOT_OURS);
    assertThat(named).hasSizeGreaterThan(8).isSubsetOf(Configuration.variables());
  }

  @Test
  void portsAreThoseThatThePodsListenOn() {
    for (HasMetadata maker : Manifests.makers()) {
      Container container = Manifests.container(maker);
      Map<String, Integer> ports = ports(container);
      if (ports.isEmpty()) {
        assertThat(maker).isInstanceOf(Job.class);
        continue;
      }
      assertThat(container.getArgs()).contains("--cluster-port=" + ports.get("cluster"));
      assertThat(container.getEnv())
          .filteredOn(variable -> variable.getName().equals("LANDFALL_MANAGEMENT_PORT"))
          .extracting(EnvVar::getValue)
          .containsExactly(String.valueOf(ports.get("management")));
      if (ports.containsKey("http")) {
        assertThat(container.getArgs()).contains("--port=" + ports.get("http"));
      }
      for (Probe probe : probes(container)) {
        assertThat(ports).containsKey(probe.getHttpGet().getPort().getStrVal());
        assertThat(probe.getHttpGet().getPath()).isIn("/health/live", "/health/ready");
        assertThat(probe.getTimeoutSeconds()).isGreaterThan(3);
      }
    }
    Service service =
        Manifests.base(Service.class).stream()
            .filter(found -> found.getMetadata().getName().equals("landfall"))
            .findFirst()
            .orElseThrow();
    assertThat(service.getSpec().getPorts().get(0).getTargetPort().getStrVal()).isEqualTo("http");
  }

  @Test
  void podsHaveTheTimeThatTheirShutdownMayTake() {
    long phases = phaseSeconds();
    assertThat(phases).as("sum of the phases' limits").isBetween(20L, 29L);
    for (HasMetadata maker : Manifests.makers()) {
      if (!(maker instanceof Job)) {
        long before = secondsBeforeTheSignal(Manifests.container(maker));
        assertThat(Manifests.pods(maker).getSpec().getTerminationGracePeriodSeconds())
            .as(maker.getMetadata().getName())
            .isGreaterThanOrEqualTo(before + phases + SECONDS_TO_CLOSE);
      }
    }
  }

  @Test
  void requestsUnderWayMayTakeNoLongerThanTheirPhase() {
    Config config = config();
    assertThat(config.getDuration("landfall.api.shutdown-timeout"))
        .isLessThan(
            config.getDuration("akka.coordinated-shutdown.phases.service-requests-done.timeout"));
  }

  @Test
  void whatSelectsPodsFindsThem() {
    Set<Map<String, String>> labels =
        Manifests.makers().stream()
            .filter(maker -> !(maker instanceof Job))
            .map(maker -> Manifests.pods(maker).getMetadata().getLabels())
            .collect(Collectors.toSet());
    var selectors = new ArrayList<Map<String, String>>();
    Manifests.base(Service.class).forEach(found -> selectors.add(found.getSpec().getSelector()));
    Manifests.base(PodDisruptionBudget.class)
        .forEach(found -> selectors.add(found.getSpec().getSelector().getMatchLabels()));
    Manifests.base(StatefulSet.class)
        .forEach(found -> selectors.add(found.getSpec().getSelector().getMatchLabels()));
    Manifests.base(Deployment.class)
        .forEach(found -> selectors.add(found.getSpec().getSelector().getMatchLabels()));
    assertThat(selectors).hasSizeGreaterThan(5).allSatisfy(one -> assertThat(one).isIn(labels));
  }

  @Test
  void theAutoscalerScalesTheWorkers() {
    var scaler =
        (HorizontalPodAutoscaler)
            Manifests.read(Manifests.FOLDER.resolve("overlays/prod/autoscaling.yaml")).get(0);
    Deployment workers = Manifests.base(Deployment.class).get(0);
    assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo(workers.getKind());
    assertThat(scaler.getSpec().getScaleTargetRef().getName())
        .isEqualTo(workers.getMetadata().getName());
    assertThat(scaler.getSpec().getMinReplicas()).isLessThan(scaler.getSpec().getMaxReplicas());
  }

  @Test
  void theControlNodesAreAnOddNumberAndAllAreSeeds() {
    StatefulSet control = Manifests.base(StatefulSet.class).get(0);
    int replicas = control.getSpec().getReplicas();
    assertThat(replicas % 2).isEqualTo(1);
    String name = control.getMetadata().getName();
    String seeds =
        Stream.iterate(0, i -> i + 1)
            .limit(replicas)
            .map(i -> "%s-%d.%s:25520".formatted(name, i, control.getSpec().getServiceName()))
            .collect(Collectors.joining(","));
    assertThat(Manifests.makers())
        .filteredOn(maker -> !(maker instanceof Job))
        .allSatisfy(
            maker -> assertThat(Manifests.container(maker).getArgs()).contains("--join=" + seeds));
  }

  @Test
  void kustomizationsNameWhatIsThere() {
    Set<String> names =
        Manifests.base(HasMetadata.class).stream()
            .map(found -> found.getKind() + "/" + found.getMetadata().getName())
            .collect(Collectors.toSet());
    assertThat(Manifests.files()).anyMatch(Manifests::isKustomization);
    for (Path file : Manifests.files()) {
      if (Manifests.isKustomization(file)) {
        JsonNode tree = Manifests.trees(file).get(0);
        assertThat(tree.fieldNames())
            .toIterable()
            .isSubsetOf("apiVersion", "kind", "namespace", "labels", "resources", "patches");
        tree.path("resources")
            .forEach(one -> assertThat(file.resolveSibling(one.asText())).exists());
        for (JsonNode patch : tree.path("patches")) {
          assertThat(names).contains(target(file, patch));
        }
      }
    }
  }

  @Test
  void noPodHasATokenOfKubernetes() {
    assertThat(Manifests.makers())
        .hasSizeGreaterThan(2)
        .allSatisfy(
            maker ->
                assertThat(Manifests.pods(maker).getSpec().getAutomountServiceAccountToken())
                    .as(maker.getMetadata().getName())
                    .isFalse());
  }

  @Test
  void nodesTalkByTlsInEveryOverlay() {
    for (HasMetadata maker : Manifests.makers()) {
      if (!(maker instanceof Job)) {
        Container container = Manifests.container(maker);
        assertThat(container.getEnv())
            .filteredOn(variable -> variable.getName().startsWith("LANDFALL_CLUSTER_TLS_"))
            .hasSize(3)
            .allSatisfy(variable -> assertThat(variable.getValue()).startsWith("/tls/"));
        assertThat(container.getVolumeMounts())
            .anySatisfy(mount -> assertThat(mount.getMountPath()).isEqualTo("/tls"));
      }
    }
    assertNoPatchNames("LANDFALL_CLUSTER_TLS", "automountServiceAccountToken", "NetworkPolicy");
  }

  private static void assertNoPatchNames(String... guarded) {
    for (Path file : Manifests.files()) {
      if (!file.getParent().endsWith("base")) {
        assertThat(Manifests.trees(file).toString()).as(file.toString()).doesNotContain(guarded);
      }
    }
  }

  @Test
  void everyPodAsksOnlyWhomAPolicyNames() {
    List<NetworkPolicy> policies =
        Manifests.base(NetworkPolicy.class).stream()
            .filter(policy -> policy.getSpec().getPolicyTypes().contains("Egress"))
            .toList();
    for (HasMetadata maker : Manifests.makers()) {
      String component =
          Manifests.pods(maker).getMetadata().getLabels().get("app.kubernetes.io/component");
      assertThat(policies)
          .as(maker.getMetadata().getName())
          .anyMatch(policy -> policy.getSpec().getPodSelector().toString().contains(component));
    }
    var blocks =
        policies.stream()
            .flatMap(policy -> policy.getSpec().getEgress().stream())
            .peek(rule -> assertThat(rule.getTo()).as("a rule names whom").isNotEmpty())
            .flatMap(rule -> rule.getTo().stream())
            .filter(peer -> peer.getIpBlock() != null)
            .map(NetworkPolicyPeer::getIpBlock)
            .toList();
    assertThat(blocks).extracting(IPBlock::getCidr).containsExactly("0.0.0.0/0", "2000::/3");
    assertThat(blocks.get(0).getExcept())
        .contains(
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16");
  }

  private static String target(Path file, JsonNode patch) {
    if (patch.has("path")) {
      HasMetadata described =
          Manifests.read(file.resolveSibling(patch.path("path").asText())).get(0);
      return described.getKind() + "/" + described.getMetadata().getName();
    }
    return patch.at("/target/kind").asText() + "/" + patch.at("/target/name").asText();
  }

  private static Map<String, Integer> ports(Container container) {
    return container.getPorts().stream()
        .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
  }

  private static List<Probe> probes(Container container) {
    return List.of(
        container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe());
  }

  private static long secondsBeforeTheSignal(Container container) {
    if (container.getLifecycle() == null) {
      return 0;
    }
    List<String> command = container.getLifecycle().getPreStop().getExec().getCommand();
    assertThat(command).hasSize(2).startsWith("sleep");
    return Long.parseLong(command.get(1));
  }

  private static long phaseSeconds() {
    Config shutdown = config().getConfig("akka.coordinated-shutdown");
    Config phases = shutdown.getConfig("phases");
    return phases.root().keySet().stream()
        .mapToLong(
            phase ->
                phases.hasPath(phase + ".timeout")
                    ? phases.getDuration(phase + ".timeout").toSeconds()
                    : shutdown.getDuration("default-phase-timeout").toSeconds())
        .sum();
  }

  private static Config config() {
    return Configuration.load(Map.of(), Map.of(), Path.of("."));
  }
}
