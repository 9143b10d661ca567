package io.landfall.schedule;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * The exports that a worker knows of, and which of them it takes from next: of the owner with the
 * fewest tasks in flight, the export of the highest priority, and of those two times the one with
 * the fewest tasks left, the third time the oldest. Owners share alike, however many exports they
 * have; an owner with little left counts half, which costs others little and has small exports done
 * soon. Logarithmic time.
 *
 * @param <C> a coordinator
 */
final class FairShareQueue<C> {
  /** Tasks that are little for an owner, or an export, to have left. */
  static final int FEW_TASKS = 16;

  /** Of so many tasks of an owner one is of his oldest export, however much that has left. */
  private static final int OLDEST_EVERY = 3;

  private record PendingPull(long at, long bytes, TaskLane lane) {}

  /** One export, with the pulls to it that are not answered yet. */
  static final class QueuedExport<C> {
    final C coordinator;
    private final OwnerQueue<C> owner;
    private QueueStatus status;
    private final int serial;
    private final Deque<PendingPull> pulls = new ArrayDeque<>();

    private QueuedExport(int serial, C coordinator, OwnerQueue<C> owner, QueueStatus status) {
      this.serial = serial;
      this.coordinator = coordinator;
      this.owner = owner;
      this.status = status;
    }

    private boolean isOpen() {
      return status.waiting() > pulls.size();
    }

    private boolean hasStragglers() {
      return status.stragglers() > pulls.size();
    }

    private int load() {
      return status.inFlight() + pulls.size();
    }

    private int left() {
      return status.inFlight() + status.waiting();
    }

    QueueStatus status() {
      return status;
    }
  }

  private static final class OwnerQueue<C> {
    private final String name;
    private final int tieBreak;
    private long load;
    private long left;
    private int exports;
    private long lastPull;
    private int turns;
    private final TreeSet<QueuedExport<C>> oldest = new TreeSet<>(byPriority(entry -> 0));
    private final TreeSet<QueuedExport<C>> shortest = new TreeSet<>(byPriority(QueuedExport::left));

    private OwnerQueue(String name, int tieBreak) {
      this.name = name;
      this.tieBreak = tieBreak;
    }

    private static <C> Comparator<QueuedExport<C>> byPriority(ToIntFunction<QueuedExport<C>> then) {
      return Comparator.<QueuedExport<C>>comparingInt(entry -> -entry.status.priority().ordinal())
          .thenComparingInt(then)
          .thenComparing(entry -> entry.status.export())
          .thenComparingInt(entry -> entry.serial);
    }

    private QueuedExport<C> next() {
      return (turns % OLDEST_EVERY == OLDEST_EVERY - 1 ? oldest : shortest).first();
    }

    private boolean hasFewTasksLeft() {
      return left <= FEW_TASKS;
    }

    /** Returns what he would have with one more; the least is next. */
    private long weightedLoad() {
      return (load + 1) * (hasFewTasksLeft() ? 1 : 2);
    }
  }

  private final int salt;
  private final Map<C, QueuedExport<C>> entries = new HashMap<>();
  private final Map<String, OwnerQueue<C>> owners = new HashMap<>();
  private final TreeSet<OwnerQueue<C>> open = new TreeSet<>(byTurn());
  private final TreeSet<OwnerQueue<C>> openSmall = new TreeSet<>(byTurn());
  private final Set<QueuedExport<C>> withStragglers = new LinkedHashSet<>();
  private final long smallTaskBytes;
  private int waiting; // exports with tasks to be had, asked for or not
  private int serial;
  private long pullsMade;
  private long load;
  private int pulls;

  /**
   * Makes it empty.
   *
   * @param salt of the worker: among owners who are even, each worker prefers another
   * @param smallTaskBytes what a task of a small export takes of memory, at most
   */
  FairShareQueue(int salt, long smallTaskBytes) {
    this.salt = salt;
    this.smallTaskBytes = smallTaskBytes;
  }

  private static <C> Comparator<OwnerQueue<C>> byTurn() {
    return Comparator.<OwnerQueue<C>>comparingLong(OwnerQueue::weightedLoad)
        .thenComparingLong(owner -> -owner.load)
        .thenComparingLong(owner -> owner.lastPull)
        .thenComparingInt(owner -> owner.tieBreak)
        .thenComparing(owner -> owner.name);
  }

  boolean contains(C coordinator) {
    return entries.containsKey(coordinator);
  }

  /** Takes in the queue status of an export. */
  void put(C coordinator, QueueStatus status) {
    QueuedExport<C> entry =
        entries.computeIfAbsent(
            coordinator,
            any -> {
              OwnerQueue<C> owner = owners.computeIfAbsent(status.owner(), this::owner);
              owner.exports++;
              return new QueuedExport<>(serial++, coordinator, owner, emptyStatus(status));
            });
    change(entry, () -> entry.status = status);
  }

  private static QueueStatus emptyStatus(QueueStatus status) {
    return new QueueStatus(status.export(), status.owner(), status.priority(), 0, 0, 0, 0);
  }

  private OwnerQueue<C> owner(String name) {
    return new OwnerQueue<>(
        name, Integer.rotateLeft((name.hashCode() ^ salt) * 0x9E3779B9, 15) * 31);
  }

