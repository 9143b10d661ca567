package io.landfall.render;

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
final class WorkerList<K> {
  private static final class Known {
    private final String node;
    private int slots;
    private boolean isListed = true;
    private boolean isAble = true;

    private Known(String node) {
      this.node = node;
    }

    private boolean isWilling() {
      return isListed && isAble;
    }
  }

  private final Function<K, String> nodeOf;
  private final Consumer<K> greeting;
  private final Map<K, Known> workers = new LinkedHashMap<>();
  private final Map<String, Integer> willing = new HashMap<>(); // those that take runs, by node
  private Set<K> listed = Set.of();
  private int slots;

  /**
   * Makes it empty.
   *
   * @param greeting is given each worker when it becomes known
   */
  WorkerList(Function<K, String> nodeOf, Consumer<K> greeting) {
    this.nodeOf = nodeOf;
    this.greeting = greeting;
  }

  /** Takes the workers that can be found now; returns those that could not before. */
  List<K> list(Set<K> all) {
    for (K left : listed) {
      if (!all.contains(left) && workers.containsKey(left)) {
        change(workers.get(left), known -> known.isListed = false);
      }
    }
    List<K> found = new ArrayList<>();
    for (K worker : all) {
      change(meet(worker), known -> known.isListed = true);
      if (!listed.contains(worker) && workers.get(worker).isWilling()) {
        found.add(worker);
      }
    }
    listed = Set.copyOf(all);
    return found;
  }

  private Known meet(K worker) {
    Known known = workers.get(worker);
    if (known == null) {
      known = new Known(nodeOf.apply(worker));
      workers.put(worker, known);
      willing.merge(known.node, 1, Integer::sum);
      greeting.accept(worker);
    }
    return known;
  }

  /** Changes what is known of a worker and keeps count. */
  private void change(Known known, Consumer<Known> what) {
    boolean before = known.isWilling();
    what.accept(known);
    if (before != known.isWilling()) {
      willing.merge(known.node, before ? -1 : 1, Integer::sum);
      willing.remove(known.node, 0);
    }
  }

  /** Takes note of the slots of a worker; returns its node. */
  String meet(K worker, int itsSlots) {
    Known known = meet(worker);
    slots += itsSlots - known.slots;
    known.slots = itsSlots;
    return known.node;
  }

  String node(K worker) {
    return meet(worker).node;
  }

  /** Notes that a worker can render nothing of this export. */
  void unable(K worker) {
    change(meet(worker), known -> known.isAble = false);
  }

  boolean isAble(K worker) {
    return meet(worker).isAble;
  }

  /** Forgets a worker that has ended; false: it was not known. */
  boolean remove(K worker) {
    Known known = workers.remove(worker);
    if (known != null) {
      change(known, any -> any.isListed = false);
      slots -= known.slots;
    }
    return known != null;
  }

  /** Tells whether all nodes that take runs of this export are among {@code nodes}. */
  boolean hasNoneBut(Set<String> nodes) {
    int among = 0;
    for (String node : nodes) {
      among += willing.containsKey(node) ? 1 : 0;
    }
    return among == willing.size();
  }

  boolean areAnyWilling() {
    return !willing.isEmpty();
  }

  void forEachWilling(Consumer<K> what) {
    workers.forEach(
        (worker, known) -> {
          if (known.isWilling()) {
            what.accept(worker);
          }
        });
  }

  int size() {
    return workers.size();
  }

  int slots() {
    return slots;
  }
}
