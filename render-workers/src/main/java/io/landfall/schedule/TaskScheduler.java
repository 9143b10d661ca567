package io.landfall.schedule;

import io.landfall.export.StepWait;
import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import io.landfall.model.plan.StoredTask;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Gives out the tasks of one export to the workers that pull: the whole of what a coordinator
 * decides, without clock, threads or messages. Times are nanoseconds that never go back; each call
 * takes logarithmic time, except that telling all workers something takes one step a worker.
 *
 * @param <K> a worker
 */
public final class TaskScheduler<K> {
  /**
   * What is to be rendered.
   *
   * @param tasks what is expected of each
   * @param taskBytes memory that a worker needs for one
   */
  public record RenderJob(ExportId export, String owner, List<ExpectedTask> tasks, long taskBytes) {
    public RenderJob {
      tasks = List.copyOf(tasks);
    }
  }

  private static final Set<ErrorCode> FINAL = Set.of(ErrorCode.STORE_DENIED, ErrorCode.POISON_TASK);
  private static final long ALIVE_INTERVAL = Duration.ofSeconds(10).toNanos();

  private final RenderJob job;
  private final RenderSettings settings;
  private final SchedulerOutput<K> out;
  private final TaskLedger<K> ledger;
  private final KnownWorkers<K> workers;
  private final OfferRounds<K> offers;
  private final OfferTimer timer = new OfferTimer();
  private final WaitWatch waits;
  private Priority priority;
  private boolean isStarted;
  private boolean isEnded;
  private ExportFailure incompatibility;
  private long lastWillingAt; // when somebody was there last who has not refused
  private long aliveReportAt; // the next one
  private int failures;

  /**
   * Makes the scheduler of an export.
   *
   * @param done tasks that are in the journal already
   * @param nodeOf returns the node of a worker: what fails there fails for reasons in common
   */
  public TaskScheduler(
      RenderJob work,
      Priority priority,
      List<StoredTask> done,
      RenderSettings settings,
      Function<K, String> nodeOf,
      SchedulerOutput<K> out) {
    this.job = work;
    this.priority = priority;
    this.settings = settings;
    this.out = out;
    this.waits = new WaitWatch(settings);
    this.workers = new KnownWorkers<>(nodeOf, out::watch);
    this.offers = new OfferRounds<>(work.export().hashCode());
    this.ledger = new TaskLedger<>(work.tasks(), done, settings.leaseTimeout());
  }

  /** Begins to give out tasks. */
  public void start(long now) {
    isStarted = true;
    aliveReportAt = now;
    waits.noteWorkers(now);
    if (ledger.isComplete()) {
      complete();
    } else {
      beginOffers(now);
    }
  }

  /** Ends the giving. */
  public void end() {
    isEnded = true;
  }

  /** Takes the workers that can be found now. */
  public void setWorkers(Set<K> all, long now) {
    List<K> found = workers.setListed(all);
    if (found.size() > OfferRounds.TOLD_AT_ONCE) {
      beginOffers(now);
    } else {
      offer(found, now);
    }
  }

  /** A worker has ended. */
  public void workerTerminated(K worker, long now) {
    if (!workers.remove(worker)) {
      return;
    }
    boolean hadNone = ledger.readyCount(now) == 0;
    failOnPoisonTask(ledger.confirmTerminated(worker));
    List<Integer> lostTasks = ledger.removeWorker(worker, now);
    if (!lostTasks.isEmpty()) {
      out.warn("Lost worker %s with tasks %s".formatted(worker, lostTasks));
    }
    retryTasks(lostTasks, hadNone, now);
  }

  /** A worker wants a task. */
  public void pull(K worker, WorkerStatus status, long now) {
    String node = workers.register(worker, status.slots());
    offers.setExports(status.exports());
    OptionalInt task =
        isStarted && !isEnded && workers.isCompatible(worker)
            ? ledger.lease(worker, node, status.idle(), nodes -> isAllowedOn(nodes, node), now)
            : OptionalInt.empty();
    if (task.isPresent()) {
      timer.noteChange();
      out.lease(worker, task.getAsInt(), queueStatus(now));
      ledger
          .othersWith(task.getAsInt(), worker)
          .forEach(slower -> out.copyBegun(worker, task.getAsInt(), slower));
      if (ledger.readyCount(now) > 0) {
        offer(offers.taken(), now);
      }
    } else {
      out.noWork(worker, queueStatus(now));
    }
  }

