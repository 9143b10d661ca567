package io.landfall.render;

import io.landfall.model.Attempt;
import io.landfall.model.StoredRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes runs for one node and sees them through: the whole of what a worker decides, without clock,
 * threads or messages. Times are nanoseconds that never go back.
 *
 * @param <C> a coordinator
 */
public final class WorkerDesk<C> {
  /** What a desk has others do. Called back from within its methods; must not call into it. */
  public interface Out<C> {
    /** Asks to be told by {@link #gone} when a coordinator ends. */
    void watch(C coordinator);

    void pull(C coordinator);

    /** Begins to render; {@link #rendered}, {@link #refused} or {@link #failed} is the answer. */
    void render(Job<C> job);

    /** Tells that runs are under way. */
    void rendering(C coordinator, List<RunProgress> runs);

    /** Tells of a result. Repeated until {@link #seen}. */
    void stored(C coordinator, StoredRun run);

    /** Hands a run back. */
    void returned(C coordinator, int run);

    /** Nothing is left and nothing will be taken. */
    void drained();
  }

  /** How far a run is. */
  public record RunProgress(int run, int tilesDone) {}

  private record RunKey(Attempt attempt, int run) {}

  private static final long PULL_TIMEOUT = Duration.ofSeconds(5).toNanos();

  private final int slots;
  private final int uploadsAhead;
  private final long memory;
  private final Out<C> out;
  private final OfferBook<C> offers;
  private final Map<RunKey, Job<C>> jobs = new LinkedHashMap<>();
  private final Set<Job<C>> leaving = new HashSet<>(); // canceled; their threads may not know yet
  private boolean isDraining;
  private boolean hasDrained;
  private long drainUntil;
  private int rendering;
  private int uploading;
  private long taken;

  /**
   * Makes the desk of a node.
   *
   * @param slots runs it renders at a time; more for an owner far behind the others
   * @param uploadsAhead rendered runs whose upload may be under way beside those
   * @param memory that runs may take together, in bytes; one run is taken however large it is
   * @param salt of the node: among owners who are even, each node prefers another
   */
  public WorkerDesk(int slots, int uploadsAhead, long memory, int salt, Out<C> out) {
    this.slots = slots;
    this.uploadsAhead = uploadsAhead;
    this.memory = memory;
    this.out = out;
    this.offers = new OfferBook<>(salt);
  }

  /** A coordinator tells how its export stands. */
  public void offer(C coordinator, Standing standing, long now) {
    if (!isDraining) {
      note(coordinator, standing);
      pull(now);
    }
  }

  private void note(C coordinator, Standing standing) {
    if (!isDraining) {
      if (!offers.knows(coordinator)) {
        out.watch(coordinator);
      }
      offers.put(coordinator, standing);
    }
  }

  /** A coordinator has nothing to give until its next offer. */
  public void noWork(C coordinator, Standing standing, long now) {
    offers.answered(coordinator);
    note(coordinator, standing.nothingWaiting());
    pull(now);
  }

  /** A coordinator gives a run. */
  public void lease(C coordinator, RunOrder order, Standing standing, long now) {
    boolean wasAsked = offers.answered(coordinator);
    note(coordinator, standing);
    Job<C> before = jobs.get(new RunKey(order.attempt(), order.run()));
    if (before == null && !isDraining && (wasAsked || hasRoom(0, standing.runBytes()))) {
      var job = new Job<>(order, coordinator, standing.runBytes());
      jobs.put(key(job), job);
      rendering++;
      taken += job.bytes();
      out.render(job);
    } else if (before == null) {
      out.returned(coordinator, order.run());
    } else if (!before.coordinator().equals(coordinator)) {
      out.returned(coordinator, order.run());
      note(coordinator, standing.nothingWaiting()); // else it would come back at once, and again
    } // else leased twice, since an answer was slow: one rendering serves both
    pull(now);
  }

  /** Asks for as much work as there is room for. */
  private void pull(long now) {
    for (var next = offers.next(); next != null && !isDraining; next = offers.next()) {
      int guests = offers.guests(next, slots);
      if (!hasRoom(guests, next.standing().runBytes())) {
        break; // what is next in turn waits for room, else something large would wait for ever
      }
      offers.pulled(next, now);
      out.pull(next.coordinator);
    }
  }

  private boolean hasRoom(int guests, long bytes) {
    int wanted = rendering + offers.pulls();
    long inUse = taken + offers.pulledBytes();
    return wanted < slots + guests
        && wanted + uploading < slots + uploadsAhead + guests
        && (inUse == 0 || inUse + bytes <= memory);
  }

