package io.landfall.node.wiring;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the store on a timer whether it answers, so that nobody has to wait to know, however many
 * ask. One answer that does not come, or asks for less, is no problem yet.
 */
final class StorePing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StorePing.class);
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** As long as the store may not answer before this node takes no more requests. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Supplier<CompletionStage<Done>> look;
  private final LongSupplier nanoTime;
  private final AtomicBoolean underWay = new AtomicBoolean();
  private volatile String lastFailure = "The store has not been asked yet.";
  private volatile long answeredNanos;
  private volatile boolean everAnswered;
  private volatile boolean isRefusing;
  private boolean failing;
  private Optional<Cancellable> timer = Optional.empty();

  StorePing(Supplier<CompletionStage<Done>> look, LongSupplier nanoTime) {
    this.look = look;
    this.nanoTime = nanoTime;
  }

  /** Starts to ask. */
  static StorePing start(ActorSystem<?> system, Supplier<CompletionStage<Done>> look) {
    var ping = new StorePing(look, System::nanoTime);
    ping.timer =
        Optional.of(
            system
                .scheduler()
                .scheduleWithFixedDelay(
                    Duration.ZERO, INTERVAL, ping::ping, system.executionContext()));
    return ping;
  }

  /** Returns what is wrong; empty: it has answered lately. */
  Optional<String> problem() {
    boolean isLate = nanoTime.getAsLong() - answeredNanos > PATIENCE.toNanos();
    return everAnswered && !isLate ? Optional.empty() : Optional.of(lastFailure);
  }

  /** Tells whether the store answers, and refuses our key. */
  boolean isRefusing() {
    return isRefusing;
  }

  /** Asks, unless an answer is still awaited. */
  void ping() {
    if (!underWay.compareAndSet(false, true)) {
      noteFailure("The store does not answer.");
      return;
    }
    CompletionStage<Done> answer;
    try {
      answer = look.get();
    } catch (RuntimeException e) { // an exception would end the timer
      answer = CompletableFuture.failedStage(e);
    }
    answer.whenComplete(
        (done, thrown) -> {
          underWay.set(false);
          isRefusing = thrown != null && ExportFailure.of(thrown).code() == ErrorCode.STORE_DENIED;
          if (thrown == null) {
            answeredNanos = nanoTime.getAsLong();
            everAnswered = true;
            noteFailure(null);
          } else {
            noteFailure(ExportFailure.of(thrown).getMessage());
          }
        });
  }

  /** Logs the first of several failures, and the answer after the last. */
  private synchronized void noteFailure(String now) {
    if (now != null && !failing) {
      LOG.warn("The store does not answer as it should: {}", now);
    } else if (now == null && failing) {
      LOG.info("The store answers again");
    }
    failing = now != null;
    if (failing) {
      lastFailure = now;
    }
  }

  @Override
  public void close() {
    timer.ifPresent(Cancellable::cancel);
  }
}
