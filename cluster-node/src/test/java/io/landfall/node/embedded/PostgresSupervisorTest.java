package io.landfall.node.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSupervisorTest {
  @TempDir Path data;

  /** As when the process has too many files open. */
  @Test
  void aLockFileThatCannotBeReadIsNoEndOneThatIsGoneIs() throws Exception {
    Path lock = Files.createDirectory(data.resolve("postmaster.pid")); // not even root reads that
    var started = new CountDownLatch(1);
    PostgresSupervisor supervisor =
        PostgresSupervisor.start(
            data,
            () -> {
              Files.writeString(lock, ProcessHandle.current().pid() + "\n");
              started.countDown();
              return true;
            },
            Duration.ofMillis(300));
    try (supervisor) {
      assertThat(started.await(1, TimeUnit.SECONDS)).isFalse();
      assertThat(supervisor.lost().toCompletableFuture()).isNotDone();
      Files.delete(lock);
      assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(supervisor.lost().toCompletableFuture()).isNotDone();
    }
  }
}
