package io.landfall.render;

import io.landfall.model.Blame;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives out the runs of one export to the workers that pull: the whole of what a coordinator
 * decides, without clock, threads or messages. Times are nanoseconds that never go back; each call
 * takes logarithmic time, except that telling all workers something takes one step a worker.
 *
 * @param <K> a worker
 */
public final class RunScheduler<K> {
  /** What a scheduler has others do. Called back from within its methods; must not call into it. */
  public interface Out<K> {
    /** Asks to be told by {@link #gone} when a worker ends. */
    void watch(K worker);

    void offer(K worker, Standing standing);

    void lease(K worker, int run, Standing standing);

    void noWork(K worker, Standing standing);

    /** Tells a worker that the result of a run is known. */
    void seen(K worker, int run);

    /** Has a result journalled; {@link #journalled} is the answer. */
    void journal(K worker, StoredRun run);

    void moved(long tilesDone, long bytes);

    /** Tells the entity, now and then, that rendering goes on. */
    void stillWorking();

    /** All runs are journalled. Said once. */
    void complete();

    /** The export cannot be rendered. Said once. */
    void fail(ExportFailure failure);

    /** For the log. */
    void warn(String what);
  }

  /**
   * What is to be rendered.
   *
   * @param runs how many
   * @param tiles of full resolution in all of them
   * @param runBytes memory that a worker needs for one
   */
  public record Work(ExportId export, String owner, int runs, long tiles, long runBytes) {}

  private static final long OFFERS_AT_MOST = Duration.ofSeconds(1).toNanos();
  private static final long OFFERS_PER_WORKER = Duration.ofMillis(2).toNanos();
  private static final long URGENT_OFFERS_AT_MOST = Duration.ofMillis(100).toNanos();
  private static final long OFFER_AGAIN = Duration.ofSeconds(5).toNanos();
  private static final long STILL_WORKING = Duration.ofSeconds(10).toNanos();

  private final Work work;
  private final RenderSettings settings;
  private final Out<K> out;
  private final RunLedger<K> ledger;
  private final WorkerList<K> workers;
  private Priority priority;
  private boolean isStarted;
  private boolean isEnded;
  private boolean isChanged;
  private boolean isUrgent;
  private String refusal;
  private long someoneAt; // when somebody was there last who has not refused
  private long offeredAt;
  private long saidStillWorkingAt;
  private boolean hasSaidStillWorking;
  private int troubles;

  /**
   * Makes the scheduler of an export.
   *
   * @param done runs that are in the journal already
   * @param nodeOf tells the node of a worker: what fails there fails for reasons in common
   */
  public RunScheduler(
      Work work,
      Priority priority,
      List<StoredRun> done,
      RenderSettings settings,
      Function<K, String> nodeOf,
      Out<K> out) {
    this.work = work;
    this.priority = priority;
    this.settings = settings;
    this.out = out;
    this.workers = new WorkerList<>(nodeOf, out::watch);
    this.ledger = new RunLedger<>(work.runs(), work.tiles(), done, settings.leaseTimeout());
  }

  /** Begins to give out runs. */
  public void start(long now) {
    isStarted = true;
    if (ledger.isComplete()) {
      complete();
    } else {
      offerAll(now);
    }
  }

  /** Ends the giving. */
  public void end() {
    isEnded = true;
  }

  /** Takes the workers that can be found now. */
  public void list(Set<K> all, long now) {
    Standing standing = standing(now);
    workers.list(all).forEach(worker -> offer(worker, standing));
  }

  /** A worker has ended. */
  public void gone(K worker, long now) {
    if (!workers.remove(worker)) {
      return;
    }
    boolean hadNone = ledger.ready(now) == 0;
    checkPoison(ledger.confirmed(worker));
    List<Integer> lost = ledger.lost(worker, now);
    if (!lost.isEmpty()) {
      out.warn("Lost worker %s with runs %s".formatted(worker, lost));
    }
    again(lost, hadNone, now);
  }

  /**
   * A worker wants a run.
   *
   * @param itsSlots how many it renders at a time
   */
  public void pull(K worker, int itsSlots, long now) {
    String node = workers.meet(worker, itsSlots);
    OptionalInt run =
        isStarted && !isEnded && workers.isAble(worker)
            ? ledger.lease(worker, node, nodes -> mayTry(nodes, node), now)
            : OptionalInt.empty();
    if (run.isPresent()) {
      isChanged = true;
      out.lease(worker, run.getAsInt(), standing(now));
    } else {
      out.noWork(worker, standing(now));
    }
  }

  private boolean mayTry(Set<String> failedOn, String node) {
    return !failedOn.contains(node) || workers.hasNoneBut(failedOn);
  }

  /** A worker is at work on a run. */
  public void heard(K worker, int run, int tilesDone, long now) {
    if (ledger.isKnown(run)) {
      out.seen(worker, run);
    } else if (ledger.heard(run, worker, workers.node(worker), tilesDone, now)) {
      moved(now);
    }
  }

