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
    assertThat(watch.warning()).hasValue("It no longer waits for the store");
  }

  @Test
  void whatIsStoredEndsTheWait() {
    watch.noteStoreFailure("No space left", seconds(1));
    watch.update(false, false, seconds(1));
    watch.noteStored(seconds(2));
    assertThat(watch.update(false, false, seconds(2))).isTrue();
    assertThat(watch.current()).isNull();
    assertThat(watch.warning()).hasValue("It no longer waits for the store");
  }

  @Test
  void oneNodeThatCannotReachTheStoreMakesNoExportWaitAnewWhileOthersStore() {
    watch.noteStoreFailure("Connection refused, at A", seconds(1));
    watch.update(false, false, seconds(1));
    int changes = 0;
    for (int second = 2; second < 600; second++) {
      watch.noteStoreFailure("Connection refused, at A", seconds(second));
      if (second % 30 == 0) {
        watch.noteStored(seconds(second)); // at B
      }
      changes += watch.update(false, false, seconds(second)) ? 1 : 0;
    }
    assertThat(changes).as("it ends, once").isEqualTo(1);
    assertThat(watch.current()).isNull();

    watch.noteStoreFailure("Connection refused, at B", seconds(660));
    assertThat(watch.update(false, false, seconds(660))).isTrue();
    assertThat(watch.current()).as("nobody stores any more").isEqualTo(StepWait.STORE);
  }

  @Test
  void itWaitsOnWhileATaskIsRenderedAnewForTheStore() {
    watch.noteStoreFailure("No space left", seconds(1));
    watch.update(false, false, seconds(1));
    watch.mayTryStoreAgain("No space left", seconds(2));
    assertThat(watch.update(true, false, seconds(60))).isFalse();
    assertThat(watch.current()).isEqualTo(StepWait.STORE);
    assertThat(watch.update(true, false, seconds(602))).as("nobody has said so since").isTrue();
  }

  @Test
  void theStoreIsGivenUpWhenItHasTakenNothingForTenMinutes() {
    assertThat(watch.mayTryStoreAgain("full", seconds(100))).isTrue();
    assertThat(watch.mayTryStoreAgain("full", seconds(699))).isTrue();
    watch.noteStored(seconds(699));
    assertThat(watch.mayTryStoreAgain("full", seconds(700))).isTrue();
    assertThat(watch.mayTryStoreAgain("full", seconds(1299))).isTrue();
    assertThat(watch.mayTryStoreAgain("full", seconds(1300))).isFalse();
  }

  private static long seconds(long number) {
    return Duration.ofSeconds(number).toNanos();
  }
}
