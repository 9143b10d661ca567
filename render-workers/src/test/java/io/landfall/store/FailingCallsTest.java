package io.landfall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailingCallsTest {
  private long now;
  private final FailingCalls calls = new FailingCalls(() -> now);

  @Test
  void aCallThatFailsForMoreThanFiveSecondsIsToldWithWhyItFailedLast() {
    calls.noteFailure("a", "503 SlowDown");
    pass(4);
    assertThat(calls.longest()).as("it may pass").isEmpty();
    assertThat(calls.count()).isZero();

    calls.noteFailure("b", "a time-out");
    calls.noteFailure("a", "No space left on device");
    pass(2);
    assertThat(calls.longest()).hasValue("No space left on device");
    assertThat(calls.count()).isEqualTo(1);

    pass(4);
    assertThat(calls.count()).isEqualTo(2);
    calls.noteEnd("a");
    assertThat(calls.longest()).hasValue("a time-out");
    calls.noteEnd("b");
    assertThat(calls.count()).isZero();
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
