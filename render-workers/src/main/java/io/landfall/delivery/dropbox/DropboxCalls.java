package io.landfall.delivery.dropbox;

import io.landfall.delivery.dropbox.DropboxRefusedException.Refusal;
import io.landfall.http.Backoff;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * Calls of Dropbox for one piece of work: with tokens that are renewed, and again while that may
 * help. Blocks, also while it waits. What was denied fails with {@link
 * io.landfall.model.ExportFailure} DESTINATION_DENIED, what did not pass in time with
 * DESTINATION_UNWRITABLE.
 */
final class DropboxCalls {
  /** Whom a piece of work is for. */
  interface Worker {
    /** Tells whether nobody waits for it any more. */
    boolean isStopped();

    /** Takes that it waits for Dropbox, or goes on. */
    void onWait(boolean waits);

    /** Tells whether it ends with {@link LongWaitException} to go on later. */
    default boolean canGoOnLater() {
      return false;
    }
  }

  /** New tokens that one call tries before it counts as denied. */
  private static final int MOST_RENEWALS = 4;

  private static final long SLEEP_MILLIS = 200;

  /** Longer waits are made without the thread, by who can. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);

  private final DropboxAccess access;
  private final Backoff backoff;
  private final String path;
  private final Worker worker;

  /** Since when nothing has gone on, if a long wait was begun since; null: something has. */
  private Long stalledSinceNanos;

  /**
   * Makes calls for one file.
   *
   * @param path of the file, for messages
   */
  DropboxCalls(DropboxAccess access, Backoff backoff, String path, Worker worker) {
    this.access = access;
    this.backoff = backoff;
    this.path = path;
    this.worker = worker;
  }

  /** Makes a call that may be repeated whatever came of it. */
  <T> T repeat(Function<DropboxApi, T> call) {
    var patience = new Patience();
    while (true) {
      try {
        return once(call);
      } catch (DropboxRefusedException e) {
        if (e.reason() != Refusal.TRANSIENT) {
          throw e;
        }
        patience.waitAfter(e);
      }
    }
  }

  /** Makes a call once, or more often only where its token was refused and nothing was done. */
  <T> T once(Function<DropboxApi, T> call) {
    for (int renewals = 0; ; renewals++) {
      checkRunning();
      DropboxApi api = access.api();
      try {
        return call.apply(api);
      } catch (DropboxRefusedException e) {
        if (e.reason() == Refusal.DENIED
            || e.reason() == Refusal.TOKEN_REFUSED && renewals == MOST_RENEWALS) {
          throw access.denied(e.tag());
        }
        if (e.reason() != Refusal.TOKEN_REFUSED) {
          throw e;
        }
        access.onTokenRefused(api, e.tag());
      }
    }
  }

  /** Takes that the work has gone on: its time to wait begins anew. */
  void onProgress() {
    stalledSinceNanos = null;
  }

  /** Ends the work if nobody waits for it any more. */
  void checkRunning() {
    if (worker.isStopped() || Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Nobody waits for the delivery of " + path);
    }
  }

  /** The waits for one thing that does not pass, as long as they may take together. */
  final class Patience {
    private final long startNanos =
        stalledSinceNanos == null ? System.nanoTime() : stalledSinceNanos;
    private int tries;

    /**
     * Waits before another try, as long as Dropbox says or as the backoff draws.
     *
     * @throws io.landfall.model.ExportFailure DESTINATION_UNWRITABLE when the time is up
     * @throws LongWaitException where the thread is to be left to others meanwhile
     */
    void waitAfter(DropboxRefusedException failure) {
      tries++;
      Duration drawn = backoff.delay(tries, ThreadLocalRandom.current().nextDouble());
      Duration wait = failure.retryAfter().plus(drawn);
      Duration elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
      if (elapsed.plus(wait).compareTo(backoff.budget()) > 0) {
        throw DropboxFailures.givenUp(path, failure, tries);
      }
      worker.onWait(true);
      if (worker.canGoOnLater() && wait.compareTo(LONGEST_SLEEP) > 0) {
        stalledSinceNanos = startNanos;
        throw new LongWaitException(wait);
      }
      sleep(wait);
      worker.onWait(false);
    }

    private void sleep(Duration wait) {
      long until = System.nanoTime() + wait.toNanos();
      for (long left = wait.toMillis(); left > 0; left = (until - System.nanoTime()) / 1_000_000) {
        checkRunning();
        try {
          Thread.sleep(Math.min(left, SLEEP_MILLIS));
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
