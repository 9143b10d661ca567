package io.landfall.node.formation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.landfall.node.config.Configuration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesFormationTest {
  @TempDir Path folder;

  @Test
  void theWayIsOneOfTwo() {
    assertThat(KubernetesFormation.isChosen(config(Map.of()))).isFalse();
    assertThat(
            KubernetesFormation.isChosen(
                config(Map.of("landfall.cluster.formation", "kubernetes"))))
        .isTrue();
    assertThatThrownBy(
            () -> KubernetesFormation.isChosen(config(Map.of("landfall.cluster.formation", "dns"))))
        .hasMessageContaining("landfall.cluster.formation")
        .hasMessageContaining("\"dns\" is neither seeds nor kubernetes");
  }

  @Test
  void allControlNodesAreWaitedForAndOthersBeginNothing() {
    var formation =
        KubernetesFormation.from(config(Map.of("landfall.cluster.kubernetes.control-nodes", 5)));
    String bootstrap = "akka.management.cluster.bootstrap.";
    assertThat(formation.akka("10.0.0.7", true))
        .containsEntry(bootstrap + "contact-point-discovery.required-contact-point-nr", 5)
        .containsEntry(bootstrap + "new-cluster-enabled", true)
        .containsEntry("akka.management.http.hostname", "10.0.0.7");
    assertThat(formation.akka("10.0.0.7", false))
        .containsEntry(bootstrap + "new-cluster-enabled", false);
    assertThatThrownBy(
            () ->
                KubernetesFormation.from(
                    config(Map.of("landfall.cluster.kubernetes.control-nodes", 0))))
        .hasMessageContaining("must be at least 1");
  }

  @Test
  void outsideOfAPodItSaysWhatIsMissing() throws Exception {
    Config config = config(Map.of());
    assertThatThrownBy(() -> KubernetesFormation.checkPod(config, Map.of()))
        .hasMessageContaining("KUBERNETES_SERVICE_HOST is not set")
        .hasMessageContaining("serviceAccountName landfall");
    Map<String, String> environment =
        Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1", "KUBERNETES_SERVICE_PORT", "443");
    Path account = Files.createDirectory(folder.resolve("account"));
    Config mounted =
        ConfigFactory.parseMap(
                Map.of(
                    "akka.discovery.kubernetes-api.api-token-path", "" + account.resolve("token"),
                    "akka.discovery.kubernetes-api.api-ca-path", "" + account.resolve("ca.crt"),
                    "akka.discovery.kubernetes-api.pod-namespace-path",
                        "" + account.resolve("namespace")))
            .withFallback(config);
    for (String file : new String[] {"token", "ca.crt", "namespace"}) {
      assertThatThrownBy(() -> KubernetesFormation.checkPod(mounted, environment))
          .hasMessageContaining("there is no file " + account.resolve(file));
      Files.writeString(account.resolve(file), "x");
    }
    assertThatCode(() -> KubernetesFormation.checkPod(mounted, environment))
        .doesNotThrowAnyException();
  }

  @Test
  void aRefusalNamesTheRole() {
    var refused =
        new IllegalStateException(
            "Forbidden when communicating with the Kubernetes API. Check RBAC settings.");
    assertThat(KubernetesDiscovery.problem(refused, "landfall"))
        .contains("pods of namespace landfall (403)")
        .contains("The Role landfall-formation allows it")
        .contains("system:serviceaccount:landfall:landfall");
    assertThat(KubernetesDiscovery.problem(new IllegalStateException("timeout"), "landfall"))
        .contains("it asks again: timeout")
        .doesNotContain("Role");
  }

  private Config config(Map<String, ?> flags) {
    return Configuration.load(flags, Map.of(), folder);
  }
}
