package io.landfall.render;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The exports that a worker knows of, and which of them it takes from next: of the owner with the
 * fewest runs in flight, the export of the highest priority, and of those the oldest. Owners share
 * alike, however many exports they have; an owner with little left counts half, which costs others
 * little and has small exports done soon. Logarithmic time.
 *
 * @param <C> a coordinator
 */
final class OfferBook<C> {
  /** Runs that are little for an owner to have left. */
  private static final int LITTLE = 16;

  private record Pull(long at, long bytes) {}

  /** One export, with the pulls to it that are not answered yet. */
  static final class Entry<C> {
    final C coordinator;
    private final Owner<C> owner;
    private Standing standing;
    private final int serial;
    private final Deque<Pull> pulls = new ArrayDeque<>();

    private Entry(int serial, C coordinator, Owner<C> owner, Standing standing) {
      this.serial = serial;
      this.coordinator = coordinator;
      this.owner = owner;
      this.standing = standing;
    }

    private boolean isOpen() {
      return standing.waiting() > pulls.size();
    }

    private int load() {
      return standing.inFlight() + pulls.size();
    }

    private int left() {
      return standing.inFlight() + standing.waiting();
    }

    Standing standing() {
      return standing;
    }
  }

  private static final class Owner<C> {
    private final String name;
    private final int lot;
    private long load;
    private long left;
    private int exports;
    private final TreeSet<Entry<C>> open =
        new TreeSet<>(
            Comparator.<Entry<C>>comparingInt(entry -> -entry.standing.priority().ordinal())
                .thenComparing(entry -> entry.standing.export())
                .thenComparingInt(entry -> entry.serial));

    private Owner(String name, int lot) {
      this.name = name;
      this.lot = lot;
    }

    private boolean hasLittle() {
      return left <= LITTLE;
    }

    /** Returns what he would have with one more; the least is next. */
    private long turn() {
      return (load + 1) * (hasLittle() ? 1 : 2);
    }
  }

  private final int salt;
  private final Map<C, Entry<C>> entries = new HashMap<>();
  private final Map<String, Owner<C>> owners = new HashMap<>();
  private final TreeSet<Owner<C>> open =
      new TreeSet<>(
          Comparator.<Owner<C>>comparingLong(Owner::turn)
              .thenComparingLong(owner -> -owner.load)
              .thenComparingInt(owner -> owner.lot)
              .thenComparing(owner -> owner.name));
  private int serial;
  private long load;
  private int pulls;
  private long pulledBytes;

  /**
   * Makes it empty.
   *
   * @param salt of the worker: among owners who are even, each worker prefers another
   */
  OfferBook(int salt) {
    this.salt = salt;
  }

  boolean knows(C coordinator) {
    return entries.containsKey(coordinator);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Takes in how an export stands. */
  void put(C coordinator, Standing standing) {
    Entry<C> entry =
        entries.computeIfAbsent(
            coordinator,
            any -> {
              Owner<C> owner = owners.computeIfAbsent(standing.owner(), this::owner);
              owner.exports++;
              return new Entry<>(serial++, coordinator, owner, noWork(standing));
            });
    change(entry, () -> entry.standing = standing);
  }

  private static Standing noWork(Standing standing) {
    return new Standing(standing.export(), standing.owner(), standing.priority(), 0, 0, 0);
  }

  private Owner<C> owner(String name) {
    return new Owner<>(name, Integer.rotateLeft((name.hashCode() ^ salt) * 0x9E3779B9, 15) * 31);
  }

  /** Notes that a run of an export ended here, until its coordinator tells more. */
  void oneEnded(C coordinator) {
    Entry<C> entry = entries.get(coordinator);
    if (entry != null) {
      change(entry, () -> entry.standing = entry.standing.oneEnded());
    }
  }

  void remove(C coordinator) {
    Entry<C> entry = entries.get(coordinator);
    if (entry != null) {
      put(coordinator, noWork(entry.standing));
      while (answered(coordinator)) {}
      entries.remove(coordinator);
      if (--entry.owner.exports == 0) {
        owners.remove(entry.owner.name);
      }
    }
  }

  /** Returns the export to take from next; {@code null}: none has runs to be had. */
  Entry<C> next() {
    return open.isEmpty() ? null : open.first().open.first();
  }

  /**
   * Returns how many runs of an export may be taken beyond the slots of a worker, for a start
   * without waiting: as many as there are slots if its owner has little left and less than his
   * share, one if he has much left and less than half of it.
   */
  int guests(Entry<C> entry, int slots) {
    Owner<C> owner = entry.owner;
    if (owner.hasLittle()) {
      return owner.load * owners.size() < load ? slots : 0;
    }
    return 2 * owner.load * owners.size() < load ? 1 : 0;
  }

  /** Notes that a run was asked for. */
  void pulled(Entry<C> entry, long now) {
    long bytes = entry.standing.runBytes();
    change(entry, () -> entry.pulls.add(new Pull(now, bytes)));
    pulls++;
    pulledBytes += bytes;
  }

  /** Notes an answer to a pull; false: none was awaited. */
  boolean answered(C coordinator) {
    Entry<C> entry = entries.get(coordinator);
    if (entry == null || entry.pulls.isEmpty()) {
      return false;
    }
    forget(entry);
    return true;
  }

  private void forget(Entry<C> entry) {
    pulls--;
    pulledBytes -= entry.pulls.peek().bytes();
    change(entry, entry.pulls::poll);
  }

  /** Gives up pulls that were sent before {@code time}. */
  void giveUp(long time) {
    if (pulls > 0) {
      for (Entry<C> entry : entries.values()) {
        while (!entry.pulls.isEmpty() && entry.pulls.peek().at() - time < 0) {
          forget(entry);
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

  private void change(Entry<C> entry, Runnable what) {
    Owner<C> owner = entry.owner;
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
