package io.landfall.schedule;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Tasks that wait and have not failed: those that take longest first, so that what is begun last is
 * short. Tasks of about the same cost keep the order of the file, where neighbours read the same
 * blocks of their sources.
 */
final class WaitingTasks {
  /** Costs within this factor are about the same; expectations are no better. */
  private static final double ABOUT_THE_SAME = 1.25;

  private final List<ExpectedTask> tasks;
  private final int[] order;
  private final int[] rank;
  private final BitSet waiting = new BitSet(); // by rank
  private int first; // none waits before
  private int size;
  private long cost;

  /** Lets all tasks of an export wait. */
  WaitingTasks(List<ExpectedTask> tasks) {
    this.tasks = tasks;
    this.order =
        IntStream.range(0, tasks.size())
            .boxed()
            .sorted(Comparator.comparingInt(task -> -magnitude(tasks.get(task).cost())))
            .mapToInt(task -> task)
            .toArray();
    this.rank = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      rank[order[i]] = i;
      add(order[i]);
    }
  }

  private static int magnitude(long cost) {
    return (int) Math.round(Math.log(cost) / Math.log(ABOUT_THE_SAME));
  }

  void add(int task) {
    waiting.set(rank[task]);
    first = Math.min(first, rank[task]);
    size++;
    cost += tasks.get(task).cost();
  }

  /** Takes a task out; false: it does not wait here. */
  boolean remove(int task) {
    boolean was = waiting.get(rank[task]);
    if (was) {
      waiting.clear(rank[task]);
      size--;
      cost -= tasks.get(task).cost();
    }
    return was;
  }

  /** Takes out the task that is next. */
  OptionalInt poll() {
    first = size == 0 ? order.length : waiting.nextSetBit(first);
    if (size == 0) {
      return OptionalInt.empty();
    }
    int task = order[first];
    remove(task);
    return OptionalInt.of(task);
  }

  int size() {
    return size;
  }

  /** Returns what all of them are expected to cost. */
  long cost() {
    return cost;
  }
}
