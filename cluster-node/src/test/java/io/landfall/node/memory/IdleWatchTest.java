package io.landfall.node.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.node.memory.IdleWatch.Activity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class IdleWatchTest {
  private final IdleWatch watch = new IdleWatch(Duration.ofSeconds(10), Duration.ofSeconds(1_000));
  private Duration processorTime = Duration.ofSeconds(10);
  private Duration now = Duration.ofSeconds(1_000);

  @Test
  void aProcessThatHasStartedStopsWorkingOnce() {
    assertThat(looks(15_000, 300, 300)).isEqualTo("WORKS HAS_STOPPED RESTS");
  }

  @Test
  void eachTimeOfWorkEndsOnce() {
    assertThat(looks(0, 0, 19_000, 40_000, 0, 4_100, 3_900, 3_900))
        .isEqualTo("HAS_STOPPED RESTS WORKS WORKS HAS_STOPPED WORKS HAS_STOPPED RESTS");
  }

  /** Looks every 20 s; {@code used}: milliseconds of processors before each. */
  private String looks(long... used) {
    StringBuilder activities = new StringBuilder();
    for (long millis : used) {
      processorTime = processorTime.plusMillis(millis);
      now = now.plusSeconds(20);
      Activity activity = watch.look(processorTime, now);
      activities.append(activities.isEmpty() ? "" : " ").append(activity);
    }
    return activities.toString();
  }
}
