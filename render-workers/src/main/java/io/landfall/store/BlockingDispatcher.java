package io.landfall.store;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import java.util.concurrent.Executor;

/** The threads of a node for what waits: files, the catalogue, checksums of large bodies. */
public final class BlockingDispatcher {
  /** Its path in the configuration. */
  public static final String PATH = "landfall.render.blocking-dispatcher";

  private BlockingDispatcher() {}

  /** Returns the one of {@code system}. */
  public static Executor of(ActorSystem<?> system) {
    return system.dispatchers().lookup(DispatcherSelector.fromConfig(PATH));
  }
}
