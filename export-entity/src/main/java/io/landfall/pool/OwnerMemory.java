package io.landfall.pool;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Memory for work of one kind, shared by owners: one has half of it at most, however slow his work
 * is. Safe for any thread.
 */
public final class OwnerMemory {
  private static final class OwnerBudget {
    private final MemoryBudget budget;
    private int jobs;

    private OwnerBudget(long bytes) {
      budget = new MemoryBudget(bytes);
    }
  }

  private final MemoryBudget all;
  private final Map<String, OwnerBudget> owners = new HashMap<>();

  /**
   * Makes one of which nothing is taken.
   *
   * @param bytes that there are
   */
  public OwnerMemory(long bytes) {
    this.all = new MemoryBudget(bytes);
  }

  /**
   * Begins work when its owner has memory for it, and the node, and gives that back when the work
   * has ended.
   *
   * @param wanted how much the work takes, in bytes; what takes more than there is runs alone
   */
  public <T> CompletionStage<T> whenTaken(
      String owner, long wanted, Supplier<CompletionStage<T>> work) {
    return begin(owner)
        .whenTaken(wanted, () -> all.whenTaken(wanted, work))
        .whenComplete((done, thrown) -> end(owner));
  }

  private synchronized MemoryBudget begin(String owner) {
    OwnerBudget own = owners.computeIfAbsent(owner, name -> new OwnerBudget(all.bytes() / 2));
    own.jobs++;
    return own.budget;
  }

  private synchronized void end(String owner) {
    if (--owners.get(owner).jobs == 0) {
      owners.remove(owner);
    }
  }
}
