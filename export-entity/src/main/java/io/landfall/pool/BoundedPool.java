package io.landfall.pool;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A fixed number of threads for one kind of work, with a queue that refuses when it is full. Its
 * threads are called {@code landfall-NAME-1} and so on; idle ones end after a while. Safe for any
 * thread.
 */
public final class BoundedPool implements Executor, AutoCloseable {
  private static final int IDLE_SECONDS = 30;

  private final String name;
  private final PoolSettings settings;
  private final ThreadPoolExecutor threads;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong waitedNanos = new AtomicLong();

  /**
   * What a pool has done and has to do.
   *
   * @param active jobs that run now
   * @param queued jobs that wait for a thread
   * @param started jobs that ever got a thread
   * @param refused jobs that were refused
   * @param waitedNanos how long the started ones waited for their threads, all together
   */
  public record PoolLoad(int active, int queued, long started, long refused, long waitedNanos) {}

  /** Makes one without threads; they start with the work. */
  public BoundedPool(String name, PoolSettings settings) {
    this(name, settings, UnaryOperator.identity());
  }

  /**
   * Makes one without threads.
   *
   * @param beginning what a thread does of what it is to do, as {@link
   *     ThreadNiceness#behindCallers}
   */
  BoundedPool(String name, PoolSettings settings, UnaryOperator<Runnable> beginning) {
    this.name = name;
    this.settings = settings;
    threads =
        new ThreadPoolExecutor(
            settings.threads(),
            settings.threads(),
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(settings.queue()),
            threadFactory(name, beginning),
            (work, pool) -> refuse());
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs {@code work} when a thread is free.
   *
   * @throws PoolFullException when too much waits already; nothing was done then
   */
  @Override
  public void execute(Runnable work) {
    long asked = System.nanoTime();
    Runnable carried = LogContext.carry(work);
    threads.execute(
        () -> {
          waitedNanos.addAndGet(System.nanoTime() - asked);
          started.incrementAndGet();
          carried.run();
        });
  }

  /**
   * Returns an executor for work that need not be done, as help for what a thread does anyway. It
   * refuses where as much waits as there are threads, or half the queue: that is for what callers
   * ask for. What it refuses is not counted.
   */
  public Executor forHelp() {
    int mostWaiting = Math.min(settings.threads(), settings.queue() / 2);
    return help -> {
      if (threads.getQueue().size() >= mostWaiting) {
        throw new PoolFullException("Nobody is free to help (%s).".formatted(name));
      }
      execute(help);
    };
  }

  /**
   * Returns what {@code work} returns when a thread has run it; fails as {@link #execute} throws.
   */
  public <T> CompletionStage<T> supply(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, this);
    } catch (RejectedExecutionException full) {
      return CompletableFuture.failedStage(full);
    }
  }

  /** Returns the name in metrics. */
  public String name() {
    return name;
  }

  /** Returns how many jobs run at a time. */
  public int threads() {
    return settings.threads();
  }

  /** Returns what it does at this moment. */
  public PoolLoad load() {
    return new PoolLoad(
        threads.getActiveCount(),
        threads.getQueue().size(),
        started.get(),
        refused.get(),
        waitedNanos.get());
  }

  /** Interrupts what runs and forgets what waits. */
  @Override
  public void close() {
    threads.shutdownNow();
  }

  private void refuse() {
    refused.incrementAndGet();
    throw new PoolFullException(
        threads.isShutdown()
            ? "Cannot do this: the node is stopping. Ask again in some seconds."
            : "Cannot do this now: the node has too much to do of this kind (%s: %d at work, %d waiting). Ask again in some seconds."
                .formatted(name, settings.threads(), settings.queue()));
  }

  private static ThreadFactory threadFactory(String name, UnaryOperator<Runnable> beginning) {
    var count = new AtomicLong();
    return work -> {
      String label = "landfall-%s-%d".formatted(name, count.incrementAndGet());
      var thread = new Thread(beginning.apply(work), label);
      thread.setDaemon(true);
      return thread;
    };
  }
}
