package io.landfall.worker;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ExportId;
import io.landfall.schedule.ExportLoad;
import io.landfall.schedule.WorkerLoad;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * What rendering wants and what it has, as one node knows it: the exports whose coordinators live
 * there, and its own worker. For metrics and for what decides how many nodes there should be. Safe
 * for any thread.
 */
public final class LoadMetrics implements Extension {
  private static final ExtensionId<LoadMetrics> ID =
      new ExtensionId<>() {
        @Override
        public LoadMetrics createExtension(ActorSystem<?> system) {
          return new LoadMetrics();
        }
      };

  /**
   * All of it at one moment.
   *
   * @param exports being rendered with their coordinator here
   * @param doneSinceStart tasks journalled through this node, ended exports included
   * @param failedSinceStart tasks that failed or whose worker was lost, reported to this node
   */
  public record LoadSnapshot(
      Map<ExportId, ExportLoad> exports,
      WorkerLoad worker,
      long doneSinceStart,
      long failedSinceStart) {

    /** Returns the tasks that no worker has. */
    public long waiting() {
      return sum(ExportLoad::waiting);
    }

    /** Returns the tasks in the hands of workers. */
    public long leased() {
      return sum(ExportLoad::leased);
    }

    /**
     * Returns the tasks that workers are wanted for: summed over all nodes, what decides how many
     * there should be. A task is counted where its export lives, whoever has it, so workers that
     * come and go do not change it.
     */
    public long wanted() {
      return waiting() + leased();
    }

    /** Returns the most workers that any coordinator here knows. */
    public long workers() {
      return exports.values().stream().mapToLong(ExportLoad::workers).max().orElse(0);
    }

    /** Returns the most slots that any coordinator here knows. */
    public long slots() {
      return exports.values().stream().mapToLong(ExportLoad::slots).max().orElse(0);
    }

    private long sum(ToLongFunction<ExportLoad> of) {
      return exports.values().stream().mapToLong(of).sum();
    }
  }

  private final Map<ExportId, ExportLoad> exports = new ConcurrentHashMap<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile WorkerLoad worker = WorkerLoad.NONE;

  /** Returns the one of a node. */
  public static LoadMetrics of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns what is known now. */
  public LoadSnapshot snapshot() {
    return new LoadSnapshot(Map.copyOf(exports), worker, done.sum(), failed.sum());
  }

  public void updateExport(ExportId export, ExportLoad now) {
    exports.put(export, now);
  }

  public void removeExport(ExportId export) {
    exports.remove(export);
  }

  public void updateWorker(WorkerLoad now) {
    worker = now;
  }

  public void countDone() {
    done.increment();
  }

  public void countFailed(int tasks) {
    failed.add(tasks);
  }
}