  /**
   * A worker that moves has noted an offer, but others are in turn there.
   *
   * @param exports that it knows of
   */
  public void queued(int exports, long now) {
    offers.setExports(exports);
    waits.noteQueued(now);
  }

  /** A worker tells of how many exports it knows. */
  public void setExportsKnown(int exports) {
    offers.setExports(exports);
  }

  private boolean isAllowedOn(Set<String> failedOn, String node) {
    return !failedOn.contains(node) || workers.areAllAmong(failedOn);
  }

  /** A worker is at work on a task. */
  public void heartbeat(K worker, int task, int tilesDone, long now) {
    if (ledger.isKnown(task)) {
      out.ack(worker, task);
    } else if (ledger.heartbeat(task, worker, workers.node(worker), tilesDone, now)) {
      reportProgress(now);
    }
  }

  /** A worker has rendered tasks that the store does not take for now. */
  public void storeFails(K worker, String why, long now) {
    waits.noteStoreFailure("%s, at %s".formatted(why, worker), now);
    noteWait(now);
  }

  /** A worker has stored a task. Repeated until {@link SchedulerOutput#ack}. */
  public void taskStored(K worker, StoredTask task, long now) {
    if (ledger.isDone(task.index())) {
      out.ack(worker, task.index());
    } else if (!isEnded && !ledger.isKnown(task.index())) {
      List<K> slower = ledger.report(task, worker, now);
      timer.noteChange();
      out.commit(worker, task);
      slower.forEach(other -> out.ack(other, task.index())); // nobody waits for theirs
    }
  }

  /** The entity has a result. */
  public void committed(K worker, StoredTask task, long now) {
    ledger.commit(task);
    waits.noteStored(now);
    out.ack(worker, task.index());
    reportProgress(now);
    if (ledger.isComplete()) {
      complete();
    }
  }

  /** A worker does not take a task, or hands it back; nothing went wrong. */
  public void taskReturned(K worker, int task, long now) {
    boolean hadNone = ledger.readyCount(now) == 0;
    if (ledger.takeBack(task, worker)) {
      requeued(hadNone, now);
    }
  }

  /** A worker can render nothing of this export. */
  public void workerIncompatible(K worker, int task, ExportFailure why, long now) {
    boolean hadNone = ledger.readyCount(now) == 0;
    if (ledger.takeBack(task, worker)) {
      workers.markIncompatible(worker);
      incompatibility = why;
      out.warn("%s refused: %s".formatted(worker, why.getMessage()));
      requeued(hadNone, now);
    }
  }

  /** A task could not be stored for now. */
  public void taskUnstored(K worker, int task, String why, long now) {
    if (ledger.recordUnstored(task, worker, why, now)) {
      failures++;
      out.warn("Task %d is not stored at %s: %s".formatted(task, worker, why));
      if (!waits.mayTryStoreAgain(why, now)) {
        fail(new ExportFailure(ErrorCode.STORE_UNAVAILABLE, why));
      }
    }
  }

  /** A task could not be rendered or stored. */
  public void taskFailed(K worker, int task, ErrorCode code, String why, long now) {
    boolean hadNone = ledger.readyCount(now) == 0;
    if (!ledger.recordFailure(task, worker, why)) {
      return;
    }
    out.warn("Task %d failed at %s: %s".formatted(task, worker, why));
    if (code.blame() == Blame.SOURCE || code.blame() == Blame.CALLER || FINAL.contains(code)) {
      fail(new ExportFailure(code, why));
    } else {
      retryTasks(List.of(task), hadNone, now);
    }
  }

  /** Lets tasks be tried once more, unless one of them has failed too often. */
  private void retryTasks(List<Integer> tasks, boolean hadNone, long now) {
    failures += tasks.size();
    failOnPoisonTask(tasks);
    if (!tasks.isEmpty()) {
      requeued(hadNone, now);
    }
  }

