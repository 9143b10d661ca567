package io.landfall.render;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.landfall.model.ExportId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * What rendering wants and what it has, as one node knows it: the exports whose coordinators live
 * there, and its own worker. For metrics and for what decides how many nodes there should be. Safe
 * for any thread.
 */
public final class Demand implements Extension {
  private static final ExtensionId<Demand> ID =
      new ExtensionId<>() {
        @Override
        public Demand createExtension(ActorSystem<?> system) {
          return new Demand();
        }
      };

  /**
   * One export being rendered.
   *
   * @param waiting runs that no worker has
   * @param leased runs in the hands of workers
   * @param done runs in the journal
   * @param workers that the coordinator could give runs to
   * @param slots of those among them that have asked for runs
   */
  public record Rendering(
      String owner, long waiting, long leased, long done, int workers, int slots) {}

  /**
   * The worker of the node; all 0 where there is none.
   *
   * @param slots runs it renders at a time
   * @param rendering runs being rendered
   * @param uploading runs rendered and on their way to the store
   * @param memoryBytes that its runs may take together
   * @param memoryTaken of it, by runs under way
   */
  public record Worker(
      int slots, int rendering, int uploading, long memoryBytes, long memoryTaken) {
    static final Worker NONE = new Worker(0, 0, 0, 0, 0);
  }

  /**
   * All of it at one moment.
   *
   * @param exports being rendered with their coordinator here
   * @param doneSinceStart runs journalled through this node, ended exports included
   * @param failedSinceStart runs that failed or whose worker was lost, told to this node
   */
  public record Snapshot(
      Map<ExportId, Rendering> exports, Worker worker, long doneSinceStart, long failedSinceStart) {

    /** Returns the runs that no worker has. */
    public long waiting() {
      return sum(Rendering::waiting);
    }

    /** Returns the runs in the hands of workers. */
    public long leased() {
      return sum(Rendering::leased);
    }

    /** Returns the most workers that any coordinator here knows. */
    public long workers() {
      return exports.values().stream().mapToLong(Rendering::workers).max().orElse(0);
    }

    /** Returns the most slots that any coordinator here knows. */
    public long slots() {
      return exports.values().stream().mapToLong(Rendering::slots).max().orElse(0);
    }

    private long sum(ToLongFunction<Rendering> of) {
      return exports.values().stream().mapToLong(of).sum();
    }
  }

  private final Map<ExportId, Rendering> exports = new ConcurrentHashMap<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile Worker worker = Worker.NONE;

  /** Returns the one of a node. */
  public static Demand of(ActorSystem<?> system) {
    return ID.apply(system);
  }

  /** Returns what is known now. */
  public Snapshot snapshot() {
    return new Snapshot(Map.copyOf(exports), worker, done.sum(), failed.sum());
  }

  void rendering(ExportId export, Rendering now) {
    exports.put(export, now);
  }

  void ended(ExportId export) {
    exports.remove(export);
  }

  void worker(Worker now) {
    worker = now;
  }

  void oneDone() {
    done.increment();
  }

  void failed(int runs) {
    failed.add(runs);
  }
}
