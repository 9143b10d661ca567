package io.landfall.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The workers that one coordinator knows of, and the nodes that they are on.
 *
 * @param <K> a worker
 */
final class KnownWorkers<K> {
  private static final class KnownWorker {
    private final String node;
    private int slots;
    private boolean isListed = true;
    private boolean isAble = true;

    private KnownWorker(String node) {
      this.node = node;
    }

    private boolean takesTasks() {
      return isListed && isAble;
    }
  }

  private final Function<K, String> nodeOf;
  private final Consumer<K> onNewWorker;
  private final Map<K, KnownWorker> workers = new LinkedHashMap<>();
  private final Map<String, Integer> willing = new HashMap<>(); // those that take tasks, by node
  private Set<K> listed = Set.of();
  private int slots;

  /**
   * Makes it empty.
   *
   * @param onNewWorker called with each worker when it becomes known
   */
  KnownWorkers(Function<K, String> nodeOf, Consumer<K> onNewWorker) {
    this.nodeOf = nodeOf;
    this.onNewWorker = onNewWorker;
  }

  /** Takes the workers that can be found now; returns those that could not before. */
  List<K> setListed(Set<K> all) {
    for (K left : listed) {
      if (!all.contains(left) && workers.containsKey(left)) {
        change(workers.get(left), known -> known.isListed = false);
      }
    }
    List<K> found = new ArrayList<>();
    for (K worker : all) {
      change(register(worker), known -> known.isListed = true);
      if (!listed.contains(worker) && workers.get(worker).takesTasks()) {
        found.add(worker);
      }
    }
    listed = Set.copyOf(all);
    return found;
  }

  private KnownWorker register(K worker) {
    KnownWorker known = workers.get(worker);
    if (known == null) {
      known = new KnownWorker(nodeOf.apply(worker));
      workers.put(worker, known);
      willing.merge(known.node, 1, Integer::sum);
      onNewWorker.accept(worker);
    }
    return known;
  }

  /** Changes what is known of a worker and keeps count. */
  private void change(KnownWorker known, Consumer<KnownWorker> what) {
    boolean before = known.takesTasks();
    what.accept(known);
    if (before != known.takesTasks()) {
      willing.merge(known.node, before ? -1 : 1, Integer::sum);
      willing.remove(known.node, 0);
    }
  }

  /** Takes note of the slots of a worker; returns its node. */
  String register(K worker, int itsSlots) {
    KnownWorker known = register(worker);
    slots += itsSlots - known.slots;
    known.slots = itsSlots;
    return known.node;
  }

  String node(K worker) {
    return register(worker).node;
  }

  /** Notes that a worker can render nothing of this export. */
  void markIncompatible(K worker) {
    change(register(worker), known -> known.isAble = false);
  }

  boolean isCompatible(K worker) {
    return register(worker).isAble;
  }

  /** Forgets a worker that has ended; false: it was not known. */
  boolean remove(K worker) {
    KnownWorker known = workers.remove(worker);
    if (known != null) {
      change(known, any -> any.isListed = false);
      slots -= known.slots;
    }
    return known != null;
  }

  /** Tells whether all nodes that take tasks of this export are among {@code nodes}. */
  boolean areAllAmong(Set<String> nodes) {
    int among = 0;
    for (String node : nodes) {
      among += willing.containsKey(node) ? 1 : 0;
    }
    return among == willing.size();
  }

  boolean hasWilling() {
    return !willing.isEmpty();
  }

  /** Returns those that take tasks, in an order that stays. */
  List<K> willing() {
    List<K> all = new ArrayList<>();
    workers.forEach(
        (worker, known) -> {
          if (known.takesTasks()) {
            all.add(worker);
          }
        });
    return all;
  }

  int size() {
    return workers.size();
  }

  int slots() {
    return slots;
  }
}
