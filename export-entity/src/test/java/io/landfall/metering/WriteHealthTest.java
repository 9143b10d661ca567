package io.landfall.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WriteHealthTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final WriteHealth health = new WriteHealth();

  @Test
  void whoeverHasJustStartedMayNotCallOthersDead() {
    write(0, 59);
    assertThat(health.hasLasted(MINUTE)).isFalse();
    write(60, 60);
    assertThat(health.hasLasted(MINUTE)).isTrue();
  }

  @Test
  void afterAnOutageOfTheDatabaseOthersHaveAsLongToComeBack() {
    write(0, 120);
    health.noteFailed();
    write(200, 259);
    assertThat(health.hasLasted(MINUTE)).isFalse();
    write(260, 260);
    assertThat(health.hasLasted(MINUTE)).isTrue();
  }

  @Test
  void aWriteThatTookLongIsAnOutage() {
    write(0, 120);
    write(190, 190);
    assertThat(health.hasLasted(MINUTE)).isFalse();
  }

  private void write(int first, int last) {
    for (int second = first; second <= last; second++) {
      health.noteWritten(Duration.ofSeconds(second).toNanos());
    }
  }
}
