package io.landfall.raster.idle;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntFunction;

/**
 * Some jobs, whose results one thread wants in their order. It does them itself, from the first one
 * on; where a thread is idle, that does others meanwhile, from the last one on. Each is done once.
 * What comes of it must not depend on who does it.
 *
 * @param <T> what a job gives
 */
public final class JobsInOrder<T> implements AutoCloseable {
  private final IntFunction<T> job;
  private final IdleThreads idle;
  private final AtomicIntegerArray taken;
  private final CompletableFuture<T>[] results;
  private boolean isHelped;
  private volatile boolean closed;

  /**
   * Takes jobs.
   *
   * @param count how many there are, numbered from 0
   * @param job does one on an idle thread; whoever wants the results does it in a way of its own
   */
  @SuppressWarnings("unchecked") // there are no arrays of a type that is not known
  public JobsInOrder(int count, IntFunction<T> job, IdleThreads idle) {
    this.job = job;
    this.idle = idle;
    this.taken = new AtomicIntegerArray(count);
    this.results = new CompletableFuture[count];
    for (int i = 0; i < count; i++) {
      results[i] = new CompletableFuture<>();
    }
  }

  /**
   * Returns what an idle thread has made of a job, or makes of it just now; {@code null}: the job
   * is the caller's, who asks for each once, in their order. What failed there fails here.
   */
  public T resultOrNull(int number) {
    if (!isHelped && number < results.length - 1) {
      isHelped = idle.tryRun(this::help); // the first time, or again
    }
    if (taken.compareAndSet(number, 0, 1)) {
      return null;
    }
    try {
      return results[number].join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private void help() {
    for (int i = results.length - 1; i > 0 && !closed; i--) {
      if (taken.compareAndSet(i, 0, 1)) {
        try {
          results[i].complete(job.apply(i));
        } catch (RuntimeException | Error e) {
          results[i].completeExceptionally(e);
          return;
        }
      }
    }
  }

  /** Nobody wants the rest: no other job is begun. */
  @Override
  public void close() {
    closed = true;
  }
}
