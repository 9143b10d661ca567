package io.landfall.export;

import static io.landfall.export.Samples.OBJECT;
import static io.landfall.export.Samples.PARTS;
import static io.landfall.export.Samples.PLAN;
import static io.landfall.export.Samples.receipt;
import static io.landfall.export.Samples.run;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.export.ExportEntity.Cancel;
import io.landfall.export.ExportEntity.GetSummary;
import io.landfall.export.ExportEntity.Pause;
import io.landfall.export.ExportEntity.Report;
import io.landfall.export.ExportEntity.Reprioritize;
import io.landfall.export.ExportEntity.Resume;
import io.landfall.export.ExportEntity.Retry;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.StoredObject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExportProtocolTest {
  private final Life export = new Life();

  /** One report of every step, in their order. */
  private static List<Report> reports(int attempt) {
    return List.of(
        new ExportEntity.AcceptPlan(attempt, PLAN, null),
        new ExportEntity.AcceptUpload(attempt, "up-x", null),
        new ExportEntity.AcceptRun(attempt, run(0), null),
        new ExportEntity.AcceptHeader(attempt, PARTS, null),
        new ExportEntity.AcceptObject(attempt, OBJECT, null),
        new ExportEntity.AcceptDelivery(attempt, receipt(0), null));
  }

  @ParameterizedTest
  @CsvSource({
    "plan,null",
    "upload,null",
    "render,up-1",
    "commit,up-1",
    "deliver,up-1",
  })
  void f25CancelEndsEveryStepPausedOrNot(String step, String uploadId) {
    for (boolean isPaused : List.of(false, true)) {
      Life one = new Life().reach(step);
      if (isPaused) {
        one.tell(new Pause("ana", null));
        one.asked.take();
      }
      one.tell(new Cancel("ana", null));

      assertThat(one.summary().status()).isEqualTo(ExportStatus.ERROR);
      assertThat(one.summary().statusReason()).isEqualTo("CANCELED");
      assertThat(one.summary().failure().step()).isEqualTo(step);
      assertThat(one.asked.take()).containsExactly("discard 1 " + uploadId);
      assertThat(Life.code(one.tell(new Cancel("ana", null)))).isEqualTo(ErrorCode.STATE_CONFLICT);
      nothingComesOf(one, reports(1));
      one.cleanedUp();
      assertThat(one.state.resting()).isTrue();
      one.asked.take();
      one.state.drive(one.id, one.asked);
      assertThat(one.asked.take()).isEmpty();
    }
  }

  @Test
  void f25CancelBetweenCompletingAndVerifyingDiscardsTheFileThatMayBeThere() {
    export.reach("commit");
    export.tell(new Cancel("ana", null)); // the store may have completed, nobody has said so
    assertThat(export.asked.take()).containsExactly("discard 1 up-1");
    export.tell(new ExportEntity.AcceptObject(1, OBJECT, null));
    assertThat(export.summary().statusReason()).isEqualTo("CANCELED");
    assertThat(export.asked.take()).isEmpty();
  }

  @Test
  void f25CancelBetweenTwoDeliveriesKeepsTheReceipt() {
    export.reach("deliver").tell(new ExportEntity.AcceptDelivery(1, receipt(1), null));
    export.tell(new Cancel("ana", null));
    assertThat(export.summary().receipts()).containsExactly(receipt(1));
    assertThat(export.asked.take()).containsExactly("discard 1 up-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "upload", "render", "commit", "deliver"})
  void aPausedStepIsNotAskedForAndGoesOnWhenResumed(String step) {
    export.reach(step).state.drive(export.id, export.asked);
    List<String> asks = export.asked.take();
    ExportStatus status = export.summary().status();

    export.tell(new Pause("ana", null));
    assertThat(export.asked.take()).containsExactly("release");
    assertThat(export.summary().status()).isEqualTo(status);
    assertThat(export.summary().statusReason()).isEqualTo("PAUSED");
    long version = export.summary().version();
    export.tell(new Pause("ana", null));
    export.fail(ErrorCode.STORE_UNAVAILABLE);
    assertThat(export.summary().version()).isEqualTo(version);

    export.tell(new Resume("ana", null));
    assertThat(export.summary().statusReason()).isNull();
    assertThat(export.asked.take()).isEqualTo(asks);
  }

  @Test
  void whatWasUnderWayIsTakenWhilePaused() {
    export.reach("plan").tell(new Pause("ana", null));
    for (Report report : reports(1)) {
      export.tell(report);
    }
    assertThat(export.summary().tilesDone()).as("the header came too early").isEqualTo(1);
    export.tell(new ExportEntity.AcceptRun(1, run(1), null));
    export.tell(new ExportEntity.AcceptHeader(1, PARTS, null));
    export.tell(new ExportEntity.AcceptObject(1, OBJECT, null));
    export.tell(new ExportEntity.AcceptDelivery(1, receipt(0), null));
    assertThat(export.state).isInstanceOf(Paused.class);
    assertThat(export.asked.take()).containsOnly("release");
    export.tell(new ExportEntity.AcceptDelivery(1, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().statusReason()).isNull();
    assertThat(export.asked.take()).containsExactly("clean up 1 up-x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plan", "upload", "render", "commit"})
  void aRetryWaitsForTheCleanUpAndBeginsAnewUnderItsOwnNumber(String step) {
    export.reach(step).fail(ErrorCode.STORE_UNAVAILABLE);
    export.asked.take();

    export.tell(new Retry("ana", null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.PENDING);
    assertThat(export.summary().statusReason()).isEqualTo("RETRYING");
    assertThat(export.summary().failure()).isNull();
    assertThat(export.summary().tilesDone()).isZero();
    assertThat(export.asked.take()).allMatch(ask -> ask.startsWith("discard 1"));
    export.fail(ErrorCode.INTERNAL); // of the try that is over
    nothingComesOf(export, reports(1));

    export.cleanedUp();
    assertThat(export.asked.take()).containsExactly("plan 2");
    assertThat(export.summary().statusReason()).isNull();
    export.reach("deliver", 2);
    export.tell(new ExportEntity.AcceptDelivery(2, receipt(0), null));
    export.tell(new ExportEntity.AcceptDelivery(2, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().attempt()).isEqualTo(2);
    assertThat(export.asked.take()).containsExactly("clean up 2 up-2");
  }

  @Test
  void aFailedDeliveryKeepsTheFileAndOnlyItIsTriedAgain() {
    export.reach("deliver").tell(new ExportEntity.AcceptDelivery(1, receipt(0), null));
    export.fail(ErrorCode.DESTINATION_FULL);
    assertThat(export.asked.take()).containsExactly("clean up 1 up-1");

    export.tell(new Retry("ana", null));
    export.asked.take();
    export.cleanedUp();
    assertThat(export.asked.take()).containsExactly("deliver 1 " + OBJECT.key() + " to 1");
    assertThat(export.summary().receipts()).containsExactly(receipt(0));
    export.tell(new ExportEntity.AcceptDelivery(1, receipt(1), null));
    assertThat(export.summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(export.summary().attempt()).isEqualTo(1);
  }

  @Test
  void aDeliveryOfAnotherFileIsNoReasonToKeepOurs() {
    export.reach("deliver").fail(ErrorCode.DESTINATION_CORRUPT);
    assertThat(export.asked.take()).containsExactly("discard 1 up-1");
    export.tell(new Retry("ana", null));
    export.cleanedUp();
    assertThat(export.asked.take()).contains("plan 2");
  }

  @Test
  void onlyAnExportThatEndedInErrorIsTriedAgain() {
    for (String step : ExportState.STEPS) {
      Life one = new Life().reach(step);
      assertThat(Life.code(one.tell(new Retry("ana", null)))).isEqualTo(ErrorCode.STATE_CONFLICT);
    }
    export.reach("deliver");
    export.tell(new ExportEntity.AcceptDelivery(1, receipt(0), null));
    export.tell(new ExportEntity.AcceptDelivery(1, receipt(1), null));
    for (var command :
        List.of(
            new Retry("ana", null),
            new Pause("ana", null),
            new Resume("ana", null),
            new Reprioritize(Priority.LOW, "ana", null))) {
      assertThat(Life.code(export.tell(command))).isEqualTo(ErrorCode.STATE_CONFLICT);
    }
  }

  @Test
  void aRetryCanBePausedCanceledAndTriedAgain() {
    export.reach("render").fail(ErrorCode.INTERNAL).tell(new Retry("ana", null));
    export.tell(new Retry("ana", null)); // a repeat
    export.tell(new Pause("ana", null));
    export.tell(new Resume("ana", null));
    export.tell(new Cancel("ana", null));
    assertThat(export.summary().statusReason()).isEqualTo("CANCELED");
    export.asked.take();
    export.tell(new Retry("ana", null));
    export.cleanedUp();
    assertThat(export.summary().attempt()).isEqualTo(2);
    assertThat(export.asked.take()).containsExactly("discard 1 up-1", "plan 2");
  }

  @Test
  void aReportOnAnAttemptThatIsOverIsRefusedSoThatItsStepEnds() {
    export.reach("render").fail(ErrorCode.INTERNAL).tell(new Retry("ana", null));
    export.cleanedUp().reach("deliver", 2);
    long version = export.summary().version();
    for (Report report : reports(1)) {
      assertThat(Life.code(export.tell(report))).isEqualTo(ErrorCode.STATE_CONFLICT);
    }
    var late = new ExportEntity.AcceptFailure(1, ErrorCode.INTERNAL, "deliver", "Late.", null);
    assertThat(Life.code(export.tell(late))).isEqualTo(ErrorCode.STATE_CONFLICT);
    assertThat(export.summary().version()).isEqualTo(version);
  }

  @Test
  void aCopyThatIsBehindDoesNotAnswerForTheOneThatIsNot() {
    for (String step : ExportState.STEPS) {
      Life behind = new Life().reach(step);
      int from = Stream.of(0, 1, 2, 4, 5).toList().get(ExportState.STEPS.indexOf(step));
      int first = from == 2 ? 4 : from + 1;
      Stream<Report> ahead = reports(1).subList(Math.min(first, 6), 6).stream();
      Stream<Report> next = reports(2).stream();
      Stream.concat(ahead, next).forEach(report -> assertThat(behind.tell(report)).isNull());
    }
  }

  @Test
  void aSignOfLifeCountsOnlyForTheStepUnderWay() {
    export.reach("render");
    assertThat(moves(new ExportEntity.StillWorking(1, "render"))).isTrue();
    assertThat(moves(new ExportEntity.StillWorking(1, "deliver"))).isFalse();
    assertThat(moves(new ExportEntity.StillWorking(1, "plan"))).isFalse();
    assertThat(moves(new ExportEntity.StillWorking(2, "render"))).isFalse();
    assertThat(moves(new GetSummary(null))).isFalse();
    export.tell(new Pause("ana", null));
    assertThat(moves(new ExportEntity.StillWorking(1, "render"))).isFalse();
  }

  /** Another copy, thought dead, may have written since this one was read. */
  @Test
  void whatRestsIsReadAnewNowAndThenEvenIfSomebodyLooks() {
    export.reach("render");
    export.tell(new Pause("ana", null));
    var settings =
        new ExportEntitySettings(
            Duration.ofSeconds(15),
            Duration.ofMinutes(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2));
    var patience = new Patience(settings);

    for (int nudge = 0; nudge < 4; nudge++) {
      assertThat(patience.nudge(export.state)).isEqualTo(Patience.Verdict.NOTHING);
      assertThat(moves(new GetSummary(null))).isFalse();
    }
    assertThat(patience.nudge(export.state)).isEqualTo(Patience.Verdict.REOPEN);
  }

  private boolean moves(ExportEntity.Command command) {
    return ExportProtocol.decide(export.id, export.state, command, Samples.NOW).moves();
  }

  @Test
  void aNewPriorityReachesWhatRenders() {
    export.reach("render");
    assertThat(export.summary().priority()).isEqualTo(Priority.NORMAL);
    export.tell(new Reprioritize(Priority.HIGH, "ana", null));
    assertThat(export.asked.take())
        .containsExactly("render 1 into up-1, done []", "prioritize HIGH");
    export.tell(new Reprioritize(Priority.HIGH, "ana", null));
    assertThat(export.asked.take()).isEmpty();
    export.tell(new Pause("ana", null));
    export.tell(new Reprioritize(Priority.LOW, "ana", null));
    assertThat(export.asked.take()).containsOnly("release");
    assertThat(export.summary().priority()).isEqualTo(Priority.LOW);
    assertThat(export.summary().request().priority()).isEqualTo(Priority.NORMAL);
  }

  @Test
  void aStoredFileOfAnotherSizeIsNotTrusted() {
    export.reach("commit");
    var wrong = new StoredObject("k", "e", 1, null);
    assertThat(Life.code(export.tell(new ExportEntity.AcceptObject(1, wrong, null))))
        .isEqualTo(ErrorCode.DESTINATION_CORRUPT);
  }

  @Test
  void fiveThousandRunsAreDecidedOnWithinASecond() {
    int runs = 5_000;
    new Life().tell(new ExportEntity.Submit(Samples.REQUEST, null)); // loads the classes
    export.tell(new ExportEntity.Submit(Samples.REQUEST, null));
    export.tell(new ExportEntity.AcceptPlan(1, Samples.plan(false, runs), null));
    export.tell(new ExportEntity.AcceptUpload(1, "up-1", null));
    var stored = IntStream.range(0, runs).mapToObj(i -> Samples.run(i, runs)).toList();

    long begun = System.nanoTime();
    stored.forEach(run -> export.tell(new ExportEntity.AcceptRun(1, run, null)));
    stored.forEach(run -> export.tell(new ExportEntity.AcceptRun(1, run, null)));
    export.tell(new ExportEntity.AcceptHeader(1, Samples.parts(stored), null));
    long took = System.nanoTime() - begun;

    assertThat(export.summary().tilesDone()).isEqualTo(runs);
    assertThat(export.state).isInstanceOf(Running.Committing.class);
    assertThat(export.journal).hasSize(runs + 4);
    assertThat(took / 1_000_000).as("ms").isLessThan(1_000);
  }

  @Test
  void anOlderListOfRunsKeepsItsOwnAsNewerOnesGrow() {
    StoredRuns one = StoredRuns.NONE.with(run(0));
    StoredRuns two = one.with(run(1));
    StoredRuns other = one.with(run(5));
    assertThat(one).containsExactly(run(0));
    assertThat(two).containsExactly(run(0), run(1));
    assertThat(other).containsExactly(run(0), run(5));
    assertThat(one.has(1)).isFalse();
    assertThat(two.has(1)).isTrue();
    assertThat(two.has(5)).isFalse();
    assertThat(other.progress()).isEqualTo(new Progress(2, 22_000_000));
  }

  private static void nothingComesOf(Life export, List<Report> reports) {
    long version = export.summary().version();
    reports.forEach(export::tell);
    assertThat(export.summary().version()).isEqualTo(version);
    export.asked.take();
  }
}
