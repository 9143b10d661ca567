package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LogContextTest {
  @Test
  void workOfAPoolIsAboutWhatItsCallerIsAbout() {
    try (var pool = new BoundedPool("context", new PoolSettings(1, 8))) {
      var context = new CompletableFuture<Map<String, String>>();
      LogContext.run(
          Map.of(LogContext.EXPORT_ID, "e1"),
          () -> pool.execute(() -> context.complete(LogContext.current())));

      assertThat(context.join()).isEqualTo(Map.of(LogContext.EXPORT_ID, "e1"));
      assertThat(pool.supply(LogContext::current).toCompletableFuture().join()).isEmpty();
      assertThat(LogContext.current()).isEmpty();
    }
  }

  @Test
  void workWithinWorkAddsToWhatItIsAbout() {
    LogContext.run(
        Map.of(LogContext.EXPORT_ID, "e1"),
        () -> {
          LogContext.run(
              LogContext.with(LogContext.TRACE_ID, "t1"),
              () ->
                  assertThat(LogContext.current())
                      .containsOnly(
                          Map.entry(LogContext.EXPORT_ID, "e1"),
                          Map.entry(LogContext.TRACE_ID, "t1")));
          assertThat(LogContext.current()).containsOnlyKeys(LogContext.EXPORT_ID);
          assertThat(LogContext.with(LogContext.TRACE_ID, null))
              .containsOnlyKeys(LogContext.EXPORT_ID);
        });
  }
}
