package io.landfall.node.wiring;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.landfall.node.check.CertificateChecks;
import io.landfall.node.check.CheckResult;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.embedded.ClusterKeys;
import io.landfall.node.formation.KubernetesFormation;
import io.landfall.node.formation.NoPeersSslEngineProvider;
import io.landfall.node.formation.WireVersionCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** How a node talks to others and finds them. */
public final class ClusterSetup {
  private static final String TLS = "landfall.cluster.tls.";
  private static final String ARTERY = "akka.remote.artery.";
  private static final String KEYS = ARTERY + "ssl.rotating-keys-engine.";

  private ClusterSetup() {}

  /**
   * Puts what the node's settings mean for Akka before {@code config}.
   *
   * @param keys of the data folder, which hold where no certificates are configured; empty: none
   */
  static Config config(Config config, NodeSettings settings, Optional<ClusterKeys> keys) {
    Map<String, Object> values = new HashMap<>(tlsConfig(config, settings, keys));
    values.putAll(WireVersionCheck.settings());
    values.put("akka.cluster.app-version", BuildVersion.read().version());
    values.put("akka.cluster.roles", roles(config, settings));
    values.put(ARTERY + "canonical.hostname", settings.clusterHost());
    values.put(ARTERY + "canonical.port", settings.clusterPort());
    if (isFormedByKubernetes(config, settings)) {
      values.putAll(
          KubernetesFormation.from(config)
              .akka(settings.clusterHost(), settings.roles().contains(Role.CONTROL)));
    }
    return ConfigFactory.parseMap(values).withFallback(config);
  }

  /** Returns the PEM files that are configured, by what their certificates are of. */
  static Map<String, Path> certificates(Config config) {
    Map<String, Path> files = new TreeMap<>();
    for (String of : List.of("certificate", "authority")) {
      String file = config.getString(TLS + of);
      if (!file.isBlank()) {
        files.put("cluster " + of, Path.of(file));
      }
    }
    return files;
  }

  /** Looks at these, for who asks before a node starts. */
  public static List<CheckResult> certificateChecks(Config config, Instant now) {
    return certificates(config).entrySet().stream()
        .map(each -> CertificateChecks.check(each.getKey(), each.getValue(), now))
        .toList();
  }

  private static boolean isFormedByKubernetes(Config config, NodeSettings settings) {
    return !settings.standalone()
        && settings.seeds().isEmpty()
        && KubernetesFormation.isChosen(config);
  }

  /** A node without a list does not ingest: the one ingest of the cluster must not live there. */
  private static List<String> roles(Config config, NodeSettings settings) {
    boolean hasList = !config.getString("landfall.ingest.scenes-url").isBlank();
    return settings.roles().stream()
        .filter(role -> role != Role.INGEST || hasList)
        .map(Role::value)
        .toList();
  }

  /**
   * Joins the configured nodes, else those that Kubernetes lists where that is chosen, else the
   * running owner of the data folder, else begins a cluster.
   *
   * @param runningOwner {@code host:port}
   */
  static void join(ActorSystem<?> system, NodeSettings settings, Optional<String> runningOwner) {
    Config config = system.settings().config();
    if (isFormedByKubernetes(config, settings)) {
      KubernetesFormation.from(config).begin(system);
      return;
    }
    Cluster cluster = Cluster.get(system);
    List<String> seeds =
        settings.seeds().isEmpty() ? runningOwner.stream().toList() : settings.seeds();
    cluster
        .manager()
        .tell(
            seeds.isEmpty()
                ? Join.create(cluster.selfMember().address())
                : new JoinSeedNodes(seeds.stream().map(seed -> address(system, seed)).toList()));
  }

  private static Address address(ActorSystem<?> system, String seed) {
    int colon = seed.lastIndexOf(':');
    return new Address(
        "akka",
        system.name(),
        seed.substring(0, colon),
        Integer.parseInt(seed.substring(colon + 1)));
  }

  /** All three files or none: half a configuration must not mean plain text. */
  private static Map<String, Object> tlsConfig(
      Config config, NodeSettings settings, Optional<ClusterKeys> dataFolderKeys) {
    List<String> keys = Stream.of("certificate", "key", "authority").map(TLS::concat).toList();
    if (keys.stream().anyMatch(key -> !config.getString(key).isBlank())) {
      keys.forEach(key -> checkFile(config, key));
      return pemFiles(
          config.getString(keys.get(0)),
          config.getString(keys.get(1)),
          config.getString(keys.get(2)));
    }
    if (settings.standalone()) {
      return engines(NoPeersSslEngineProvider.class.getName());
    }
    return dataFolderKeys
        .map(
            own -> {
              String certificate = own.certificate().toString();
              return pemFiles(certificate, own.key().toString(), certificate);
            })
        .orElse(Map.of());
  }

  private static Map<String, Object> pemFiles(String certificate, String key, String authority) {
    Map<String, Object> values =
        new HashMap<>(engines("akka.remote.artery.tcp.ssl.RotatingKeysSSLEngineProvider"));
    values.put(KEYS + "cert-file", certificate);
    values.put(KEYS + "key-file", key);
    values.put(KEYS + "ca-cert-file", authority);
    return values;
  }

  private static Map<String, Object> engines(String provider) {
    return Map.of(ARTERY + "transport", "tls-tcp", ARTERY + "ssl.ssl-engine-provider", provider);
  }

  private static void checkFile(Config config, String key) {
    String file = config.getString(key);
    if (file.isBlank() || !Files.isReadable(Path.of(file))) {
      throw new ConfigException.BadValue(
          config.getValue(key).origin(),
          key,
          file.isBlank()
              ? "must name a file, since the others do"
              : "cannot read the file " + file);
    }
  }
}
