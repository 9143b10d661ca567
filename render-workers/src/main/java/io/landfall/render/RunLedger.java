package io.landfall.render;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which runs of one export wait, are leased, are being told to the entity, and are done. Plain
 * bookkeeping in logarithmic time; times are nanoseconds of the caller's clock.
 *
 * @param <K> a worker
 */
final class RunLedger<K> {
  private enum Place {
    WAITING,
    LEASED,
    TOLD,
    DONE
  }

  private record Lease<K>(K worker, String node, long heardAt, int tilesDone) {}

  private static final String LOST = "its worker was lost";

  private final Place[] places;
  private final StoredRun[] results;
  private final long tiles;
  private final RunTroubles troubles;
  private final TreeSet<Integer> returned = new TreeSet<>();
  private final Map<Integer, Lease<K>> leases = new LinkedHashMap<>(); // longest unheard of first
  private final Map<K, TreeSet<Integer>> held = new HashMap<>();
  private final Map<K, TreeSet<Integer>> silent = new HashMap<>();
  private int fresh; // no run from here on has been leased yet, or all of those are done
  private int freshLeft;
  private int suspectsLeased;
  private int done;
  private long tilesStored;
  private long tilesUnderWay;
  private long tilesShown;
  private long bytes;

  /**
   * Makes the ledger of an export.
   *
   * @param tiles of full resolution in all runs
   * @param rest of a run whose workers were lost again and again
   */
  RunLedger(int runs, long tiles, List<StoredRun> done, Duration rest) {
    this.places = new Place[runs];
    java.util.Arrays.fill(places, Place.WAITING);
    this.results = new StoredRun[runs];
    this.tiles = tiles;
    this.troubles = new RunTroubles(rest.toNanos());
    this.freshLeft = runs;
    for (StoredRun run : done) {
      told(run);
      accepted(run);
    }
  }

  int runs() {
    return places.length;
  }

  /** Returns how many runs could be leased now. */
  int ready(long now) {
    int ready = freshLeft + returned.size() + troubles.ready();
    return ready > 0 || leases.size() > suspectsLeased ? ready : troubles.rested(now);
  }

  /** Returns how many runs no worker has. */
  int waiting() {
    return freshLeft + returned.size() + troubles.ready() + troubles.resting();
  }

  int leased() {
    return leases.size();
  }

  int doneCount() {
    return done;
  }

  boolean isComplete() {
    return done == places.length;
  }

  List<StoredRun> done() {
    List<StoredRun> all = new ArrayList<>(done);
    for (int run = 0; run < places.length; run++) {
      if (places[run] == Place.DONE) {
        all.add(results[run]);
      }
    }
    return all;
  }

  boolean isDone(int run) {
    return places[run] == Place.DONE;
  }

  /** Tells whether the run's result is known: done, or on its way into the journal. */
  boolean isKnown(int run) {
    return places[run] == Place.DONE || places[run] == Place.TOLD;
  }

  /**
   * Leases a waiting run to {@code worker}: one that failed elsewhere first, then in order.
   *
   * @param mayTry whether a run that failed on these nodes may be given to this worker
   */
  OptionalInt lease(K worker, String node, Predicate<Set<String>> mayTry, long now) {
    Optional<Integer> next = troubles.next(mayTry);
    if (next.isEmpty()) {
      next = Optional.ofNullable(returned.pollFirst());
    }
    if (next.isEmpty()) {
      next = nextFresh();
    }
    if (next.isEmpty() && leases.size() == suspectsLeased && !held.containsKey(worker)) {
      next = troubles.nextRested(mayTry, now);
    }
    next.ifPresent(run -> hold(run, new Lease<>(worker, node, now, 0)));
    return next.isEmpty() ? OptionalInt.empty() : OptionalInt.of(next.get());
  }

