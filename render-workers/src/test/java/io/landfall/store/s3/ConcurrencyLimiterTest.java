package io.landfall.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.http.DelayScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
  private final Clock clock = new Clock();
  private final ConcurrencyLimiter pace = new ConcurrencyLimiter(16, clock);
  private final List<CompletableFuture<String>> begun = new ArrayList<>();

  @Test
  void noMoreUploadsThanTheLimitAreUnderWay() {
    begin(40);
    assertThat(begun).hasSize(16);
    begun.get(3).complete("");
    assertThat(begun).hasSize(17);
    begun.get(0).completeExceptionally(new IllegalStateException("any"));
    assertThat(begun).as("a failure gives its place back too").hasSize(18);
  }

  @Test
  void theLimitHalvesWithEachWarningAndNotWithItsEchoes() {
    for (int i = 0; i < 10; i++) {
      warn(503, "SlowDown", "");
    }
    assertThat(pace.limit()).isEqualTo(8);
    clock.pass(Duration.ofSeconds(1));
    warn(429, "", "");
    assertThat(pace.limit()).isEqualTo(4);
    for (int i = 0; i < 9; i++) {
      clock.pass(Duration.ofSeconds(1));
      warn(200, "SlowDown", "");
    }
    assertThat(pace.limit()).isEqualTo(1);
  }

  @Test
  void aLowerLimitLetsWhatIsUnderWayEndAndBeginsLess() {
    begin(40);
    warn(503, "SlowDown", "");
    List.copyOf(begun).subList(0, 8).forEach(upload -> upload.completeExceptionally(new Error()));
    assertThat(begun).as("8 are under way, and 8 may be").hasSize(16);
    begun.get(8).completeExceptionally(new Error());
    assertThat(begun).hasSize(17);
  }

  @Test
  void theLimitGrowsByOneForEachRoundThatWorked() {
    warn(503, "SlowDown", "");
    assertThat(pace.limit()).isEqualTo(8);
    succeed(8);
    assertThat(pace.limit()).isEqualTo(9);
    succeed(9);
    assertThat(pace.limit()).isEqualTo(10);
    succeed(1000);
    assertThat(pace.limit()).as("never above what it began with").isEqualTo(16);
  }

  @Test
  void otherFailuresDoNotLowerIt() {
    warn(500, "InternalError", "");
    warn(403, "AccessDenied", "");
    assertThat(pace.limit()).isEqualTo(16);
  }

  @Test
  void whatTheStoreSaysToWaitAllWait() {
    warn(503, "SlowDown", "7");
    List<String> called = new ArrayList<>();
    pace.call(() -> done(called));
    clock.pass(Duration.ofMillis(6_900));
    assertThat(called).isEmpty();
    clock.pass(Duration.ofMillis(200));
    assertThat(called).hasSize(1);
  }

  @Test
  void anAbsurdWaitIsCut() {
    warn(503, "SlowDown", "86400");
    List<String> called = new ArrayList<>();
    pace.call(() -> done(called));
    clock.pass(Duration.ofSeconds(31));
    assertThat(called).hasSize(1);
    warn(503, "SlowDown", "Wed, 21 Oct 2026 07:28:00 GMT"); // not heeded, not stumbled over
    pace.call(() -> done(called));
    assertThat(called).hasSize(2);
  }

  private void begin(int count) {
    for (int i = 0; i < count; i++) {
      pace.upload(
          () -> {
            var upload = new CompletableFuture<String>();
            begun.add(upload);
            return upload;
          });
    }
  }

  private void succeed(int count) {
    for (int i = 0; i < count; i++) {
      pace.upload(() -> CompletableFuture.completedStage("done"));
    }
  }

  private void warn(int status, String code, String retryAfter) {
    String xml = "<Error><Code>%s</Code></Error>".formatted(code);
    pace.call(() -> CompletableFuture.failedStage(S3ErrorResponse.of(status, xml, retryAfter)));
  }

  private static CompletableFuture<String> done(List<String> called) {
    called.add("called");
    return CompletableFuture.completedFuture("done");
  }

  private static final class Clock implements DelayScheduler {
    private final TreeMap<Long, List<Runnable>> due = new TreeMap<>();
    private long now = 1;

    void pass(Duration time) {
      now += time.toNanos();
      while (!due.isEmpty() && due.firstKey() <= now) {
        due.pollFirstEntry().getValue().forEach(Runnable::run);
      }
    }

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public double random() {
      return 0;
    }

    @Override
    public void schedule(Duration wait, Runnable work) {
      due.computeIfAbsent(now + wait.toNanos(), at -> new ArrayList<>()).add(work);
    }
  }
}
