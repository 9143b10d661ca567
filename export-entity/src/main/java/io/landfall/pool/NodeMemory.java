package io.landfall.pool;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;

/**
 * The memory that work on pixels shares on a node: tasks of its worker, headers, images and
 * thumbnails of the exports that live there.
 */
public final class NodeMemory implements Extension {
  private static final String PATH = "landfall.render.memory";
  private static final String AUTO = "auto";

  /** Of the heap: the rest is for blocks of sources, bytes underway and Akka. */
  private static final double SHARE_OF_HEAP = 0.6;

  /** Of all, the part that is kept for tasks of small exports. */
  private static final int SMALL_SHARE = 8;

  private static final ExtensionId<NodeMemory> ID =
      new ExtensionId<>() {
        @Override
        public NodeMemory createExtension(ActorSystem<?> system) {
          long all = bytes(system.settings().config());
          return new NodeMemory(new MemoryBudget(all - keptForSmall(all)));
        }
      };

  private final MemoryBudget budget;

  private NodeMemory(MemoryBudget budget) {
    this.budget = budget;
  }

  /** Returns that of a node: what {@code landfall.render.memory} says, but for small exports'. */
  public static MemoryBudget of(ActorSystem<?> system) {
    return ID.apply(system).budget;
  }

  /** Returns how much of some memory is kept for tasks of small exports, in bytes. */
  public static long keptForSmall(long memory) {
    return memory / SMALL_SHARE;
  }

  /** Reads {@code landfall.render.memory}, in bytes. */
  public static long bytes(Config root) {
    if (root.getValue(PATH).unwrapped().equals(AUTO)) {
      return (long) (Runtime.getRuntime().maxMemory() * SHARE_OF_HEAP);
    }
    long bytes = root.getBytes(PATH);
    if (bytes <= 0) {
      throw new ConfigException.BadValue(
          root.getValue(PATH).origin(), PATH, "must be auto or above 0");
    }
    return bytes;
  }
}
