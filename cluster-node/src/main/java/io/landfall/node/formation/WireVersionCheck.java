package io.landfall.node.formation;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.cluster.ConfigValidation;
import akka.cluster.Invalid;
import akka.cluster.JoinConfigCompatChecker;
import akka.cluster.Valid$;
import com.typesafe.config.Config;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Lets nodes join only others that understand them. Releases whose nodes can be mixed, as in a
 * rolling update, have the same version of the messages between nodes; Akka asks this class on both
 * sides of a join.
 */
public final class WireVersionCheck extends JoinConfigCompatChecker {
  /**
   * The version of the messages between nodes. Raised with a change that nodes of the last release
   * cannot do with: a message, field or value of an enum that goes, changes its name or its
   * meaning, or that they would need and do not know. What is added and can be passed over is none.
   */
  public static final int CURRENT = 2;

  static final String KEY = "landfall.cluster.wire-version";

  /** Of nodes that do not say: they are from before there was a second one. */
  private static final int FIRST = 1;

  private static final Logger LOG = LoggerFactory.getLogger(WireVersionCheck.class);

  /** Returns the settings that tell Akka of the version and of this class. */
  public static Map<String, Object> settings() {
    return Map.of(
        KEY,
        CURRENT,
        "akka.cluster.configuration-compatibility-check.checkers.landfall-wire-version",
        WireVersionCheck.class.getName());
  }

  /** Has a node that is refused say so before it ends, as Akka lets it. */
  public static void reportRefusal(ActorSystem<?> system) {
    CoordinatedShutdown shutdown = CoordinatedShutdown.get(system);
    shutdown.addTask(
        CoordinatedShutdown.PhaseBeforeServiceUnbind(),
        "report-refusal",
        () -> {
          if (shutdown
              .getShutdownReason()
              .equals(Optional.of(CoordinatedShutdown.incompatibleConfigurationDetectedReason()))) {
            LOG.error(
                "This node ends: it cannot join the cluster, whose nodes speak another version of"
                    + " the messages between nodes than {}, which is this node's, or have other"
                    + " settings below akka.cluster. Nodes of two versions cannot be mixed: stop"
                    + " all nodes of the cluster, then start the new ones; unfinished exports go"
                    + " on from the journal.",
                version(system.settings().config()));
          }
          return CompletableFuture.completedFuture(Done.done());
        });
  }

  @Override
  public Seq<String> requiredKeys() {
    return CollectionConverters.asScala(List.of(KEY)).toSeq();
  }

  @Override
  public ConfigValidation check(Config toCheck, Config actualConfig) {
    int other = version(toCheck);
    int own = version(actualConfig);
    return other == own
        ? Valid$.MODULE$
        : new Invalid(
            CollectionConverters.asScala(
                    List.of(
                        "Version %d of the messages between nodes is not %d, which this node speaks"
                            .formatted(other, own)))
                .toSeq());
  }

  private static int version(Config config) {
    return config.hasPath(KEY) ? config.getInt(KEY) : FIRST;
  }
}
