package io.landfall.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.StepWait;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitWatchTest {
  private static final RenderSettings SETTINGS =
      new RenderSettings(
          1, 1, Duration.ofSeconds(1), Duration.ofSeconds(15), 3, Duration.ofMinutes(10), 1);

  private final WaitWatch watch = new WaitWatch(SETTINGS);

  @Test
  void theStoreIsWaitedForAsLongAsWorkersSaySo() {
    watch.noteStoreFailure("No space left", seconds(1));
    assertThat(watch.update(false, false, seconds(1))).isTrue();
    assertThat(watch.current()).isEqualTo(StepWait.STORE);
    assertThat(watch.warning()).hasValue("It waits for the store: No space left");
    assertThat(watch.update(false, false, seconds(3))).isFalse();

    assertThat(watch.update(false, false, seconds(4))).isTrue();
    assertThat(watch.current()).isNull();
    assertThat(watch.warning()).isEmpty();
  }

  @Test
  void whatIsStoredEndsTheWait() {
    watch.noteStoreFailure("No space left", seconds(1));
    watch.update(false, false, seconds(1));
    watch.noteStored();
    assertThat(watch.update(false, false, seconds(2))).isTrue();
    assertThat(watch.current()).isNull();
  }

  @Test
  void theStoreIsGivenUpWhenItHasTakenNothingForTenMinutes() {
    assertThat(watch.mayTryStoreAgain(seconds(100))).isTrue();
    assertThat(watch.mayTryStoreAgain(seconds(699))).isTrue();
    watch.noteStored();
    assertThat(watch.mayTryStoreAgain(seconds(700))).isTrue();
    assertThat(watch.mayTryStoreAgain(seconds(1299))).isTrue();
    assertThat(watch.mayTryStoreAgain(seconds(1300))).isFalse();
  }

  private static long seconds(long number) {
    return Duration.ofSeconds(number).toNanos();
  }
}
