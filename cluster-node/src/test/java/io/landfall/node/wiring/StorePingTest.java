package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StorePingTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final Deque<CompletableFuture<Done>> looks = new ArrayDeque<>();
  private final StorePing ping =
      new StorePing(
          () -> {
            looks.add(new CompletableFuture<>());
            return looks.getLast();
          },
          now::get);

  @Test
  void itIsAProblemUntilTheStoreHasAnswered() {
    assertThat(ping.problem()).contains("The store has not been asked yet.");
    ping.ping();
    looks.getLast().complete(Done.getInstance());
    assertThat(ping.problem()).isEmpty();
  }

  @Test
  void failuresAreAProblemOnceTheyHaveLasted() {
    ping.ping();
    looks.getLast().complete(Done.getInstance());
    pass(9);
    ping.ping();
    looks
        .getLast()
        .completeExceptionally(new ExportFailure(ErrorCode.STORE_UNAVAILABLE, "It is down."));
    assertThat(ping.problem()).isEmpty();

    pass(2);
    assertThat(ping.problem()).contains("It is down.");

    ping.ping();
    looks.getLast().complete(Done.getInstance());
    assertThat(ping.problem()).isEmpty();
  }

  @Test
  void anAnswerThatDoesNotComeIsAwaitedOnce() {
    ping.ping();
    looks.getLast().complete(Done.getInstance());
    ping.ping();
    pass(11);
    ping.ping();
    assertThat(looks).hasSize(2);
    assertThat(ping.problem()).contains("The store does not answer.");
  }

  private void pass(int seconds) {
    now.addAndGet(seconds * 1_000_000_000L); // may overflow, as nanoTime may
  }
}
