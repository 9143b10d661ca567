package io.landfall.node.formation;

import akka.actor.typed.ActorSystem;
import akka.management.cluster.bootstrap.ClusterBootstrap;
import akka.management.javadsl.AkkaManagement;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * A cluster of the pods that the API of Kubernetes lists. Every node asks the API for those with
 * the role control, and each of them which nodes of a cluster it knows; it joins what it hears of.
 * Where all of them know none, the one with the lowest address begins: all, not most, so that two
 * nodes that were shown different pods cannot both begin one.
 *
 * @param controlNodes number of nodes with the role control of a whole system
 * @param selector of the labels of their pods
 * @param port at which nodes answer each other which nodes they know
 */
public record KubernetesFormation(int controlNodes, String selector, int port) {
  /** Name of {@link #port} in the manifests. */
  public static final String PORT_NAME = "formation";

  private static final String API = "akka.discovery.kubernetes-api.";
  private static final String BOOTSTRAP = "akka.management.cluster.bootstrap.";

  /** Tells whether a node is to find others so; else by a list of addresses. */
  public static boolean isChosen(Config root) {
    String way = root.getString("landfall.cluster.formation");
    return switch (way) {
      case "kubernetes" -> true;
      case "seeds" -> false;
      default ->
          throw invalid(root, "formation", "\"%s\" is neither seeds nor kubernetes".formatted(way));
    };
  }

  /** Reads {@code landfall.cluster.kubernetes}. */
  public static KubernetesFormation from(Config root) {
    Config config = root.getConfig("landfall.cluster.kubernetes");
    int nodes = config.getInt("control-nodes");
    if (nodes < 1) {
      throw invalid(root, "kubernetes.control-nodes", "must be at least 1");
    }
    return new KubernetesFormation(nodes, config.getString("selector"), config.getInt("port"));
  }

  /**
   * Returns what this means for Akka.
   *
   * @param host address of this node, as the API lists it
   * @param mayBegin whether this node is one of those that begin a cluster
   */
  public Map<String, Object> akka(String host, boolean mayBegin) {
    Map<String, Object> values = new HashMap<>();
    values.put("akka.management.http.hostname", host);
    values.put("akka.management.http.port", port);
    values.put(API + "pod-label-selector", selector.replace("%", "%%"));
    values.put(BOOTSTRAP + "contact-point-discovery.required-contact-point-nr", controlNodes);
    values.put(BOOTSTRAP + "new-cluster-enabled", mayBegin);
    return values;
  }

  /**
   * Begins to look for others; returns at once.
   *
   * @throws ExportFailure where this process is in no pod, or in one without a token of the API
   */
  public void begin(ActorSystem<?> system) {
    checkPod(system.settings().config(), System.getenv());
    try {
      AkkaManagement.get(system).start().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          String.format(
              Locale.ROOT,
              "Cannot listen on port %d for other nodes that look for a cluster: %s. Name another"
                  + " one by landfall.cluster.kubernetes.port, and by the pods' port %s.",
              port,
              e.getCause().getMessage(),
              PORT_NAME),
          e);
    }
    ClusterBootstrap.get(system.classicSystem()).start();
  }

  /** The library would ask without a token, or of nobody, for ever. */
  static void checkPod(Config akka, Map<String, String> environment) {
    for (String key : new String[] {"api-service-host-env-name", "api-service-port-env-name"}) {
      String variable = akka.getString(API + key);
      if (environment.getOrDefault(variable, "").isBlank()) {
        throw notInPod("the variable %s is not set".formatted(variable));
      }
    }
    for (String key : new String[] {"api-token-path", "api-ca-path", "pod-namespace-path"}) {
      String file = akka.getString(API + key);
      if (!Files.isReadable(Path.of(file))) {
        throw notInPod("there is no file %s".formatted(file));
      }
    }
  }

  private static ExportFailure notInPod(String why) {
    return new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        ("Cannot ask Kubernetes for the other nodes: %s. Such nodes run in pods with"
                + " serviceAccountName landfall and automountServiceAccountToken true, as in"
                + " kubernetes/base; elsewhere leave LANDFALL_CLUSTER_FORMATION and name nodes by"
                + " --join.")
            .formatted(why));
  }

  private static ConfigException invalid(Config root, String key, String why) {
    String path = "landfall.cluster." + key;
    return new ConfigException.BadValue(root.getValue(path).origin(), path, why);
  }
}
