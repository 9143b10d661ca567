package io.landfall.pool;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on the threads of another executor, and those that it has not begun in time on a
 * thread of its own, one after the other. For tasks that are short and never block themselves.
 */
final class OvertakingExecutor extends AbstractExecutorService {
  private static final Logger LOG = LoggerFactory.getLogger(OvertakingExecutor.class);
  private static final int LOOKS_A_DELAY = 4;

  private final Executor usual;
  private final long longestDelayNanos;
  private final Queue<WaitingTask> waiting = new ConcurrentLinkedQueue<>();
  private final ScheduledExecutorService spare;
  private final LongSupplier nanoTime;

  /** Whether the usual threads have begun nothing since something had to be run here. */
  private volatile boolean isBlocked;

  /** A task, which is true once it has begun, wherever. */
  private final class WaitingTask extends AtomicBoolean implements Runnable {
    private static final long serialVersionUID = 1;
    private final transient Runnable task;
    private final long sinceNanos = nanoTime.getAsLong();

    WaitingTask(Runnable task) {
      this.task = task;
    }

    /** Called by the usual threads. */
    @Override
    public void run() {
      if (isBlocked) {
        isBlocked = false;
      }
      begin();
    }

    void begin() {
      if (compareAndSet(false, true)) {
        task.run();
      }
    }

    boolean isOverdue() {
      return !get() && nanoTime.getAsLong() - sinceNanos >= longestDelayNanos;
    }
  }

  /**
   * @param usual whose threads run the tasks
   * @param longestDelay after which a task that has not begun is run here
   */
  OvertakingExecutor(Executor usual, Duration longestDelay, ThreadFactory threads) {
    this(
        usual, longestDelay, Executors.newSingleThreadScheduledExecutor(threads), System::nanoTime);
  }

  /**
   * As {@link #OvertakingExecutor(Executor, Duration, ThreadFactory)}.
   *
   * @param spare of one thread, which ends with this
   */
  OvertakingExecutor(
      Executor usual,
      Duration longestDelay,
      ScheduledExecutorService spare,
      LongSupplier nanoTime) {
    this.usual = usual;
    this.longestDelayNanos = longestDelay.toNanos();
    this.spare = spare;
    this.nanoTime = nanoTime;
    long pause = longestDelayNanos / LOOKS_A_DELAY;
    spare.scheduleWithFixedDelay(this::overtake, pause, pause, TimeUnit.NANOSECONDS);
  }

  /** Returns what was given to be executed, of what {@code usual} is given. */
  static Runnable taskOf(Runnable given) {
    return given instanceof WaitingTask waits ? waits.task : given;
  }

  @Override
  public void execute(Runnable task) {
    var waits = new WaitingTask(task);
    waiting.add(waits);
    try {
      usual.execute(waits);
    } catch (RejectedExecutionException e) {
      waits.set(true); // the caller may try again
      throw e;
    }
    if (isBlocked) {
      try {
        spare.execute(this::overtake);
      } catch (RejectedExecutionException e) { // the usual threads have it; given again it would
        LOG.debug("The spare thread has ended"); // be run twice, by two threads at once
      }
    }
  }

  /** Forgets what has begun; once something waits for too long, runs all that waits. */
  private void overtake() {
    for (WaitingTask next = waiting.peek(); next != null; next = waiting.peek()) {
      isBlocked |= next.isOverdue();
      if (!next.get() && !isBlocked) {
        return;
      }
      waiting.remove(); // nobody else removes
      try {
        next.begin();
      } catch (RuntimeException e) { // else nothing would be overtaken any more
        LOG.error("A task of a connection has failed", e);
      } catch (Error e) { // the timer would keep it to itself, and end
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }

  @Override
  public void shutdown() {
    spare.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    spare.shutdownNow();
    List<Runnable> left = new ArrayList<>();
    for (WaitingTask next = waiting.poll(); next != null; next = waiting.poll()) {
      if (next.compareAndSet(false, true)) {
        left.add(next.task);
      }
    }
    return left;
  }

  @Override
  public boolean isShutdown() {
    return spare.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return spare.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return spare.awaitTermination(timeout, unit);
  }
}
