package io.landfall.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SharedByteRateTest {
  private static final long FAST = 100_000_000;
  private static final Duration ROUND_TRIP = Duration.ofMillis(2);

  private final AskedDatabase database = new AskedDatabase();

  /** A database that gives what is asked, some time later, and the clock of that. */
  private static final class AskedDatabase implements DelayScheduler {
    private final List<Double> asked = new ArrayList<>();
    private final List<CompletableFuture<Duration>> unanswered = new ArrayList<>();
    private long now;

    CompletionStage<Duration> grant(String name, double seconds) {
      asked.add(seconds);
      var answer = new CompletableFuture<Duration>();
      unanswered.add(answer);
      return answer;
    }

    void answer() {
      now += ROUND_TRIP.toNanos();
      unanswered.remove(0).complete(Duration.ZERO);
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public double random() {
      return 0.5;
    }

    @Override
    public void schedule(Duration wait, Runnable work) {
      throw new AssertionError("nothing waits here");
    }
  }

  private SharedByteRate rate(long bytesPerSecond) {
    return new SharedByteRate("link", bytesPerSecond, database::grant, database);
  }

  /** Takes pieces one after the other, as quickly as they come. */
  private void readQuickly(SharedByteRate rate, int pieces) {
    for (int i = 0; i < pieces; i++) {
      CompletionStage<Void> taken = rate.take(rate.mostBytes());
      if (!taken.toCompletableFuture().isDone()) {
        database.answer();
      }
      assertThat(taken.toCompletableFuture()).isCompleted();
    }
  }

  @Test
  void aQuickReaderAsksTheDatabaseTenTimesASecond() {
    SharedByteRate rate = rate(FAST);
    readQuickly(rate, 3_000); // two seconds' worth
    assertThat(database.asked).hasSizeBetween(20, 30).allMatch(seconds -> seconds <= 0.1);
  }

  @Test
  void aSlowReaderTakesNoMoreThanHeReads() {
    SharedByteRate rate = rate(FAST);
    for (int i = 0; i < 20; i++) {
      readQuickly(rate, 1);
      database.now += Duration.ofSeconds(1).toNanos();
    }
    assertThat(database.asked).hasSize(20).allMatch(seconds -> seconds * FAST <= 65_536);
  }

  @Test
  void whoHasGoneLeavesHisBytesToOthers() {
    SharedByteRate rate = rate(100_000);
    CompletionStage<Void> first = rate.take(10_000);
    CompletionStage<Void> gone = rate.take(10_000);
    CompletionStage<Void> last = rate.take(10_000);
    assertThat(gone.toCompletableFuture().cancel(false)).isTrue();
    database.answer();
    database.answer();
    assertThat(first.toCompletableFuture()).isCompleted();
    assertThat(last.toCompletableFuture()).isCompleted();
    assertThat(database.unanswered).isEmpty();
  }

  @Test
  void t24_aRateIsCrowdedWhereReadersWaitForTenSeconds() {
    SharedByteRate rate = rate(1_024);
    List<CompletionStage<Void>> waiting = new ArrayList<>();
    while (!rate.isCrowded()) {
      waiting.add(rate.take(rate.mostBytes()));
    }
    assertThat(waiting).hasSize(21); // 512 bytes each
    waiting.forEach(each -> each.toCompletableFuture().cancel(false));
    assertThat(rate.isCrowded()).isFalse();
  }
}
