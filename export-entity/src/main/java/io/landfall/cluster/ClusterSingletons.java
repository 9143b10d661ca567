package io.landfall.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.ClusterSingletonSettings;
import akka.cluster.typed.SingletonActor;
import java.time.Duration;

/** Starts actors of which there is one in the cluster. */
public final class ClusterSingletons {
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
  private static final Duration LONGEST_BACKOFF = Duration.ofMinutes(1);
  private static final double JITTER = 0.2;

  private ClusterSingletons() {}

  /**
   * Starts the one actor of this name, on one node of {@code role}, and returns the way to it; to
   * be called on every node. One that fails begins anew after a while.
   */
  public static <T> ActorRef<T> start(
      ActorSystem<?> system, Behavior<T> behavior, String name, String role) {
    Behavior<T> restarting =
        Behaviors.supervise(behavior)
            .onFailure(
                SupervisorStrategy.restartWithBackoff(FIRST_BACKOFF, LONGEST_BACKOFF, JITTER));
    return ClusterSingleton.get(system)
        .init(
            SingletonActor.of(restarting, name)
                .withSettings(ClusterSingletonSettings.create(system).withRole(role)));
  }
}
