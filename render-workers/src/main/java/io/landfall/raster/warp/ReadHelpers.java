package io.landfall.raster.warp;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;

/**
 * Other threads that may help one that reads several files, if they are free: it never waits for
 * them to begin. Safe for any thread.
 *
 * @param helpers may refuse, or begin when all is done
 * @param ahead what they may decode that is not copied from yet
 */
public record ReadHelpers(Executor helpers, BlocksAhead ahead) {
  /** Nobody helps. */
  public static final ReadHelpers NONE = new ReadHelpers(null, new BlocksAhead(0));

  /** Tells whether there may be any. */
  boolean areThere() {
    return helpers != null;
  }

  /** Does some jobs, numbered from 0, all of them before this returns; one failure is thrown. */
  void run(int jobs, IntConsumer job) {
    if (helpers == null || jobs < 2) {
      for (int i = 0; i < jobs; i++) {
        job.accept(i);
      }
      return;
    }
    var shared = new SharedJobs(jobs, job);
    for (int i = 1; i < jobs; i++) {
      try {
        helpers.execute(shared::help);
      } catch (RejectedExecutionException busy) {
        break;
      }
    }
    shared.help();
    shared.await();
  }

  /**
   * The memory of blocks that are decoded before they are copied from, of all that a node renders
   * for maps together. Who finds no room decodes one block at a time: nobody waits for it. Safe for
   * any thread.
   */
  public static final class BlocksAhead {
    private final AtomicLong left;

    /**
     * Makes one of which nothing is taken.
     *
     * @param bytes that there are
     */
    public BlocksAhead(long bytes) {
      this.left = new AtomicLong(bytes);
    }

    /** Takes bytes, to be given back; false: there are not as many. */
    boolean tryTake(long bytes) {
      long before = left.getAndUpdate(now -> now >= bytes ? now - bytes : now);
      return before >= bytes;
    }

    void giveBack(long bytes) {
      left.addAndGet(bytes);
    }

    /** Returns how many bytes are not taken. */
    long left() {
      return left.get();
    }
  }

  private static final class SharedJobs {
    private final int jobs;
    private final IntConsumer job;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch left;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    SharedJobs(int jobs, IntConsumer job) {
      this.jobs = jobs;
      this.job = job;
      this.left = new CountDownLatch(jobs);
    }

    void help() {
      for (int i = next.getAndIncrement(); i < jobs; i = next.getAndIncrement()) {
        try {
          if (failure.get() == null) {
            job.accept(i);
          }
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          left.countDown();
        }
      }
    }

    /** Waits for those that others have begun. */
    void await() {
      boolean interrupted = false;
      while (true) {
        try {
          left.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true; // buffers are being written: they are not free before the end
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      if (failure.get() instanceof RuntimeException e) {
        throw e;
      }
      if (failure.get() instanceof Error e) {
        throw e;
      }
    }
  }
}