  /** A worker has stored a run. Repeated until {@link Out#seen}. */
  public void stored(K worker, StoredRun run) {
    if (ledger.isDone(run.run())) {
      out.seen(worker, run.run());
    } else if (!isEnded && ledger.told(run)) {
      isChanged = true;
      out.journal(worker, run);
    }
  }

  /** The entity has a result. */
  public void journalled(K worker, StoredRun run, long now) {
    ledger.accepted(run);
    out.seen(worker, run.run());
    moved(now);
    if (ledger.isComplete()) {
      complete();
    }
  }

  /** A worker does not take a run, or hands it back; nothing went wrong. */
  public void returned(K worker, int run, long now) {
    boolean hadNone = ledger.ready(now) == 0;
    if (ledger.returned(run, worker)) {
      wantedAgain(hadNone, now);
    }
  }

  /** A worker can render nothing of this export. */
  public void refused(K worker, int run, String why, long now) {
    boolean hadNone = ledger.ready(now) == 0;
    if (ledger.returned(run, worker)) {
      workers.unable(worker);
      refusal = why;
      out.warn("%s refused: %s".formatted(worker, why));
      wantedAgain(hadNone, now);
    }
  }

  /** A run could not be rendered or stored. */
  public void failed(K worker, int run, ErrorCode code, String why, long now) {
    boolean hadNone = ledger.ready(now) == 0;
    if (!ledger.failed(run, worker, why)) {
      return;
    }
    out.warn("Run %d failed at %s: %s".formatted(run, worker, why));
    if (code.blame() == Blame.SOURCE
        || code.blame() == Blame.CALLER
        || code == ErrorCode.STORE_DENIED) {
      fail(new ExportFailure(code, why));
    } else {
      again(List.of(run), hadNone, now);
    }
  }

  /** Lets runs be tried once more, unless one of them has failed too often. */
  private void again(List<Integer> runs, boolean hadNone, long now) {
    troubles += runs.size();
    checkPoison(runs);
    if (!runs.isEmpty()) {
      wantedAgain(hadNone, now);
    }
  }

  private void checkPoison(List<Integer> runs) {
    for (int run : runs) {
      ledger.poisoned(run, settings.maxFailures(), workers::hasNoneBut).ifPresent(this::fail);
    }
  }

  private void wantedAgain(boolean hadNone, long now) {
    isChanged = true;
    isUrgent |= hadNone;
    offerIfDue(now);
  }

  /** Time passes. To be called a few times in each lease's time-out. */
  public void tick(long now) {
    boolean hadNone = ledger.ready(now) == 0;
    List<Integer> silent = ledger.silent(settings.leaseTimeout(), now);
    if (!silent.isEmpty()) {
      out.warn("Took back silent runs %s".formatted(silent));
      again(silent, hadNone, now);
    }
    if (refusal == null || workers.areAnyWilling() || workers.size() == 0) {
      someoneAt = now;
    } else if (now - someoneAt > settings.leaseTimeout().toNanos()) {
      fail(new ExportFailure(ErrorCode.INTERNAL, refusal));
    }
    offerIfDue(now);
  }

  /** Lets the export go before or after others of its owner from now on. */
  public void prioritize(Priority other, long now) {
    priority = other;
    isChanged = true;
    isUrgent = true;
    offerIfDue(now);
  }

  private void offerIfDue(long now) {
    long since = now - offeredAt;
    boolean isDue =
        isUrgent && since >= URGENT_OFFERS_AT_MOST
            || isChanged && since >= Math.max(OFFERS_AT_MOST, workers.size() * OFFERS_PER_WORKER)
            || since >= OFFER_AGAIN && ledger.ready(now) > 0;
    if (isDue) {
      offerAll(now);
    }
  }

  private void offerAll(long now) {
    offeredAt = now;
    isChanged = false;
    isUrgent = false;
    Standing standing = standing(now);
    workers.forEachWilling(worker -> offer(worker, standing));
  }

  private void offer(K worker, Standing standing) {
    if (isStarted && !isEnded) {
      out.offer(worker, standing);
    }
  }

  private Standing standing(long now) {
    int ready = isStarted && !isEnded ? ledger.ready(now) : 0;
    return new Standing(
        work.export(), work.owner(), priority, ledger.leased(), ready, work.runBytes());
  }

  private void moved(long now) {
    out.moved(ledger.tilesDone(), ledger.bytes());
    if (!hasSaidStillWorking || now - saidStillWorkingAt > STILL_WORKING) {
      hasSaidStillWorking = true;
      saidStillWorkingAt = now;
      out.stillWorking();
    }
  }

  private void complete() {
    isEnded = true;
    out.complete();
  }

  private void fail(ExportFailure failure) {
    if (!isEnded) {
      isEnded = true;
      out.fail(failure);
    }
  }

  /** Returns the results, in the order of the runs. */
  public List<StoredRun> done() {
    return ledger.done();
  }

  /** Returns how many runs failed, or lost their workers, so far. */
  public int troubles() {
    return troubles;
  }

  /** Returns what is left and who is there. */
  public Demand.Rendering demand() {
    return new Demand.Rendering(
        work.owner(),
        ledger.waiting(),
        ledger.leased(),
        ledger.doneCount(),
        workers.size(),
        workers.slots());
  }
}
