package io.landfall.schedule;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The exports that a worker knows of, and which of them it takes from next: of the owner with the
 * fewest tasks in flight, the export of the highest priority, and of those the oldest. Owners share
 * alike, however many exports they have; an owner with little left counts half, which costs others
 * little and has small exports done soon. Logarithmic time.
 *
 * @param <C> a coordinator
 */
final class FairShareQueue<C> {
  /** Tasks that are little for an owner to have left. */
  private static final int FEW_TASKS = 16;

  private record PendingPull(long at, long bytes) {}

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
    private final TreeSet<QueuedExport<C>> open =
        new TreeSet<>(
            Comparator.<QueuedExport<C>>comparingInt(entry -> -entry.status.priority().ordinal())
                .thenComparing(entry -> entry.status.export())
                .thenComparingInt(entry -> entry.serial));

    private OwnerQueue(String name, int tieBreak) {
      this.name = name;
      this.tieBreak = tieBreak;
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
  private final TreeSet<OwnerQueue<C>> open =
      new TreeSet<>(
          Comparator.<OwnerQueue<C>>comparingLong(OwnerQueue::weightedLoad)
              .thenComparingLong(owner -> -owner.load)
              .thenComparingLong(owner -> owner.lastPull)
              .thenComparingInt(owner -> owner.tieBreak)
              .thenComparing(owner -> owner.name));
  private int serial;
  private long pullsMade;
  private long load;
  private int pulls;
  private long pulledBytes;

  /**
   * Makes it empty.
   *
   * @param salt of the worker: among owners who are even, each worker prefers another
   */
  FairShareQueue(int salt) {
    this.salt = salt;
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
    return new QueueStatus(status.export(), status.owner(), status.priority(), 0, 0, 0);
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
      while (removePull(coordinator)) {}
      entries.remove(coordinator);
      if (--entry.owner.exports == 0) {
        owners.remove(entry.owner.name);
      }
    }
  }

  /** Returns the export to take from next; {@code null}: none has tasks to be had. */
  QueuedExport<C> next() {
    return open.isEmpty() ? null : open.first().open.first();
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

  /** Notes that a task was asked for. */
  void addPull(QueuedExport<C> entry, long now) {
    long bytes = entry.status.taskBytes();
    change(
        entry,
        () -> {
          entry.pulls.add(new PendingPull(now, bytes));
          entry.owner.lastPull = ++pullsMade; // who are even take turns
        });
    pulls++;
    pulledBytes += bytes;
  }

  /** Notes an answer to a pull; false: none was awaited. */
  boolean removePull(C coordinator) {
    QueuedExport<C> entry = entries.get(coordinator);
    if (entry == null || entry.pulls.isEmpty()) {
      return false;
    }
    dropOldestPull(entry);
    return true;
  }

  private void dropOldestPull(QueuedExport<C> entry) {
    pulls--;
    pulledBytes -= entry.pulls.peek().bytes();
    change(entry, entry.pulls::poll);
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
    entries.clear();
    owners.clear();
    open.clear();
    load = 0;
    pulls = 0;
    pulledBytes = 0;
  }

  int pulls() {
    return pulls;
  }

  long pulledBytes() {
    return pulledBytes;
  }

  private void change(QueuedExport<C> entry, Runnable what) {
    OwnerQueue<C> owner = entry.owner;
    open.remove(owner);
    owner.open.remove(entry);
    int before = entry.load();
    owner.left -= entry.left();
    what.run();
    owner.left += entry.left();
    int more = entry.load() - before;
    owner.load += more;
    load += more;
    if (entry.isOpen()) {
      owner.open.add(entry);
    }
    if (!owner.open.isEmpty()) {
      open.add(owner);
    }
  }
}
