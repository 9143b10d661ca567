package io.landfall.node.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.Config;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.landfall.node.config.Configuration;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.formation.KubernetesFormation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests say what Kubernetes understands and the program has. */
class ManifestsTest {
  private static final Path PROD = Manifests.FOLDER.resolve("overlays/prod");

  /** Closing pools, the store, the log: after the actors have ended. */
  private static final long SECONDS_TO_CLOSE = 15;

  private static final List<String> NOT_OURS =
      List.of("POD_IP", "JAVA_TOOL_OPTIONS", "LC_ALL", "SCHEMA_VERSION");

  static List<Path> overlays() {
    return Manifests.overlays();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void everyFieldIsOneThatKubernetesKnows(Path overlay) {
    assertThat(Manifests.read(overlay)).isNotEmpty();
  }

  @Test
  void aFieldThatIsMisspeltIsFound() {
    ObjectNode worker =
        Kustomization.render(PROD).stream()
            .filter(tree -> tree.at("/metadata/name").asText().equals("landfall-worker"))
            .filter(tree -> tree.path("kind").asText().equals("Deployment"))
            .findFirst()
            .orElseThrow();
    JsonNode pod = worker.at("/spec/template/spec");
    ((ObjectNode) pod).put("terminationGracePeriod", 60);
    assertThatThrownBy(() -> Manifests.read(worker)).hasMessageContaining("terminationGracePeriod");
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void argumentsAreThoseOfTheCommandLine(Path overlay) {
    assertThat(Manifests.ours(overlay)).isNotEmpty();
    for (HasMetadata maker : Manifests.ours(overlay)) {
      String[] arguments =
          Manifests.container(maker).getArgs().stream()
              .map(argument -> argument.replace("$(SCHEMA_VERSION)", "12"))
              .toArray(String[]::new);
      var parsed = CommandLineRunner.commandLine().parseArgs(arguments);
      assertThat(parsed.errors()).isEmpty();
      assertThat(parsed.subcommand().commandSpec().name()).isEqualTo(arguments[0]);
    }
  }

  @Test
  void everyRoleIsAWorkloadOfItsOwn() {
    for (Role role : Role.values()) {
      List<String> arguments = Manifests.container(Manifests.node(PROD, role.value())).getArgs();
      assertThat(arguments)
          .contains(role == Role.WORKER ? "worker" : "--roles=" + role.value())
          .contains("--cluster-host=$(POD_IP)");
    }
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void variablesAreReadByTheProgram(Path overlay) throws Exception {
    var named = new TreeSet<String>();
    Manifests.ours(overlay).stream()
        .flatMap(maker -> Manifests.container(maker).getEnv().stream())
        .map(EnvVar::getName)
        .forEach(named::add);
    Manifests.read(overlay, ConfigMap.class).forEach(map -> named.addAll(map.getData().keySet()));
    Manifests.read(overlay, Secret.class)
        .forEach(secret -> named.addAll(secret.getStringData().keySet()));
    Pattern.compile("--from-literal=([A-Z0-9_]+)=")
        .matcher(Files.readString(Manifests.FOLDER.resolve("README.md")))
        .results()
        .forEach(found -> named.add(found.group(1)));
    named.removeAll(NOT_OURS);
    assertThat(named).hasSizeGreaterThan(5).isSubsetOf(Configuration.variables());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void portsAreThoseThatThePodsListenOn(Path overlay) {
    for (HasMetadata maker : Manifests.ours(overlay)) {
      Container container = Manifests.container(maker);
      Map<String, Integer> ports = ports(container);
      if (maker instanceof Job) {
        assertThat(ports).isEmpty();
        continue;
      }
      Map<String, String> settings = settings(overlay);
      assertThat(container.getArgs()).contains("--cluster-port=" + ports.get("cluster"));
      assertThat(settings.get("LANDFALL_MANAGEMENT_PORT"))
          .isEqualTo(ports.get("management").toString());
      if (ports.containsKey("http")) {
        assertThat(container.getArgs()).contains("--port=" + ports.get("http"));
      }
      for (Probe probe : probes(container)) {
        assertThat(ports).containsKey(probe.getHttpGet().getPort().getStrVal());
        assertThat(probe.getHttpGet().getPath()).isIn("/health/live", "/health/ready");
        assertThat(probe.getTimeoutSeconds()).isGreaterThan(3);
      }
      assertThat(container.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/health/live");
    }
  }

  /** Two nodes that were shown different pods could each begin a cluster, if fewer were enough. */
  @ParameterizedTest
  @ValueSource(strings = {"dev", "prod"})
  void aFirstClusterWaitsForAllControlNodes(String name) {
    Path overlay = Manifests.FOLDER.resolve("overlays").resolve(name);
    Config config = Configuration.load(Map.of(), settings(overlay), Path.of("."));
    assertThat(KubernetesFormation.isChosen(config)).isTrue();
    KubernetesFormation formation = KubernetesFormation.from(config);
    StatefulSet control = (StatefulSet) Manifests.node(overlay, "control");

    assertThat(formation.controlNodes()).isEqualTo(control.getSpec().getReplicas());
    assertThat(control.getSpec().getReplicas() % 2).as("voters").isEqualTo(1);
    assertThat(labels(formation.selector()))
        .isEqualTo(Manifests.pods(control).getMetadata().getLabels());
    assertThat(ports(Manifests.container(control)))
        .containsEntry(KubernetesFormation.PORT_NAME, formation.port());
    assertThat(control.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
    assertThat(config.getString("akka.discovery.kubernetes-api.container-name"))
        .isEqualTo(Manifests.container(control).getName());
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void podsHaveTheTimeThatTheirShutdownMayTake(Path overlay) {
    long phases = phaseSeconds();
    assertThat(phases).as("sum of the phases' limits").isBetween(20L, 29L);
    for (HasMetadata maker : Manifests.ours(overlay)) {
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
  void linksLeadToTheIngress() {
    Ingress ingress = Manifests.read(PROD, Ingress.class).get(0);
    String host = ingress.getSpec().getRules().get(0).getHost();
    assertThat(ingress.getSpec().getTls().get(0).getHosts()).containsExactly(host);
    assertThat(settings(PROD).get("LANDFALL_EXTERNAL_URL")).isEqualTo("https://" + host);
  }

  private static Map<String, String> settings(Path overlay) {
    return Manifests.read(overlay, ConfigMap.class).get(0).getData();
  }

  private static Map<String, String> labels(String selector) {
    return Arrays.stream(selector.split(","))
        .map(each -> each.split("="))
        .collect(Collectors.toMap(each -> each[0], each -> each[1]));
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