  /** Notes that a task of an export ended here, until its coordinator offers again. */
  void taskEnded(C coordinator) {
    QueuedExport<C> entry = entries.get(coordinator);
    if (entry != null) {
      change(entry, () -> entry.status = entry.status.withOneFewerInFlight());
    }
  }

  void remove(C coordinator) {
    QueuedExport<C> entry = entries.get(coordinator);
    if (entry != null) {
      put(coordinator, emptyStatus(entry.status));
      while (removePull(coordinator) != null) {}
      entries.remove(coordinator);
      if (--entry.owner.exports == 0) {
        owners.remove(entry.owner.name);
      }
    }
  }

  /** Returns the export to take from next; {@code null}: none has tasks to be had. */
  QueuedExport<C> next() {
    return open.isEmpty() ? null : open.first().next();
  }

  /**
   * Returns an export that has nothing to be had but a second copy of a task in flight; {@code
   * null}: there is none.
   */
  QueuedExport<C> nextStraggling() {
    return withStragglers.isEmpty() ? null : withStragglers.iterator().next();
  }

  /** Returns how many exports have tasks to be had. */
  int waitingExports() {
    return waiting;
  }

  /**
   * Returns the small export to begin next beside what is under way, large tasks for instance: one
   * that has nothing in flight, of an owner with less than his share if there are several. {@code
   * null}: there is none.
   */
  QueuedExport<C> nextSmall() {
    if (openSmall.isEmpty()) {
      return null;
    }
    OwnerQueue<C> owner = openSmall.first();
    QueuedExport<C> next = owner.shortest.first();
    boolean hasShareLeft = owners.size() == 1 || owner.load * owners.size() < load;
    return next.load() == 0 && hasShareLeft ? next : null;
  }

  private boolean isSmall(QueuedExport<C> entry) {
    return entry.left() <= FEW_TASKS && entry.status.taskBytes() <= smallTaskBytes;
  }

  /**
   * Returns how many tasks of an export may be taken beyond the slots of a worker, for a start
   * without waiting: as many as there are slots if its owner has little left and less than his
   * share, one if he has much left and less than half of it.
   */
  int overcommit(QueuedExport<C> entry, int slots) {
    OwnerQueue<C> owner = entry.owner;
    if (owner.hasFewTasksLeft()) {
      return owner.load * owners.size() < load ? slots : 0;
    }
    return 2 * owner.load * owners.size() < load ? 1 : 0;
  }

  /** Notes that a task was asked for, to be rendered in {@code lane}. */
  void addPull(QueuedExport<C> entry, TaskLane lane, long now) {
    long bytes = entry.status.taskBytes();
    change(
        entry,
        () -> {
          entry.pulls.add(new PendingPull(now, bytes, lane));
          entry.owner.lastPull = ++pullsMade; // who are even take turns
          entry.owner.turns++;
        });
    pulls++;
    lane.addPull(bytes);
  }

  /** Notes an answer to a pull and returns the lane it was made for; {@code null}: to none. */
  TaskLane removePull(C coordinator) {
    QueuedExport<C> entry = entries.get(coordinator);
    return entry == null || entry.pulls.isEmpty() ? null : dropOldestPull(entry);
  }

  private TaskLane dropOldestPull(QueuedExport<C> entry) {
    PendingPull pull = entry.pulls.peek();
    pulls--;
    pull.lane().removePull(pull.bytes());
    change(entry, entry.pulls::poll);
    return pull.lane();
  }

  /** Tells whether an export has tasks to be had, and none was asked for. */
  boolean isQueued(C coordinator) {
    QueuedExport<C> entry = entries.get(coordinator);
    return entry != null && entry.pulls.isEmpty() && entry.isOpen();
  }

  /** Gives up pulls that were sent before {@code time}. */
  void expirePulls(long time) {
    if (pulls > 0) {
      for (QueuedExport<C> entry : entries.values()) {
        while (!entry.pulls.isEmpty() && entry.pulls.peek().at() - time < 0) {
          dropOldestPull(entry);
        }
      }
    }
  }

  /** Takes nothing from anybody from now on. */
  void clear() {
    entries.values().forEach(entry -> entry.pulls.forEach(p -> p.lane().removePull(p.bytes())));
    entries.clear();
    owners.clear();
    open.clear();
    openSmall.clear();
    withStragglers.clear();
    waiting = 0;
    load = 0;
    pulls = 0;
  }

  int pulls() {
    return pulls;
  }

  private void change(QueuedExport<C> entry, Runnable what) {
    OwnerQueue<C> owner = entry.owner;
    open.remove(owner);
    openSmall.remove(owner);
    owner.oldest.remove(entry);
    owner.shortest.remove(entry);
    int before = entry.load();
    owner.left -= entry.left();
    waiting -= entry.status.waiting() > 0 ? 1 : 0;
    what.run();
    owner.left += entry.left();
    waiting += entry.status.waiting() > 0 ? 1 : 0;
    withStragglers.remove(entry);
    if (entry.hasStragglers()) {
      withStragglers.add(entry);
    }
    int more = entry.load() - before;
    owner.load += more;
    load += more;
    if (entry.isOpen()) {
      owner.oldest.add(entry);
      owner.shortest.add(entry);
    }
    if (!owner.oldest.isEmpty()) {
      open.add(owner);
      if (isSmall(owner.shortest.first())) {
        openSmall.add(owner);
      }
    }
  }
}
