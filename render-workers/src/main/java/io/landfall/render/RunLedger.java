package io.landfall.render;

import akka.actor.typed.ActorRef;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportPlan;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which runs of one export wait, are leased, are being told to the entity, and are done. Plain
 * bookkeeping; times are {@link System#nanoTime} of the caller.
 */
final class RunLedger {

  /** A run in the hands of a worker. */
  static final class Lease {
    final ActorRef<TileWorker.Command> worker;
    private long heardAt;
    private int tilesDone;

    private Lease(ActorRef<TileWorker.Command> worker, long now) {
      this.worker = worker;
      this.heardAt = now;
    }
  }

  /** What went wrong with a run so far. */
  record Trouble(int failures, int losses, Set<String> nodes, String last) {
    private static final Trouble NONE = new Trouble(0, 0, Set.of(), "");

    private Trouble failed(ActorRef<?> worker, String why) {
      return new Trouble(failures + 1, losses, with(worker), why);
    }

    private Trouble lost(ActorRef<?> worker, String why) {
      return new Trouble(failures, losses + 1, with(worker), why);
    }

    private Set<String> with(ActorRef<?> worker) {
      Set<String> all = new HashSet<>(nodes);
      all.add(node(worker));
      return all;
    }
  }

  private final ExportPlan plan;
  private final TreeSet<Integer> waiting = new TreeSet<>();
  private final Map<Integer, Lease> leases = new HashMap<>();
  private final Map<Integer, StoredRun> told = new HashMap<>();
  private final TreeMap<Integer, StoredRun> done = new TreeMap<>();
  private final Map<Integer, Trouble> troubles = new HashMap<>();
  private final Set<ActorRef<TileWorker.Command>> unable = new HashSet<>();
  private long tilesShown;

  RunLedger(ExportPlan plan, List<StoredRun> done) {
    this.plan = plan;
    plan.layout().runs().forEach(run -> waiting.add(run.index()));
    for (StoredRun run : done) {
      waiting.remove(run.run());
      this.done.put(run.run(), run);
    }
  }

  boolean hasWaiting() {
    return !waiting.isEmpty();
  }

  boolean isComplete() {
    return done.size() == plan.layout().runs().size();
  }

  List<StoredRun> done() {
    return List.copyOf(done.values());
  }

  boolean isDone(int run) {
    return done.containsKey(run);
  }

  /** Tells whether the run's result is known: done, or on its way into the journal. */
  boolean isKnown(int run) {
    return isDone(run) || told.containsKey(run);
  }

  /**
   * Leases the first waiting run to {@code worker}. A run that failed there goes elsewhere, as long
   * as there is a worker where it did not fail.
   */
  Optional<Integer> lease(
      ActorRef<TileWorker.Command> worker,
      Collection<ActorRef<TileWorker.Command>> workers,
      long now) {
    Optional<Integer> next =
        waiting.stream().filter(run -> mayTry(run, worker, workers)).findFirst();
    next.ifPresent(
        run -> {
          waiting.remove(run);
          leases.put(run, new Lease(worker, now));
        });
    return next;
  }

  private boolean mayTry(
      int run,
      ActorRef<TileWorker.Command> worker,
      Collection<ActorRef<TileWorker.Command>> workers) {
    Set<String> failedOn = trouble(run).nodes();
    return !unable.contains(worker)
        && (!failedOn.contains(node(worker))
            || workers.stream()
                .allMatch(other -> unable.contains(other) || failedOn.contains(node(other))));
  }

  /** Notes a sign of life; returns whether it shows progress. */
  boolean heard(int run, ActorRef<TileWorker.Command> worker, int tilesDone, long now) {
    Lease lease = leases.get(run);
    if (lease == null || !lease.worker.equals(worker)) {
      return false;
    }
    boolean moved = tilesDone > lease.tilesDone;
    lease.heardAt = now;
    lease.tilesDone = Math.max(tilesDone, lease.tilesDone);
    return moved;
  }

  /** Notes a result that now goes to the entity; false when one is known already. */
  boolean told(StoredRun run) {
    if (isKnown(run.run())) {
      return false;
    }
    waiting.remove(run.run());
    leases.remove(run.run());
    told.put(run.run(), run);
    return true;
  }

  void accepted(StoredRun run) {
    told.remove(run.run());
    done.put(run.run(), run);
  }

  /** Takes a run back without blame. */
  boolean returned(int run, ActorRef<TileWorker.Command> worker) {
    Lease lease = leases.get(run);
    if (lease == null || !lease.worker.equals(worker)) {
      return false;
    }
    leases.remove(run);
    waiting.add(run);
    return true;
  }

  /** Takes a run back from a worker that can render none, and gets none from now on. */
  boolean refused(int run, ActorRef<TileWorker.Command> worker) {
    return returned(run, worker) && unable.add(worker);
  }

  /** Tells whether one of {@code workers} has not refused. */
  boolean canAny(Collection<ActorRef<TileWorker.Command>> workers) {
    return !unable.containsAll(workers);
  }

  /** Takes a run back that failed there; empty when it was not leased to {@code worker}. */
  Optional<Trouble> failed(int run, ActorRef<TileWorker.Command> worker, String why) {
    return returned(run, worker)
        ? Optional.of(
            troubles.merge(run, Trouble.NONE.failed(worker, why), (t, n) -> t.failed(worker, why)))
        : Optional.empty();
  }

  /** Takes back all runs of a worker that is gone; returns them. */
  List<Integer> lost(ActorRef<TileWorker.Command> worker) {
    List<Integer> lost =
        leases.entrySet().stream()
            .filter(lease -> lease.getValue().worker.equals(worker))
            .map(Map.Entry::getKey)
            .toList();
    lost.forEach(run -> lose(run, worker, "its worker was lost"));
    return lost;
  }

  /** Takes back the runs whose workers have been silent; returns them. */
  List<Integer> silent(Duration timeout, long now) {
    List<Integer> silent = new ArrayList<>();
    for (var lease : Map.copyOf(leases).entrySet()) {
      if (now - lease.getValue().heardAt > timeout.toNanos()) {
        silent.add(lease.getKey());
        lose(
            lease.getKey(),
            lease.getValue().worker,
            "its worker was silent for %d s".formatted(timeout.toSeconds()));
      }
    }
    return silent;
  }

  private void lose(int run, ActorRef<TileWorker.Command> worker, String why) {
    returned(run, worker);
    troubles.merge(run, Trouble.NONE.lost(worker, why), (t, n) -> t.lost(worker, why));
  }

  /** Returns the failure of a run that failed {@code most} times, or was lost twice as often. */
  Optional<ExportFailure> poisoned(int run, int most) {
    Trouble trouble = trouble(run);
    if (trouble.failures() < most && trouble.losses() < 2 * most) {
      return Optional.empty();
    }
    return Optional.of(
        new ExportFailure(
            ErrorCode.RUN_POISONED,
            "Cannot render run %d of %d: it failed %d times on %d workers, the last time because: %s"
                .formatted(
                    run,
                    plan.layout().runs().size(),
                    trouble.failures() + trouble.losses(),
                    trouble.nodes().size(),
                    trouble.last())));
  }

  private Trouble trouble(int run) {
    return troubles.getOrDefault(run, Trouble.NONE);
  }

  /** Returns the tiles that are stored or rendered; never fewer than before. */
  long tilesDone() {
    long tiles = leases.values().stream().mapToLong(lease -> lease.tilesDone).sum();
    for (var runs : List.of(told, done)) {
      tiles += runs.values().stream().mapToLong(RunLedger::tiles).sum();
    }
    tilesShown = Math.max(tilesShown, Math.min(tiles, plan.layout().tilesTotal()));
    return tilesShown;
  }

  /** Returns the bytes of the stored parts. */
  long bytes() {
    return done.values().stream()
        .mapToLong(
            run -> run.full().bytes() + (run.overviews() == null ? 0 : run.overviews().bytes()))
        .sum();
  }

  private static long tiles(StoredRun run) {
    return run.tileLengths().isEmpty() ? 0 : run.tileLengths().get(0).length;
  }

  private static String node(ActorRef<?> worker) {
    return worker.path().toString();
  }
}