  /** A job is rendered and is now being uploaded; false: nobody waits for it any more. */
  public boolean rendered(Job<C> job, long now) {
    if (job.isCanceled()) {
      drop(job);
    } else {
      job.stage = Job.Stage.UPLOADING;
      rendering--;
      uploading++;
    }
    pull(now);
    return !job.isCanceled();
  }

  /** A job's result is in the store. */
  public void stored(Job<C> job, StoredRun result, long now) {
    if (job.isCanceled()) {
      drop(job);
    } else {
      job.stage = Job.Stage.STORED;
      job.result = result;
      uploading--;
      taken -= job.bytes();
      offers.oneEnded(job.coordinator());
      out.stored(job.coordinator(), result);
    }
    pull(now);
  }

  /** A job has failed, at whatever stage; false: nobody waits for it any more. */
  public boolean failed(Job<C> job, long now) {
    drop(job);
    pull(now);
    return !job.isCanceled();
  }

  /** A coordinator knows a run's result, or needs it no more. */
  public void seen(Attempt attempt, int run, long now) {
    Job<C> job = jobs.get(new RunKey(attempt, run));
    if (job != null) {
      end(job);
    }
    pull(now);
  }

  /** A coordinator has ended. */
  public void gone(C coordinator, long now) {
    offers.remove(coordinator);
    List.copyOf(jobs.values()).stream()
        .filter(job -> job.coordinator().equals(coordinator))
        .forEach(this::end);
    pull(now);
  }

  /**
   * Takes no more runs and hands back those being rendered. What is on its way to the store may get
   * there until {@code limit}, then it is handed back too.
   */
  public void drain(Duration limit, long now) {
    if (isDraining) {
      return;
    }
    isDraining = true;
    drainUntil = now + limit.toNanos();
    offers.clear();
    handBack(Job.Stage.RENDERING);
    tellDrained();
  }

  private void handBack(Job.Stage stage) {
    for (Job<C> job : List.copyOf(jobs.values())) {
      if (job.stage == stage) {
        out.returned(job.coordinator(), job.order().run());
        end(job);
      }
    }
  }

  /** Time passes: says that jobs are alive and results are there. */
  public void tick(long now) {
    offers.giveUp(now - PULL_TIMEOUT);
    Map<C, List<RunProgress>> alive = new LinkedHashMap<>();
    for (Job<C> job : jobs.values()) {
      if (job.stage == Job.Stage.STORED) {
        out.stored(job.coordinator(), job.result);
      } else {
        alive
            .computeIfAbsent(job.coordinator(), any -> new ArrayList<>())
            .add(new RunProgress(job.order().run(), job.tilesDone()));
      }
    }
    alive.forEach(out::rendering);
    if (isDraining && now - drainUntil >= 0) {
      handBack(Job.Stage.UPLOADING);
      jobs.clear(); // a result that nobody has seen by now goes with the node
      tellDrained();
    }
    pull(now);
  }

  private void tellDrained() {
    if (isDraining && !hasDrained && jobs.isEmpty()) {
      hasDrained = true;
      out.drained();
    }
  }

  /** Cancels what is under way here. */
  public void stop() {
    jobs.values().forEach(Job::cancel);
  }

  /** Tells whether there is nothing to do or to wait for. */
  public boolean isIdle() {
    return jobs.isEmpty() && leaving.isEmpty() && offers.pulls() == 0;
  }

  /** Returns what is taken of what there is. */
  public Demand.Worker load() {
    return new Demand.Worker(slots, rendering, uploading, memory, taken);
  }

  /** Ends a job whose result nobody waits for; its thread may need a while to notice. */
  private void end(Job<C> job) {
    job.cancel();
    jobs.remove(key(job));
    if (job.stage != Job.Stage.STORED) {
      leaving.add(job);
    }
    tellDrained();
  }

  /** Gives up a job that runs no more and left no result. */
  private void drop(Job<C> job) {
    if (leaving.remove(job) || jobs.remove(key(job), job)) {
      rendering -= job.stage == Job.Stage.RENDERING ? 1 : 0;
      uploading -= job.stage == Job.Stage.UPLOADING ? 1 : 0;
      taken -= job.bytes();
      offers.oneEnded(job.coordinator());
    }
    tellDrained();
  }

  private static RunKey key(Job<?> job) {
    return new RunKey(job.order().attempt(), job.order().run());
  }
}
