package io.landfall.render;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What went wrong with runs so far, and which of those wait to be tried again. A run is tried again
 * where it did not fail, as long as there is such a node. One that two workers were lost with rests
 * until nothing else is left to do, so that it does not take a third in a row.
 */
final class RunTroubles {
  /** What a silent worker counts; one that failed the run, or died with it, counts twice. */
  private static final int SILENCE = 1;

  private static final int FAILURE = 2;
  private static final int LOSSES_TO_REST = 2;
  private static final int MOST_DOUBLINGS = 4;

  /**
   * The troubles of one run.
   *
   * @param points 2 for each failure or death, 1 for each silence
   * @param times of all kinds
   * @param losses of its workers, by silence or death
   * @param restsUntil nanoseconds, for one that {@link #rests}
   */
  record Trouble(
      int points, int times, int losses, Set<String> nodes, String cause, long restsUntil) {
    private static final Trouble NONE = new Trouble(0, 0, 0, Set.of(), "", 0);

    Trouble {
      nodes = Set.copyOf(nodes);
    }

    private Trouble and(int more, int lost, String node, String why, long rest) {
      Set<String> all = new HashSet<>(nodes);
      all.add(node);
      return new Trouble(points + more, times + 1, losses + lost, all, why, rest);
    }

    boolean rests() {
      return losses >= LOSSES_TO_REST;
    }
  }

  private final long rest;
  private final Map<Integer, Trouble> troubles = new HashMap<>();
  private final Map<Set<String>, NavigableSet<Integer>> waiting = new LinkedHashMap<>();
  private final NavigableSet<Integer> resting =
      new TreeSet<>(
          Comparator.<Integer>comparingLong(run -> of(run).restsUntil())
              .thenComparing(Comparator.naturalOrder()));
  private int ready;

  /**
   * Makes it empty.
   *
   * @param rest after the loss of a worker, in nanoseconds
   */
  RunTroubles(long rest) {
    this.rest = rest;
  }

  Trouble of(int run) {
    return troubles.getOrDefault(run, Trouble.NONE);
  }

  boolean has(int run) {
    return troubles.containsKey(run);
  }

  boolean isSuspect(int run) {
    return of(run).rests();
  }

  void failed(int run, String node, String why) {
    troubles.put(run, of(run).and(FAILURE, 0, node, why, 0));
  }

  void silent(int run, String node, String why, long now) {
    troubles.put(run, of(run).and(SILENCE, 1, node, why, now + rest(run)));
  }

  void died(int run, String node, String why, long now) {
    troubles.put(run, of(run).and(FAILURE, 1, node, why, now + rest(run)));
  }

  /** Returns a time that doubles with each loss, so that it becomes known what had happened. */
  private long rest(int run) {
    return rest << Math.min(of(run).losses(), MOST_DOUBLINGS);
  }

  /** Notes that the worker whose silence was told before is dead. */
  void diedAfterSilence(int run, String why) {
    Trouble t = of(run);
    troubles.put(
        run,
        new Trouble(
            t.points() + FAILURE - SILENCE, t.times(), t.losses(), t.nodes(), why, t.restsUntil()));
  }

  /** Lets a run in trouble wait for another try. */
  void await(int run) {
    Trouble trouble = of(run);
    if (trouble.rests()) {
      resting.add(run);
    } else {
      waiting.computeIfAbsent(trouble.nodes(), nodes -> new TreeSet<>()).add(run);
      ready++;
    }
  }

  /** Takes a run out of those that wait. */
  void remove(int run) {
    Trouble trouble = of(run);
    NavigableSet<Integer> group = waiting.get(trouble.nodes());
    if (!resting.remove(run) && group != null && group.remove(run)) {
      ready--;
      if (group.isEmpty()) {
        waiting.remove(trouble.nodes());
      }
    }
  }

  /** Takes the first run that may be tried by a worker of whom {@code mayTry} tells. */
  Optional<Integer> next(Predicate<Set<String>> mayTry) {
    for (Iterator<Map.Entry<Set<String>, NavigableSet<Integer>>> groups =
            waiting.entrySet().iterator();
        groups.hasNext(); ) {
      var group = groups.next();
      if (mayTry.test(group.getKey())) {
        int run = group.getValue().pollFirst();
        ready--;
        if (group.getValue().isEmpty()) {
          groups.remove();
        }
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  /** Takes the first run that has rested, of those that {@code mayTry}. */
  Optional<Integer> nextRested(Predicate<Set<String>> mayTry, long now) {
    for (int run : resting) {
      Trouble trouble = of(run);
      if (now - trouble.restsUntil() >= 0 && mayTry.test(trouble.nodes())) {
        resting.remove(run);
        return Optional.of(run);
      }
    }
    return Optional.empty();
  }

  /** Returns how many wait and need no rest. */
  int ready() {
    return ready;
  }

  int resting() {
    return resting.size();
  }

  /** Returns how many wait, once one of them has rested long enough. */
  int rested(long now) {
    return resting.isEmpty() || now - of(resting.first()).restsUntil() < 0 ? 0 : resting.size();
  }
}
