package io.landfall.steps;

import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Which of the exports that wait on a node is planned next: one of the owner with the fewest plans
 * being made, and of his the one of the highest priority, then the oldest. An owner has only so
 * many exports between plan and end: what waits before its plan costs a request's memory and no
 * message.
 *
 * <p>Pure, and for one thread: how a plan is made, and when it ends, is for the caller.
 *
 * @param <J> what is to be done when its turn comes
 */
final class PlanTurns<J> {
  /**
   * How many at a time.
   *
   * @param plans being made on the node, from the look-up of their scenes on, at least 1
   * @param plansOfOwner of them, those of one owner
   * @param exportsOfOwner that are being planned, or are planned and have not ended
   */
  record TurnLimits(int plans, int plansOfOwner, int exportsOfOwner) {
    /**
     * Keeps all threads busy, and leaves half of those of each kind to others.
     *
     * @param lookUps threads that look up scenes
     * @param planning threads that make plans of them
     */
    static TurnLimits of(int lookUps, int planning, int exportsOfOwner) {
      int half = Math.min(lookUps, planning) / 2;
      return new TurnLimits(lookUps + planning, Math.max(1, half), exportsOfOwner);
    }
  }

  private static final Comparator<OwnerTurns<?>> BY_TURN =
      Comparator.<OwnerTurns<?>>comparingInt(owner -> owner.planning)
          .thenComparingLong(owner -> owner.lastTurn);

  private enum PlanStage {
    WAITING,
    PLANNING,
    PLANNED
  }

  private static final class OwnerTurns<J> {
    private final TreeSet<Entry<J>> waiting =
        new TreeSet<>(
            Comparator.<Entry<J>>comparingInt(entry -> -entry.priority.ordinal())
                .thenComparing(entry -> entry.id));
    private int planning;
    private int underWay; // planning or planned
    private long lastTurn;

    private boolean isEmpty() {
      return waiting.isEmpty() && underWay == 0;
    }
  }

  private static final class Entry<J> {
    private final ExportId id;
    private final String owner;
    private final J job;
    private Priority priority;
    private PlanStage stage = PlanStage.WAITING;

    private Entry(ExportId id, String owner, Priority priority, J job) {
      this.id = id;
      this.owner = owner;
      this.priority = priority;
      this.job = job;
    }
  }

  private final TurnLimits limits;
  private final Map<ExportId, Entry<J>> entries = new HashMap<>();
  private final Map<String, OwnerTurns<J>> owners = new HashMap<>();
  private int planning;
  private long turns;

  PlanTurns(TurnLimits limits) {
    this.limits = limits;
  }

  /** Lets an export wait for its plan; one that was planned here before begins anew. */
  void add(ExportId id, String owner, Priority priority, J job) {
    ended(id);
    var entry = new Entry<>(id, owner, priority, job);
    entries.put(id, entry);
    owners.computeIfAbsent(owner, name -> new OwnerTurns<>()).waiting.add(entry);
  }

  /** Finds what waits for the plan of an export. */
  Optional<J> findWaiting(ExportId id) {
    return Optional.ofNullable(entries.get(id))
        .filter(entry -> entry.stage == PlanStage.WAITING)
        .map(entry -> entry.job);
  }

  /** Takes the next plan to begin with; empty: all that wait have to. */
  Optional<J> next() {
    if (planning >= limits.plans()) {
      return Optional.empty();
    }
    return owners.values().stream().filter(this::mayPlan).min(BY_TURN).map(this::begin);
  }

  private J begin(OwnerTurns<J> next) {
    Entry<J> entry = next.waiting.pollFirst();
    entry.stage = PlanStage.PLANNING;
    planning++;
    next.planning++;
    next.underWay++;
    next.lastTurn = ++turns;
    return entry.job;
  }

  private boolean mayPlan(OwnerTurns<J> owner) {
    return !owner.waiting.isEmpty()
        && owner.planning < limits.plansOfOwner()
        && owner.underWay < limits.exportsOfOwner();
  }

  /** Changes how soon an export is planned that waits. */
  void prioritize(ExportId id, Priority priority) {
    Entry<J> entry = entries.get(id);
    if (entry != null && entry.stage == PlanStage.WAITING) {
      var waiting = owners.get(entry.owner).waiting;
      waiting.remove(entry);
      entry.priority = priority;
      waiting.add(entry);
    }
  }

  /** Notes that the plan of an export is made, or could not be. */
  void planned(ExportId id) {
    Entry<J> entry = entries.get(id);
    if (entry != null && entry.stage == PlanStage.PLANNING) {
      entry.stage = PlanStage.PLANNED;
      planning--;
      owners.get(entry.owner).planning--;
    }
  }

  /** Notes that an export has ended, is paused, or has left the node. */
  void ended(ExportId id) {
    planned(id);
    Entry<J> entry = entries.remove(id);
    if (entry != null) {
      OwnerTurns<J> owner = owners.get(entry.owner);
      if (entry.stage == PlanStage.WAITING) {
        owner.waiting.remove(entry);
      } else {
        owner.underWay--;
      }
      if (owner.isEmpty()) {
        owners.remove(entry.owner);
      }
    }
  }
}
