package io.landfall.index;

import io.landfall.index.SceneCatalogue.Summary;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What there was when it was last counted. Counting millions of scenes takes seconds: it is done
 * beside the callers, who wait for the first time alone, and while there is nothing yet.
 */
final class LastSummary {
  private static final Logger LOG = LoggerFactory.getLogger(LastSummary.class);
  private static final Duration LASTS = Duration.ofMinutes(1);

  private final Supplier<Summary> count;
  private Summary last;
  private long countedNanos;
  private CompletableFuture<Summary> counting;

  LastSummary(Supplier<Summary> count) {
    this.count = count;
  }

  Summary get() {
    CompletableFuture<Summary> awaited;
    synchronized (this) {
      boolean known = last != null && last.scenes() > 0;
      boolean old = System.nanoTime() - countedNanos > LASTS.toNanos();
      awaited = counting;
      if ((!known || old) && counting == null) {
        awaited = CompletableFuture.supplyAsync(count);
        counting = awaited;
        awaited.whenComplete(this::counted);
      }
      if (known) {
        return last;
      }
    }
    try {
      return awaited.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private synchronized void counted(Summary summary, Throwable thrown) {
    counting = null;
    countedNanos = System.nanoTime();
    if (thrown == null) {
      last = summary;
    } else {
      LOG.warn("Cannot count the scenes of the index: {}", thrown.getMessage());
    }
  }
}
