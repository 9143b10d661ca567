package io.landfall.node.formation;

import akka.actor.ExtendedActorSystem;
import akka.discovery.Lookup;
import akka.discovery.ServiceDiscovery;
import akka.discovery.kubernetes.KubernetesApiServiceDiscovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.FutureConverters;

/**
 * Akka's discovery by the API of Kubernetes, which says what is missing when the API refuses. Akka
 * makes it, by the setting {@code akka.discovery.landfall-kubernetes.class}.
 */
public final class KubernetesDiscovery extends ServiceDiscovery {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesDiscovery.class);

  /** What the library begins its message with when the API has answered 403. */
  private static final String FORBIDDEN = "Forbidden";

  private final ServiceDiscovery pods;
  private final String namespace;

  /** Called by Akka. */
  public KubernetesDiscovery(ExtendedActorSystem system) {
    pods = new KubernetesApiServiceDiscovery(system);
    namespace =
        read(
            system
                .settings()
                .config()
                .getString("akka.discovery.kubernetes-api.pod-namespace-path"));
  }

  @Override
  public Future<Resolved> lookup(Lookup query, FiniteDuration timeout) {
    Future<Resolved> found = pods.lookup(query, timeout);
    FutureConverters.asJava(found)
        .whenComplete(
            (any, thrown) -> {
              if (thrown != null) {
                LOG.warn("{}", problem(thrown, namespace));
              }
            });
    return found;
  }

  static String problem(Throwable thrown, String namespace) {
    String why = String.valueOf(thrown.getMessage());
    if (why.startsWith(FORBIDDEN)) {
      return ("Kubernetes does not let this node list the pods of namespace %s (403), so it finds"
              + " no cluster. The Role landfall-formation allows it, and the RoleBinding of"
              + " that name gives it to the service account landfall: apply"
              + " kubernetes/base/formation.yaml, and see \"kubectl auth can-i list pods --as"
              + " system:serviceaccount:%s:landfall\".")
          .formatted(namespace, namespace);
    }
    return ("Kubernetes did not list the pods of namespace %s, so this node finds no cluster yet;"
            + " it asks again: %s")
        .formatted(namespace, why);
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file)).strip();
    } catch (IOException e) {
      return "default";
    }
  }
}
