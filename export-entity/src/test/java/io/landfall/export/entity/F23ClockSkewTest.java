package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export that moves at every step to a node whose clock is an hour ahead or behind. */
class F23ClockSkewTest {

  @ParameterizedTest(name = "by turns {0} min")
  @ValueSource(longs = {60, -60, 24 * 60, -24 * 60})
  void f23ItLivesAsUnderOneClock(long minutes) {
    ProtocolHarness steady = new ProtocolHarness();
    ProtocolHarness moved = new ProtocolHarness();
    Instant latest = Instant.MIN;
    Duration skew = Duration.ofMinutes(minutes);
    for (ExportStep step : ExportProtocolTest.steps()) {
      reachFrom(steady, step);
      skew = skew.negated();
      reachFrom(moved.withClockSkew(skew), step);
      ExportSummary summary = moved.summary();
      assertThat(summary.status()).isEqualTo(steady.summary().status());
      assertThat(summary.updatedAt())
          .isAfterOrEqualTo(summary.createdAt())
          .isAfterOrEqualTo(latest);
      latest = summary.updatedAt();
    }
    moved.withClockSkew(skew.negated()).failStep(ErrorCode.DESTINATION_FULL);
    steady.failStep(ErrorCode.DESTINATION_FULL);
    assertThat(moved.summary().status()).isEqualTo(ExportStatus.ERROR);
    assertThat(kinds(moved)).isEqualTo(kinds(steady));
    assertThat(moved.summary().sequenceNumber()).isEqualTo(steady.summary().sequenceNumber());
  }

  /** One step further than before. */
  private static void reachFrom(ProtocolHarness life, ExportStep step) {
    switch (step) {
      case PLAN -> life.tell(new EntityCommand.SubmitExport(Samples.REQUEST, null, null));
      case UPLOAD -> life.tell(new EntityCommand.AcceptPlan(1, Samples.PLAN, null));
      case RENDER ->
          life.tell(
              new EntityCommand.AcceptUpload(1, new UploadTarget.MultipartUpload("up-1"), null));
      case COMMIT -> {
        life.tell(new EntityCommand.AcceptTask(1, Samples.task(0), null));
        life.withClockSkew(Duration.ofMinutes(-90));
        life.tell(new EntityCommand.AcceptTask(1, Samples.task(1), null));
        life.tell(new EntityCommand.AcceptHeader(1, Samples.PARTS, null));
      }
      default -> life.tell(new EntityCommand.AcceptObject(1, Samples.OBJECT, null));
    }
  }

  private static List<Class<?>> kinds(ProtocolHarness life) {
    List<Class<?>> kinds = new ArrayList<>();
    life.journal.forEach(event -> kinds.add(event.getClass()));
    return kinds;
  }
}