  private Optional<Integer> nextFresh() {
    while (freshLeft > 0) {
      int run = fresh++;
      if (places[run] == Place.WAITING) {
        freshLeft--;
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  private void hold(int run, Lease<K> lease) {
    places[run] = Place.LEASED;
    leases.put(run, lease);
    tilesUnderWay += lease.tilesDone();
    held.computeIfAbsent(lease.worker(), worker -> new TreeSet<>()).add(run);
    suspectsLeased += troubles.isSuspect(run) ? 1 : 0;
  }

  private Lease<K> letGo(int run) {
    Lease<K> lease = leases.remove(run);
    if (lease != null) {
      tilesUnderWay -= lease.tilesDone();
      suspectsLeased -= troubles.isSuspect(run) ? 1 : 0;
      var runs = held.get(lease.worker());
      runs.remove(run);
      if (runs.isEmpty()) {
        held.remove(lease.worker());
      }
    }
    return lease;
  }

  private void leaveWaiting(int run) {
    if (run >= fresh) {
      freshLeft--;
    } else if (!returned.remove(run)) {
      troubles.remove(run);
    }
  }

  private void await(int run) {
    places[run] = Place.WAITING;
    if (troubles.has(run)) {
      troubles.await(run);
    } else {
      returned.add(run);
    }
  }

  private boolean isHeldBy(int run, K worker) {
    Lease<K> lease = leases.get(run);
    return lease != null && lease.worker().equals(worker);
  }

  /**
   * Notes a sign of life; returns whether it shows progress. Who was silent and is heard of again
   * keeps a run that nobody else was given meanwhile.
   */
  boolean heard(int run, K worker, String node, int tilesDone, long now) {
    if (wasSilent(run, worker) && places[run] == Place.WAITING) {
      leaveWaiting(run);
      hold(run, new Lease<>(worker, node, now, tilesDone));
    }
    if (!isHeldBy(run, worker)) {
      return false;
    }
    Lease<K> before = leases.remove(run);
    int more = Math.max(0, tilesDone - before.tilesDone());
    leases.put(run, new Lease<>(worker, before.node(), now, before.tilesDone() + more));
    tilesUnderWay += more;
    return more > 0;
  }

  private boolean wasSilent(int run, K worker) {
    var runs = silent.get(worker);
    boolean was = runs != null && runs.remove(run);
    if (was && runs.isEmpty()) {
      silent.remove(worker);
    }
    return was;
  }

  /** Notes a result that now goes to the entity; false when one is known already. */
  boolean told(StoredRun stored) {
    int run = stored.run();
    if (isKnown(run)) {
      return false;
    }
    if (places[run] == Place.WAITING) {
      leaveWaiting(run);
    } else {
      letGo(run);
    }
    places[run] = Place.TOLD;
    results[run] = stored;
    tilesStored += tiles(stored);
    return true;
  }

  /** Notes that the entity has the result. */
  void accepted(StoredRun stored) {
    int run = stored.run();
    if (places[run] == Place.TOLD) {
      places[run] = Place.DONE;
      done++;
      bytes += stored.full().bytes();
      bytes += stored.overviews() == null ? 0 : stored.overviews().bytes();
    }
  }

  /** Takes a run back without blame. */
  boolean returned(int run, K worker) {
    if (!isHeldBy(run, worker)) {
      return false;
    }
    letGo(run);
    await(run);
    return true;
  }

  /** Takes a run back that failed there; false when it was not leased to {@code worker}. */
  boolean failed(int run, K worker, String why) {
    if (!isHeldBy(run, worker)) {
      return false;
    }
    troubles.failed(run, letGo(run).node(), why);
    await(run);
    return true;
  }

  /**
   * Notes that a worker that fell silent is gone; returns those of its runs that wait since, and
   * count more now.
   */
  List<Integer> confirmed(K worker) {
    var runs = silent.remove(worker);
    List<Integer> waiting = new ArrayList<>();
    for (int run : runs == null ? Set.<Integer>of() : runs) {
      if (!isKnown(run)) {
        troubles.diedAfterSilence(run, LOST);
      }
      if (places[run] == Place.WAITING) {
        waiting.add(run);
      }
    }
    return waiting;
  }

  /** Takes back all runs of a worker that is gone; returns them. */
  List<Integer> lost(K worker, long now) {
    List<Integer> lost = List.copyOf(held.getOrDefault(worker, new TreeSet<>()));
    for (int run : lost) {
      troubles.died(run, letGo(run).node(), LOST, now);
      await(run);
    }
    return lost;
  }

  /** Takes back the runs whose workers have been silent; returns them. */
  List<Integer> silent(Duration timeout, long now) {
    List<Integer> taken = new ArrayList<>();
    for (Iterator<Map.Entry<Integer, Lease<K>>> all = leases.entrySet().iterator();
        all.hasNext(); ) {
      var next = all.next();
      if (now - next.getValue().heardAt() <= timeout.toNanos()) {
        break;
      }
      taken.add(next.getKey());
    }
    for (int run : taken) {
      Lease<K> lease = letGo(run);
      String why = "its worker was silent for %d s".formatted(timeout.toSeconds());
      troubles.silent(run, lease.node(), why, now);
      silent.computeIfAbsent(lease.worker(), worker -> new TreeSet<>()).add(run);
      await(run);
    }
    return taken;
  }

  /**
   * Returns the failure of a run that failed {@code most} times, or whose workers fell silent twice
   * as often, on two nodes at least.
   *
   * @param noOther whether no node is left but these
   */
  Optional<ExportFailure> poisoned(int run, int most, Predicate<Set<String>> noOther) {
    var trouble = troubles.of(run);
    if (trouble.points() < 2 * most
        || trouble.nodes().size() < 2 && !noOther.test(trouble.nodes())) {
      return Optional.empty();
    }
    return Optional.of(
        new ExportFailure(
            ErrorCode.RUN_POISONED,
            "Cannot render run %d of %d: it failed %d times on %d nodes, the last time because: %s"
                .formatted(
                    run, places.length, trouble.times(), trouble.nodes().size(), trouble.cause())));
  }

  /** Returns the tiles that are stored or rendered; never fewer than before. */
  long tilesDone() {
    tilesShown = Math.max(tilesShown, Math.min(tilesStored + tilesUnderWay, tiles));
    return tilesShown;
  }

  /** Returns the bytes of the stored parts. */
  long bytes() {
    return bytes;
  }

  private static long tiles(StoredRun run) {
    return run.tileLengths().isEmpty() ? 0 : run.tileLengths().get(0).length;
  }
}
