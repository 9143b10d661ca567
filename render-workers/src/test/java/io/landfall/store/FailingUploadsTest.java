package io.landfall.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailingUploadsTest {
  private long now;
  private final FailingUploads uploads = new FailingUploads(() -> now);

  @Test
  void anUploadThatFailsForMoreThanFiveSecondsIsToldWithWhyItFailedLast() {
    uploads.noteFailure("a", "503 SlowDown");
    pass(4);
    assertThat(uploads.longest()).as("it may pass").isEmpty();
    assertThat(uploads.count()).isZero();

    uploads.noteFailure("b", "a time-out");
    uploads.noteFailure("a", "No space left on device");
    pass(2);
    assertThat(uploads.longest()).hasValue("No space left on device");
    assertThat(uploads.count()).isEqualTo(1);

    pass(4);
    assertThat(uploads.count()).isEqualTo(2);
    uploads.noteEnd("a");
    assertThat(uploads.longest()).hasValue("a time-out");
    uploads.noteEnd("b");
    assertThat(uploads.count()).isZero();
  }

  private void pass(int seconds) {
    now += Duration.ofSeconds(seconds).toNanos();
  }
}
