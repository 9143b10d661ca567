package io.landfall.export;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export that moves at every step to a node whose clock is an hour ahead or behind. */
class F23ClocksThatDifferTest {

  @ParameterizedTest(name = "by turns {0} min")
  @ValueSource(longs = {60, -60, 24 * 60, -24 * 60})
  void f23ItLivesAsUnderOneClock(long minutes) {
    Life steady = new Life();
    Life moved = new Life();
    Instant latest = Instant.MIN;
    Duration skew = Duration.ofMinutes(minutes);
    for (String step : List.of("plan", "upload", "render", "commit", "deliver")) {
      reachFrom(steady, step);
      skew = skew.negated();
      reachFrom(moved.elsewhere(skew), step);
      ExportSummary summary = moved.summary();
      assertThat(summary.status()).isEqualTo(steady.summary().status());
      assertThat(summary.updatedAt())
          .isAfterOrEqualTo(summary.createdAt())
          .isAfterOrEqualTo(latest);
      latest = summary.updatedAt();
    }
    moved.elsewhere(skew.negated()).fail(ErrorCode.DESTINATION_FULL);
    steady.fail(ErrorCode.DESTINATION_FULL);
    assertThat(moved.summary().status()).isEqualTo(ExportStatus.ERROR);
    assertThat(kinds(moved)).isEqualTo(kinds(steady));
    assertThat(moved.summary().version()).isEqualTo(steady.summary().version());
  }

  /** One step further than before. */
  private static void reachFrom(Life life, String step) {
    switch (step) {
      case "plan" -> life.tell(new ExportEntity.Submit(Samples.REQUEST, null));
      case "upload" -> life.tell(new ExportEntity.AcceptPlan(1, Samples.PLAN, null));
      case "render" -> life.tell(new ExportEntity.AcceptUpload(1, "up-1", null));
      case "commit" -> {
        life.tell(new ExportEntity.AcceptRun(1, Samples.run(0), null));
        life.elsewhere(Duration.ofMinutes(-90));
        life.tell(new ExportEntity.AcceptRun(1, Samples.run(1), null));
        life.tell(new ExportEntity.AcceptHeader(1, Samples.PARTS, null));
      }
      default -> life.tell(new ExportEntity.AcceptObject(1, Samples.OBJECT, null));
    }
  }

  private static List<Class<?>> kinds(Life life) {
    List<Class<?>> kinds = new ArrayList<>();
    life.journal.forEach(event -> kinds.add(event.getClass()));
    return kinds;
  }
}
