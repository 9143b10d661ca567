package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.OBJECT;
import static io.landfall.export.entity.Samples.PARTS;
import static io.landfall.export.entity.Samples.PLAN;
import static io.landfall.export.entity.Samples.receipt;
import static io.landfall.export.entity.Samples.task;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportStep;
import io.landfall.export.StepWait;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.EntityCommand.CancelExport;
import io.landfall.export.entity.EntityCommand.GetSummary;
import io.landfall.export.entity.EntityCommand.PauseExport;
import io.landfall.export.entity.EntityCommand.PrioritizeExport;
import io.landfall.export.entity.EntityCommand.ResumeExport;
import io.landfall.export.entity.EntityCommand.RetryExport;
import io.landfall.export.entity.EntityCommand.StepReport;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExportProtocolTest {
  private final ProtocolHarness export = new ProtocolHarness();

  /** Returns the steps that an export can fail in. */
  static List<ExportStep> steps() {
    return List.of(ExportStep.values()).subList(0, ExportStep.CLEAN_UP.ordinal());
  }

  /** One report of every step, in their order. */
  private static List<StepReport> reports(int attempt) {
    return List.of(
        new EntityCommand.AcceptPlan(attempt, PLAN, null),
        new EntityCommand.AcceptUpload(attempt, new UploadTarget.MultipartUpload("up-x"), null),
        new EntityCommand.AcceptTask(attempt, task(0), null),
        new EntityCommand.AcceptHeader(attempt, PARTS, null),
        new EntityCommand.AcceptObject(attempt, OBJECT, null),
        new EntityCommand.AcceptDelivery(attempt, receipt(0), null));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void f25CancelEndsEveryStepPausedOrNot(ExportStep step) {
    for (boolean isPaused : List.of(false, true)) {
      ProtocolHarness one = new ProtocolHarness().advanceTo(step);
      if (isPaused) {
        one.tell(new PauseExport("ana", null, null));
        one.ports.take();
      }
      one.tell(new CancelExport("ana", null, null));

      assertThat(one.summary().status()).isEqualTo(ExportStatus.ERROR);
      assertThat(one.summary().statusReason()).isEqualTo("CANCELED");
      assertThat(one.summary().failure().step()).isEqualTo(step);
      assertThat(one.ports.take()).containsExactly(RecordingStepPorts.discard(step));
      assertThat(ProtocolHarness.code(one.tell(new CancelExport("ana", null, null))))
          .isEqualTo(ErrorCode.STATE_CONFLICT);
      assertIgnored(one, reports(1));
      one.finishCleanUp();
      assertThat(one.state.isDone()).isTrue();
      one.ports.take();
      one.state.resumeStep(one.id, one.ports);
      assertThat(one.ports.take()).isEmpty();
    }
  }

  @Test
  void f25CancelBetweenCompletingAndVerifyingDiscardsTheFileThatMayBeThere() {
    export.advanceTo(ExportStep.COMMIT);
    export.tell(
        new CancelExport("ana", null, null)); // the store may have completed, nobody has said so
    assertThat(export.ports.take()).containsExactly("discard 1");
    export.tell(new EntityCommand.AcceptObject(1, OBJECT, null));
    assertThat(export.summary().statusReason()).isEqualTo("CANCELED");
    assertThat(export.ports.take()).isEmpty();
  }

  @Test
  void f25CancelBetweenTwoDeliveriesKeepsTheReceipt() {
    export
        .advanceTo(ExportStep.DELIVER)
        .tell(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    export.tell(new CancelExport("ana", null, null));
    assertThat(export.summary().receipts()).containsExactly(receipt(1));
    assertThat(export.ports.take()).as("who has a link may fetch it").containsExactly("clean up 1");
  }

  @ParameterizedTest
  @MethodSource("steps")
  void aPausedStepIsNotAskedForAndGoesOnWhenResumed(ExportStep step) {
    export.advanceTo(step).state.resumeStep(export.id, export.ports);
    List<String> asks = export.ports.take();
    ExportStatus status = export.summary().status();

    export.tell(new PauseExport("ana", null, null));
    assertThat(export.ports.take()).containsExactly("release");
    assertThat(export.summary().status()).isEqualTo(status);
    assertThat(export.summary().statusReason()).isEqualTo("PAUSED");
    long sequenceNumber = export.summary().sequenceNumber();
    export.tell(new PauseExport("ana", null, null));
    export.failStep(ErrorCode.STORE_UNAVAILABLE);
    assertThat(export.summary().sequenceNumber()).isEqualTo(sequenceNumber);

    export.tell(new ResumeExport("ana", null, null));
    assertThat(export.summary().statusReason()).isNull();
    assertThat(export.ports.take()).isEqualTo(asks);
  }

  @Test
  void whatWasUnderWayIsTakenWhilePaused() {
    export.advanceTo(ExportStep.PLAN).tell(new PauseExport("ana", null, null));
    for (StepReport report : reports(1)) {
      export.tell(report);
    }
    assertThat(export.summary().tilesDone()).as("the header came too early").isEqualTo(1);
    export.tell(new EntityCommand.AcceptTask(1, task(1), null));
    export.tell(new EntityCommand.AcceptHeader(1, PARTS, null));
    export.tell(new EntityCommand.AcceptObject(1, OBJECT, null));
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(0), null));
    assertThat(export.state).isInstanceOf(PausedState.class);
    assertThat(export.ports.take()).containsOnly("release");
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().statusReason()).isNull();
    assertThat(export.ports.take()).containsExactly("clean up 1");
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAN", "UPLOAD", "RENDER", "COMMIT"})
  void aRetryWaitsForTheCleanUpAndBeginsAnewUnderItsOwnNumber(ExportStep step) {
    export.advanceTo(step).failStep(ErrorCode.STORE_UNAVAILABLE);
    export.ports.take();

    export.tell(new RetryExport("ana", null, null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.PENDING);
    assertThat(export.summary().statusReason()).isEqualTo("RETRYING");
    assertThat(export.summary().failure()).isNull();
    assertThat(export.summary().tilesDone()).isZero();
    assertThat(export.ports.take()).containsExactly(RecordingStepPorts.discard(step));
    export.failStep(ErrorCode.INTERNAL); // of the try that is over
    assertIgnored(export, reports(1));

    export.finishCleanUp();
    assertThat(export.ports.take()).containsExactly("plan 2");
    assertThat(export.summary().statusReason()).isNull();
    export.advanceTo(ExportStep.DELIVER, 2);
    export.tell(new EntityCommand.AcceptDelivery(2, receipt(0), null));
    export.tell(new EntityCommand.AcceptDelivery(2, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().attempt()).isEqualTo(2);
    assertThat(export.ports.take()).containsExactly("clean up 2");
  }

  @Test
  void aFailedDeliveryKeepsTheFileAndOnlyItIsTriedAgain() {
    export
        .advanceTo(ExportStep.DELIVER)
        .tell(new EntityCommand.AcceptDelivery(1, receipt(0), null));
    export.failStep(ErrorCode.DESTINATION_FULL);
    assertThat(export.ports.take()).containsExactly("clean up 1");

    export.tell(new RetryExport("ana", null, null));
    export.ports.take();
    export.finishCleanUp();
    assertThat(export.ports.take()).containsExactly("deliver 1 " + OBJECT.key() + " to 1");
    assertThat(export.summary().receipts()).containsExactly(receipt(0));
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().attempt()).isEqualTo(1);
  }

  /**
   * Else the file would stay in the store for ever: the discard that ends it is never asked again.
   */
  @Test
  void aCleanUpThatEndsAfterACancelAskedForADiscardDoesNotCount() {
    export.advanceTo(ExportStep.DELIVER).failStep(ErrorCode.DESTINATION_FULL);
    assertThat(export.ports.take()).containsExactly("clean up 1");
    export.tell(new RetryExport("ana", null, null));
    export.tell(new CancelExport("ana", null, null));
    assertThat(export.ports.take()).containsExactly("clean up 1", "discard 1");

    var late = new EntityCommand.AcceptCleanUp(1, ExportStep.CLEAN_UP, List.of(), null);
    assertThat(export.tell(late).isSuccess()).as("the step that is over ends").isTrue();
    assertThat(export.state.isDone()).isFalse();
    export.state.resumeStep(export.id, export.ports);
    assertThat(export.ports.take()).containsExactly("discard 1");

    export.tell(new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), null));
    assertThat(export.state.isDone()).isTrue();
  }

  @Test
  void aDeliveryOfAnotherFileIsNoReasonToKeepOurs() {
    export.advanceTo(ExportStep.DELIVER).failStep(ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.ports.take()).containsExactly("discard 1");
    export.tell(new RetryExport("ana", null, null));
    export.finishCleanUp();
    assertThat(export.ports.take()).contains("plan 2");
  }

  @Test
  void onlyAnExportThatEndedInErrorIsTriedAgain() {
    for (ExportStep step : steps()) {
      ProtocolHarness one = new ProtocolHarness().advanceTo(step);
      assertThat(ProtocolHarness.code(one.tell(new RetryExport("ana", null, null))))
          .isEqualTo(ErrorCode.STATE_CONFLICT);
    }
    export.advanceTo(ExportStep.DELIVER);
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(0), null));
    export.tell(new EntityCommand.AcceptDelivery(1, receipt(1), null));
    for (var command :
        List.of(
            new RetryExport("ana", null, null),
            new PauseExport("ana", null, null),
            new ResumeExport("ana", null, null),
            new PrioritizeExport(Priority.LOW, "ana", null, null))) {
      assertThat(ProtocolHarness.code(export.tell(command))).isEqualTo(ErrorCode.STATE_CONFLICT);
    }
  }

  @Test
  void aRetryCanBePausedCanceledAndTriedAgain() {
    export
        .advanceTo(ExportStep.RENDER)
        .failStep(ErrorCode.INTERNAL)
        .tell(new RetryExport("ana", null, null));
    export.tell(new RetryExport("ana", null, null)); // a repeat
    export.tell(new PauseExport("ana", null, null));
    export.tell(new ResumeExport("ana", null, null));
    export.tell(new CancelExport("ana", null, null));
    assertThat(export.summary().statusReason()).isEqualTo("CANCELED");
    export.ports.take();
    export.tell(new RetryExport("ana", null, null));
    export.finishCleanUp();
    assertThat(export.summary().attempt()).isEqualTo(2);
    assertThat(export.ports.take()).containsExactly("discard 1", "plan 2");
  }

  @Test
  void aReportOnAnAttemptThatIsOverIsRefusedSoThatItsStepEnds() {
    export
        .advanceTo(ExportStep.RENDER)
        .failStep(ErrorCode.INTERNAL)
        .tell(new RetryExport("ana", null, null));
    export.finishCleanUp().advanceTo(ExportStep.DELIVER, 2);
    long sequenceNumber = export.summary().sequenceNumber();
    for (StepReport report : reports(1)) {
      assertThat(ProtocolHarness.code(export.tell(report))).isEqualTo(ErrorCode.STATE_CONFLICT);
    }
    var late =
        new EntityCommand.AcceptFailure(1, ErrorCode.INTERNAL, ExportStep.DELIVER, "Late.", null);
    assertThat(ProtocolHarness.code(export.tell(late))).isEqualTo(ErrorCode.STATE_CONFLICT);
    assertThat(export.summary().sequenceNumber()).isEqualTo(sequenceNumber);
  }

  @Test
  void aCopyThatIsBehindDoesNotAnswerForTheOneThatIsNot() {
    for (ExportStep step : steps()) {
      ProtocolHarness behind = new ProtocolHarness().advanceTo(step);
      int from = Stream.of(0, 1, 2, 4, 5).toList().get(step.ordinal());
      int first = from == 2 ? 4 : from + 1;
      Stream<StepReport> ahead = reports(1).subList(Math.min(first, 6), 6).stream();
      Stream<StepReport> next = reports(2).stream();
      Stream.concat(ahead, next).forEach(report -> assertThat(behind.tell(report)).isNull());
    }
  }

  @Test
  void aSignOfLifeCountsOnlyForTheStepUnderWay() {
    export.advanceTo(ExportStep.RENDER);
    assertThat(restartsDeadline(new EntityCommand.StepHeartbeat(1, ExportStep.RENDER))).isTrue();
    assertThat(restartsDeadline(new EntityCommand.StepHeartbeat(1, ExportStep.DELIVER))).isFalse();
    assertThat(restartsDeadline(new EntityCommand.StepHeartbeat(1, ExportStep.PLAN))).isFalse();
    assertThat(restartsDeadline(new EntityCommand.StepHeartbeat(2, ExportStep.RENDER))).isFalse();
    assertThat(restartsDeadline(waits(1, ExportStep.RENDER))).isTrue();
    assertThat(restartsDeadline(waits(1, ExportStep.DELIVER))).isFalse();
    assertThat(restartsDeadline(waits(2, ExportStep.RENDER))).isFalse();
    assertThat(restartsDeadline(new GetSummary(null))).isFalse();
    export.tell(new PauseExport("ana", null, null));
    assertThat(restartsDeadline(new EntityCommand.StepHeartbeat(1, ExportStep.RENDER))).isFalse();
  }

  /** Another copy, thought dead, may have written since this one was read. */
  @Test
  void whatRestsIsReadAnewNowAndThenEvenIfSomebodyLooks() {
    export.advanceTo(ExportStep.RENDER);
    export.tell(new PauseExport("ana", null, null));
    var settings =
        new ExportEntitySettings(
            Duration.ofSeconds(15),
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            1);
    var stepTimeout = new StepTimeout(settings);

    for (int check = 0; check < 4; check++) {
      assertThat(stepTimeout.check(export.state)).isEqualTo(StepTimeout.TimeoutAction.NOTHING);
      assertThat(restartsDeadline(new GetSummary(null))).isFalse();
    }
    assertThat(stepTimeout.check(export.state)).isEqualTo(StepTimeout.TimeoutAction.RESTART);
  }

  private static EntityCommand waits(int attempt, ExportStep step) {
    return new EntityCommand.StepWaits(attempt, step, StepWait.QUEUED);
  }

  private boolean restartsDeadline(EntityCommand command) {
    return ExportProtocol.decide(export.id, export.state, command, Samples.NOW).restartsDeadline();
  }

  @Test
  void aNewPriorityReachesWhatRenders() {
    export.advanceTo(ExportStep.RENDER);
    assertThat(export.summary().priority()).isEqualTo(Priority.NORMAL);
    export.tell(new PrioritizeExport(Priority.HIGH, "ana", null, null));
    assertThat(export.ports.take())
        .containsExactly("render 1 into up-1, done []", "prioritize HIGH");
    export.tell(new PrioritizeExport(Priority.HIGH, "ana", null, null));
    assertThat(export.ports.take()).isEmpty();
    export.tell(new PauseExport("ana", null, null));
    export.tell(new PrioritizeExport(Priority.LOW, "ana", null, null));
    assertThat(export.ports.take()).containsOnly("release");
    assertThat(export.summary().priority()).isEqualTo(Priority.LOW);
    assertThat(((ExportState.ExistingState) export.state).request().priority())
        .isEqualTo(Priority.NORMAL);
  }

  @Test
  void fiveThousandTasksAreDecidedOnWithinASecond() {
    int tasks = 5_000;
    new ProtocolHarness()
        .tell(new EntityCommand.SubmitExport(Samples.REQUEST, null, null)); // loads the classes
    export.tell(new EntityCommand.SubmitExport(Samples.REQUEST, null, null));
    export.tell(new EntityCommand.AcceptPlan(1, Samples.plan(false, tasks), null));
    export.tell(new EntityCommand.AcceptUpload(1, new UploadTarget.MultipartUpload("up-1"), null));
    var stored = IntStream.range(0, tasks).mapToObj(i -> Samples.task(i, tasks)).toList();

    long begun = System.nanoTime();
    stored.forEach(task -> export.tell(new EntityCommand.AcceptTask(1, task, null)));
    stored.forEach(task -> export.tell(new EntityCommand.AcceptTask(1, task, null)));
    export.tell(new EntityCommand.AcceptHeader(1, Samples.parts(stored), null));
    long took = System.nanoTime() - begun;

    assertThat(export.summary().tilesDone()).isEqualTo(tasks);
    assertThat(export.state).isInstanceOf(RunningState.CommittingState.class);
    assertThat(export.journal).hasSize(tasks + 4);
    assertThat(took / 1_000_000).as("ms").isLessThan(1_000);
  }

  @Test
  void anOlderListOfTasksKeepsItsOwnAsNewerOnesGrow() {
    StoredTasks one = StoredTasks.EMPTY.with(task(0));
    StoredTasks two = one.with(task(1));
    StoredTasks other = one.with(task(5));
    assertThat(one).containsExactly(task(0));
    assertThat(two).containsExactly(task(0), task(1));
    assertThat(other).containsExactly(task(0), task(5));
    assertThat(one.hasTask(1)).isFalse();
    assertThat(two.hasTask(1)).isTrue();
    assertThat(two.hasTask(5)).isFalse();
    assertThat(other.progress()).isEqualTo(new RenderProgress(2, 22_000_000));
  }

  private static void assertIgnored(ProtocolHarness export, List<StepReport> reports) {
    long sequenceNumber = export.summary().sequenceNumber();
    reports.forEach(export::tell);
    assertThat(export.summary().sequenceNumber()).isEqualTo(sequenceNumber);
    export.ports.take();
  }
}