  private void failOnPoisonTask(List<Integer> tasks) {
    for (int task : tasks) {
      ledger
          .poisonFailure(task, settings.maxFailures(), workers::areAllAmong)
          .ifPresent(this::fail);
    }
  }

  private void requeued(boolean hadNone, long now) {
    timer.noteChange();
    if (hadNone) {
      timer.noteUrgency();
    }
    offerIfDue(now);
  }

  /** Time passes. To be called a few times in each lease's time-out. */
  public void tick(long now) {
    boolean hadNone = ledger.readyCount(now) == 0;
    List<Integer> expired = ledger.expireLeases(settings.leaseTimeout(), now);
    if (!expired.isEmpty()) {
      out.warn("Reclaimed tasks without a heartbeat %s".formatted(expired));
      retryTasks(expired, hadNone, now);
    }
    if (ledger.endPauses(now)) {
      requeued(hadNone, now);
    }
    if (incompatibility == null || workers.hasWilling() || workers.size() == 0) {
      lastWillingAt = now;
    } else if (now - lastWillingAt > settings.leaseTimeout().toNanos()) {
      fail(incompatibility);
    }
    if (ledger.lookForStragglers(now) && ledger.readyCount(now) == 0) {
      timer.noteUrgency();
    }
    offerIfDue(now);
    offer(offers.continued(now), now);
    if (workers.hasWilling()) {
      waits.noteWorkers(now);
    }
    noteWait(now);
  }

  private void noteWait(long now) {
    boolean isIdle =
        isStarted && !isEnded && ledger.leasedCount() == 0 && ledger.waitingCount() > 0;
    if (waits.update(isIdle, incompatibility != null, now)) {
      out.reportWait(waits.current());
      waits.warning().ifPresent(out::warn);
    }
  }

  /** Lets the export go before or after others of its owner from now on. */
  public void prioritize(Priority other, long now) {
    priority = other;
    timer.noteChange();
    timer.noteUrgency();
    offerIfDue(now);
  }

  private void offerIfDue(long now) {
    boolean isReofferable = !offers.isUnderWay() && ledger.readyCount(now) > 0;
    if (timer.isDue(now - offers.beganAt(), offers.length(), isReofferable)) {
      beginOffers(now);
    }
  }

  private void beginOffers(long now) {
    timer.begin();
    offer(offers.begin(workers.willing(), now), now);
  }

  private void offer(List<K> to, long now) {
    if (isStarted && !isEnded && !to.isEmpty()) {
      QueueStatus status = queueStatus(now);
      to.forEach(worker -> out.offer(worker, status));
    }
  }

  private QueueStatus queueStatus(long now) {
    int ready = isStarted && !isEnded ? ledger.readyCount(now) : 0;
    return new QueueStatus(
        job.export(),
        job.owner(),
        priority,
        ledger.leasedCount(),
        ready,
        job.taskBytes(),
        ledger.stragglerCount());
  }

  private void reportProgress(long now) {
    out.reportProgress(ledger.tilesDone(), ledger.bytes());
    if (waits.current() != StepWait.STORE && now - aliveReportAt >= 0) {
      aliveReportAt = now + ALIVE_INTERVAL;
      out.reportAlive();
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

  /** Returns the results, in the order of the tasks. */
  public List<StoredTask> storedTasks() {
    return ledger.storedTasks();
  }

  /** Returns tasks that workers have in hand, ascending; of more than {@code most}, some. */
  public List<Integer> leasedTasks(int most) {
    return ledger.leasedTasks(most);
  }

  /** Returns how many tasks workers have in hand; one that two have counts once. */
  public int tasksLeased() {
    return ledger.tasksLeased();
  }

  /** Returns how many tasks failed, or lost their workers, so far. */
  public int failures() {
    return failures;
  }

  /** Returns how many tasks were begun a second time on another worker so far. */
  public int copies() {
    return ledger.copies();
  }

  /** Returns what is left and who is there. */
  public ExportLoad load() {
    return new ExportLoad(
        job.owner(),
        ledger.waitingCount(),
        ledger.leasedCount(),
        ledger.doneCount(),
        workers.size(),
        workers.slots());
  }
}
