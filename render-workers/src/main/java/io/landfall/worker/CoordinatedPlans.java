package io.landfall.worker;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.plan.ExportPlan;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The plans of exports whose coordinators live on this node, which the worker of this node need not
 * fetch from the store. Holds none that nobody else does. Safe for any thread.
 */
final class CoordinatedPlans implements Extension {
  private static final ExtensionId<CoordinatedPlans> ID =
      new ExtensionId<>() {
        @Override
        public CoordinatedPlans createExtension(ActorSystem<?> system) {
          return new CoordinatedPlans();
        }
      };

  private final Map<String, WeakReference<ExportPlan>> plans = new ConcurrentHashMap<>();

  private CoordinatedPlans() {}

  /** Returns those of a node. */
  static CoordinatedPlans of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /**
   * Adds one.
   *
   * @param sha256 of the bytes that are in the store
   */
  void add(String sha256, ExportPlan plan) {
    plans.values().removeIf(held -> held.refersTo(null));
    plans.put(sha256, new WeakReference<>(plan));
  }

  /** Returns the plan of these bytes, if its coordinator lives here. */
  Optional<ExportPlan> find(String sha256) {
    WeakReference<ExportPlan> held = plans.get(sha256);
    return held == null ? Optional.empty() : Optional.ofNullable(held.get());
  }
}
