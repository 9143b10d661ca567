package io.landfall.export.entity;

import static io.landfall.export.entity.Samples.NOW;
import static io.landfall.export.entity.Samples.OBJECT;
import static io.landfall.export.entity.Samples.PARTS;
import static io.landfall.export.entity.Samples.PLAN;
import static io.landfall.export.entity.Samples.REQUEST;
import static io.landfall.export.entity.Samples.receipt;
import static io.landfall.export.entity.Samples.task;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.ManualTime;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit;
import akka.persistence.testkit.javadsl.EventSourcedBehaviorTestKit.CommandResultWithReply;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.FailureReply;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.UploadTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.plan.StoredTask;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ExportEntityTest {
  private static ActorTestKit testKit;
  private static ManualTime time;
  private static final ExportEntitySettings SETTINGS =
      new ExportEntitySettings(
          Duration.ofSeconds(15),
          Duration.ofMinutes(2),
          Duration.ofSeconds(60),
          Duration.ofSeconds(5),
          1_000);

  private final RecordingStepPorts ports = new RecordingStepPorts();
  private final EventSourcedBehaviorTestKit<EntityCommand, ExportEvent, ExportState> export =
      EventSourcedBehaviorTestKit.create(
          testKit.system(),
          ExportEntity.create(
              ExportId.generate(), ports, Clock.fixed(NOW, ZoneOffset.UTC), SETTINGS));

  @BeforeAll
  static void start() {
    testKit =
        ActorTestKit.create(
            EventSourcedBehaviorTestKit.config()
                .withFallback(ManualTime.config())
                .withFallback(ConfigFactory.load()));
    time = ManualTime.get(testKit.system());
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void whatIsLoggedOfAnExportHasItsIdInTheContext() {
    var log = (Logger) LoggerFactory.getLogger(ExportLog.class);
    var lines = new ListAppender<ILoggingEvent>();
    lines.start();
    log.setLevel(Level.INFO);
    log.addAppender(lines);
    try {
      submit(REQUEST);
    } finally {
      log.detachAppender(lines);
      log.setLevel(null);
    }
    assertThat(lines.list)
        .singleElement()
        .satisfies(
            line ->
                assertThat(line.getFormattedMessage())
                    .contains("Export " + line.getMDCPropertyMap().get("exportId") + " of ana"));
  }

  @Test
  void theDateOfItsFilesIsFixedWhenItEndsAndStaysWhenSettingsChange() {
    ExportId id = ExportId.generate();
    var month =
        new ExportEntitySettings(
            SETTINGS.checkInterval(),
            SETTINGS.stepDeadline(),
            SETTINGS.idleTimeout(),
            SETTINGS.askTimeout(),
            SETTINGS.movingAskTimeout(),
            1_000,
            Duration.ofDays(30));
    var dated =
        EventSourcedBehaviorTestKit.create(
            testKit.system(),
            ExportEntity.create(id, ports, Clock.fixed(NOW, ZoneOffset.UTC), month));
    dated.<StatusReply<ExportDetails>>runCommand(
        to -> new EntityCommand.SubmitExport(REQUEST, null, to));
    var canceled =
        dated.<StatusReply<ExportDetails>>runCommand(
            to -> new EntityCommand.CancelExport("ana", null, to));

    assertThat(canceled.eventOfType(ExportEvent.Canceled.class).keptUntil())
        .isEqualTo(NOW.plus(Duration.ofDays(30)));
    assertThat(canceled.reply().getValue().summary().keptUntil())
        .isEqualTo(NOW.plus(Duration.ofDays(30)));
  }

  @Test
  void anExportGoesFromRequestToSuccessOneAskAtATime() {
    assertThat(submit(REQUEST).getValue().summary().status()).isEqualTo(ExportStatus.PENDING);
    assertThat(ports.take()).containsExactly("plan 1");
    accept(to -> new EntityCommand.AcceptPlan(1, PLAN, to));
    assertThat(summary().status()).isEqualTo(ExportStatus.SUBMITTED);
    assertThat(ports.take()).containsExactly("open upload 1");
    assertThat(upload("up-1").getValue()).isEqualTo(target("up-1"));
    assertThat(ports.take()).containsExactly("render 1 into up-1, done []");
    acceptTask(task(1));
    acceptTask(task(0));
    assertThat(ports.take()).isEmpty();
    assertThat(summary().tilesDone()).isEqualTo(2);
    accept(to -> new EntityCommand.AcceptHeader(1, PARTS, to));
    assertThat(summary().status()).isEqualTo(ExportStatus.RENDERING);
    assertThat(ports.take()).containsExactly("commit 1: 5 parts into up-1");
    accept(to -> new EntityCommand.AcceptObject(1, OBJECT, to));
    assertThat(summary().status()).isEqualTo(ExportStatus.DELIVERING);
    String key = OBJECT.key();
    assertThat(ports.take())
        .containsExactly("deliver 1 " + key + " to 0", "deliver 1 " + key + " to 1");
    accept(to -> new EntityCommand.AcceptDelivery(1, receipt(1), to));
    assertThat(summary().status()).isEqualTo(ExportStatus.DELIVERING);
    accept(to -> new EntityCommand.AcceptDelivery(1, receipt(0), to));
    assertThat(summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(ports.take()).containsExactly("clean up 1");
    assertThat(ports.settled).containsExactly("1: all pixels, [0, 1]");
    accept(to -> new EntityCommand.AcceptCleanUp(1, ExportStep.CLEAN_UP, List.of(), to));

    export.restart();

    assertThat(ports.take()).containsExactly("release");
    assertThat(details()).isEqualTo(new ExportDetails(summary(), REQUEST, PLAN));
    assertThat(summary().receipts()).containsExactly(receipt(1), receipt(0));
    assertThat(summary().sequenceNumber()).isEqualTo(11);
  }

  @Test
  void aFileThatNoSceneGaveAPixelHasAWarning() {
    submit(REQUEST);
    accept(to -> new EntityCommand.AcceptPlan(1, PLAN, to));
    upload("up-1");
    acceptTask(withoutScenes(task(0)));
    acceptTask(withoutScenes(task(1)));
    accept(to -> new EntityCommand.AcceptHeader(1, PARTS, to));
    assertThat(details().plan().warnings()).as("before the file is whole").isEmpty();
    accept(to -> new EntityCommand.AcceptObject(1, OBJECT, to));
    assertThat(details().plan().warnings())
        .singleElement(as(STRING))
        .startsWith("No pixel of the file has data");
    accept(to -> new EntityCommand.AcceptDelivery(1, receipt(0), to));
    accept(to -> new EntityCommand.AcceptDelivery(1, receipt(1), to));

    export.restart();

    assertThat(details().summary().status()).isEqualTo(ExportStatus.SUCCESS);
    assertThat(details().plan().warnings()).hasSize(1);
  }

  private static StoredTask withoutScenes(StoredTask task) {
    return new StoredTask(
        task.index(),
        task.overviews(),
        task.fullResolution(),
        task.tileLengths(),
        List.of(),
        task.node(),
        null);
  }

  @Test
  void submittingTheSameAgainChangesNothingAndAnotherRequestIsAConflict() {
    var first = submit(REQUEST).getValue();
    assertThat(submit(REQUEST).getValue()).isEqualTo(first);
    assertThat(ports.take()).containsExactly("plan 1");
    ExportRequest other = new ExportRequestBuilder("eve", REQUEST.source()).build();
    assertThat(code(submit(other))).isEqualTo(ErrorCode.STATE_CONFLICT);
  }

  @Test
  void whoHasTooManyUnfinishedExportsBeginsNoneAndRetriesNone() {
    String owner = "owner of many";
    ExportRequest request = new ExportRequestBuilder(owner, REQUEST.source()).build();
    var counts = UnfinishedExportCounts.of(testKit.system());
    ExportId other = ExportId.generate();
    for (int i = 0; i < SETTINGS.unfinishedPerOwner(); i++) {
      assertThat(counts.tryAdd(i == 0 ? other : ExportId.generate(), owner, 1_000)).isTrue();
    }
    assertThat(code(submit(request))).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    counts.remove(other);
    assertThat(submit(request).isSuccess()).isTrue();
    assertThat(submit(request).isSuccess()).as("the same again").isTrue();
    export.restart();
    assertThat(counts.count(owner)).isEqualTo(1_000);

    assertThat(cancel().isSuccess()).isTrue();
    assertThat(counts.count(owner)).isEqualTo(999);
    counts.tryAdd(other, owner, 1_000);
    assertThat(code(retry())).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    counts.remove(other);
    assertThat(retry().isSuccess()).isTrue();
    assertThat(counts.count(owner)).isEqualTo(1_000);
  }

  @Test
  void anUnknownExportSaysSoToEveryQuestion() {
    StatusReply<ExportSummary> answer =
        export.<StatusReply<ExportSummary>>runCommand(EntityCommand.GetSummary::new).reply();
    assertThat(code(answer)).isEqualTo(ErrorCode.EXPORT_UNKNOWN);
    assertThat(code(cancel())).isEqualTo(ErrorCode.EXPORT_UNKNOWN);
    assertThat(code(upload("up-1"))).isEqualTo(ErrorCode.EXPORT_UNKNOWN);
  }

  @Test
  void tasksUnderWayAreToldAsLongAsTheyAreRendered() {
    advanceTo(ExportStep.RENDER);
    var noted = new TasksUnderWay(1, List.of(1), 1);
    assertThat(export.runCommand(new EntityCommand.NoteTasksUnderWay(noted)).hasNoEvents())
        .isTrue();
    assertThat(underWay()).isEqualTo(noted);
    export.runCommand(new EntityCommand.NoteTasksUnderWay(new TasksUnderWay(2, List.of(1), 1)));
    assertThat(underWay()).as("of another attempt").isEqualTo(TasksUnderWay.none(1));
    export.runCommand(new EntityCommand.NoteTasksUnderWay(noted));
    assertThat(cancel().isSuccess()).isTrue();
    assertThat(underWay()).isEqualTo(TasksUnderWay.none(1));
  }

  private TasksUnderWay underWay() {
    return export
        .<StatusReply<TasksUnderWay>>runCommand(EntityCommand.GetTasksUnderWay::new)
        .reply()
        .getValue();
  }

  @Test
  void recoveryRendersOnlyWhatIsNotStored() {
    advanceTo(ExportStep.RENDER);
    acceptTask(task(0));
    ports.take();

    export.restart();

    assertThat(ports.take()).contains("render 1 into up-1, done [0]");
  }

  @Test
  void aTaskThatComesTwiceIsOneFact() {
    advanceTo(ExportStep.RENDER);
    acceptTask(task(0));
    var again =
        export.<StatusReply<Done>>runCommand(to -> new EntityCommand.AcceptTask(1, task(0), to));
    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply().isSuccess()).isTrue();
    assertThat(summary().tilesDone()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"PLAN", "UPLOAD", "RENDER", "COMMIT", "DELIVER"})
  void cancelEndsEveryStepAndDiscardsWhatWasMade(ExportStep step) {
    advanceTo(step);

    ExportSummary summary = cancel().getValue().summary();

    assertThat(summary.status()).isEqualTo(ExportStatus.ERROR);
    assertThat(summary.statusReason()).isEqualTo("CANCELED");
    assertThat(summary.failure().step()).isEqualTo(step);
    assertThat(ports.take()).containsExactly(RecordingStepPorts.discard(step));
    assertThat(code(cancel())).isEqualTo(ErrorCode.STATE_CONFLICT);
    lateMessagesChangeNothing();
  }

  @Test
  void ofACanceledExportWhatWasRenderedIsUsedAndOfAFailedOneNothing() {
    advanceTo(ExportStep.RENDER);
    acceptTask(task(0));
    cancel();
    assertThat(ports.settled).containsExactly("1: some pixels, []");
    accept(to -> new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), to));
    ports.settled.clear();
    retry();
    accept(to -> new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), to));
    accept(to -> new EntityCommand.AcceptPlan(2, PLAN, to));
    assertThat(ports.settled).as("it has begun again").isEmpty();
    accept(
        to ->
            new EntityCommand.AcceptFailure(
                2, ErrorCode.QUOTA_REACHED, ExportStep.UPLOAD, "Cannot render the export.", to));
    assertThat(ports.settled).containsExactly("2: no pixels, []");
  }

  @Test
  void theWordsOfAFailureAreKept() {
    advanceTo(ExportStep.RENDER);
    accept(
        to ->
            new EntityCommand.AcceptFailure(
                1,
                ErrorCode.SCENE_CHANGED,
                ExportStep.RENDER,
                "Cannot read B4: it has changed.",
                to));
    export.restart();
    assertThat(summary().failure())
        .isEqualTo(
            new ExportSummary.StepFailure(
                ErrorCode.SCENE_CHANGED, ExportStep.RENDER, "Cannot read B4: it has changed."));
    assertThat(ports.take()).contains("discard 1");
    lateMessagesChangeNothing();
  }

  @Test
  void aStepThatStandsStillIsAskedForAgainAndFailsAtItsDeadline() {
    advanceTo(ExportStep.RENDER);
    pass(Duration.ofSeconds(15));
    assertThat(summary().status()).isEqualTo(ExportStatus.RENDERING);
    assertThat(ports.take()).isEmpty(); // it has just moved
    pass(Duration.ofMinutes(1));
    assertThat(ports.take()).hasSize(4).containsOnly("render 1 into up-1, done []");

    export.runCommand(new EntityCommand.StepHeartbeat(1, ExportStep.RENDER));
    pass(Duration.ofSeconds(105));
    assertThat(summary().status()).isEqualTo(ExportStatus.RENDERING);
    pass(Duration.ofMinutes(1));

    assertThat(summary().failure().code()).isEqualTo(ErrorCode.STEP_TIMED_OUT);
    assertThat(summary().failure().detail()).contains("render").contains("120 s");
  }

  @Test
  void whoWaitsInTurnMissesNoDeadlineAndSaysWhatItWaitsFor() {
    advanceTo(ExportStep.RENDER);
    export.runCommand(new EntityCommand.StepWaits(1, ExportStep.RENDER, StepWait.QUEUED));
    assertThat(summary().statusReason()).isEqualTo("QUEUED");
    assertThat(details().summary().statusReason()).isEqualTo("QUEUED");
    for (int minutes = 0; minutes < 15; minutes++) {
      pass(Duration.ofMinutes(1));
      if (!ports.take().isEmpty()) { // as a step does that still waits
        export.runCommand(new EntityCommand.StepWaits(1, ExportStep.RENDER, StepWait.NO_WORKERS));
      }
    }
    assertThat(summary().status()).isEqualTo(ExportStatus.RENDERING);
    assertThat(summary().statusReason()).isEqualTo("NO_WORKERS");

    acceptTask(task(0));
    assertThat(summary().statusReason()).as("it moves").isNull();

    export.runCommand(new EntityCommand.StepWaits(1, ExportStep.RENDER, StepWait.QUEUED));
    pass(Duration.ofMinutes(1));
    assertThat(summary().statusReason()).as("nobody says so any more").isNull();
    pass(Duration.ofMinutes(2));
    assertThat(summary().failure().code()).isEqualTo(ErrorCode.STEP_TIMED_OUT);
  }

  @Test
  void cleaningUpIsAskedForUntilItIsDone() {
    advanceTo(ExportStep.RENDER);
    cancel();
    ports.take();
    pass(Duration.ofMinutes(4));
    assertThat(ports.take()).contains("discard 1");
    assertThat(summary().failure().code()).isEqualTo(ErrorCode.CANCELED);
    accept(to -> new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), to));
    pass(Duration.ofMinutes(1));
    assertThat(ports.take()).isEmpty();
  }

  @Test
  void aPausedExportHasNoDeadlineAndStaysPausedThroughARestart() {
    advanceTo(ExportStep.RENDER);
    tell(to -> new EntityCommand.AcceptTask(1, task(0), to));
    assertThat(runAction(to -> new EntityCommand.PauseExport("ana", null, to)).statusReason())
        .isEqualTo("PAUSED");
    ports.take();
    pass(Duration.ofMinutes(1));
    assertThat(ports.take()).isEmpty();
    for (int minute = 0; minute < 5; minute++) {
      export.restart(); // as its shard does when it has left to read the journal anew
      pass(Duration.ofMinutes(1));
    }
    assertThat(ports.take()).isNotEmpty().containsOnly("release");

    assertThat(runAction(to -> new EntityCommand.ResumeExport("ana", null, to)).statusReason())
        .isNull();
    assertThat(ports.take()).containsExactly("render 1 into up-1, done [0]");
    pass(Duration.ofMinutes(1));
    assertThat(summary().status()).isEqualTo(ExportStatus.RENDERING);
  }

  @Test
  void aRetryCleansUpForAsLongAsItTakesAndThenPlansAnew() {
    advanceTo(ExportStep.RENDER);
    tell(
        to ->
            new EntityCommand.AcceptFailure(
                1, ErrorCode.POISON_TASK, ExportStep.RENDER, "Odd.", to));
    assertThat(runAction(to -> new EntityCommand.RetryExport("ana", null, to)).statusReason())
        .isEqualTo("RETRYING");
    ports.take();
    pass(Duration.ofMinutes(5));
    assertThat(ports.take()).isNotEmpty().containsOnly("discard 1");
    assertThat(summary().statusReason()).isEqualTo("RETRYING");
    export.restart();
    accept(to -> new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), to));
    assertThat(ports.take()).contains("plan 2");
    assertThat(summary().attempt()).isEqualTo(2);
  }

  private ExportSummary runAction(
      Function<ActorRef<StatusReply<ExportDetails>>, EntityCommand> command) {
    return export
        .<StatusReply<ExportDetails>>runCommand(command::apply)
        .reply()
        .getValue()
        .summary();
  }

  /** Lets time pass check by check; a question after each waits until the check is through. */
  private void pass(Duration length) {
    for (long s = 0; s < length.toSeconds(); s += 15) {
      time.timePasses(Duration.ofSeconds(15));
      summary();
    }
  }

  private void advanceTo(ExportStep step) {
    submit(REQUEST);
    int steps = step.ordinal();
    if (steps > 0) {
      accept(to -> new EntityCommand.AcceptPlan(1, PLAN, to));
    }
    if (steps > 1) {
      upload("up-1");
    }
    if (steps > 2) {
      acceptTask(task(0));
      acceptTask(task(1));
      accept(to -> new EntityCommand.AcceptHeader(1, PARTS, to));
    }
    if (steps > 3) {
      accept(to -> new EntityCommand.AcceptObject(1, OBJECT, to));
    }
    ports.take();
  }

  private void lateMessagesChangeNothing() {
    long sequenceNumber = summary().sequenceNumber();
    tell(to -> new EntityCommand.AcceptPlan(1, PLAN, to));
    tell(to -> new EntityCommand.AcceptTask(1, task(0), to));
    tell(to -> new EntityCommand.AcceptHeader(1, PARTS, to));
    tell(to -> new EntityCommand.AcceptObject(1, OBJECT, to));
    tell(to -> new EntityCommand.AcceptDelivery(1, receipt(0), to));
    tell(
        to ->
            new EntityCommand.AcceptFailure(1, ErrorCode.INTERNAL, ExportStep.RENDER, "late", to));
    assertThat(summary().sequenceNumber()).isEqualTo(sequenceNumber);
  }

  private StatusReply<ExportDetails> submit(ExportRequest request) {
    return export
        .<StatusReply<ExportDetails>>runCommand(
            to -> new EntityCommand.SubmitExport(request, null, to))
        .reply();
  }

  private ExportSummary summary() {
    return export
        .<StatusReply<ExportSummary>>runCommand(EntityCommand.GetSummary::new)
        .reply()
        .getValue();
  }

  private ExportDetails details() {
    return export
        .<StatusReply<ExportDetails>>runCommand(EntityCommand.GetDetails::new)
        .reply()
        .getValue();
  }

  private StatusReply<ExportDetails> retry() {
    return export
        .<StatusReply<ExportDetails>>runCommand(
            to -> new EntityCommand.RetryExport("ann", null, to))
        .reply();
  }

  private StatusReply<ExportDetails> cancel() {
    return export
        .<StatusReply<ExportDetails>>runCommand(
            to -> new EntityCommand.CancelExport("ana", null, to))
        .reply();
  }

  private StatusReply<UploadTarget> upload(String uploadId) {
    return export
        .<StatusReply<UploadTarget>>runCommand(
            to -> new EntityCommand.AcceptUpload(1, target(uploadId), to))
        .reply();
  }

  private static UploadTarget target(String uploadId) {
    return new UploadTarget.MultipartUpload(uploadId);
  }

  private void acceptTask(StoredTask task) {
    accept(to -> new EntityCommand.AcceptTask(1, task, to));
  }

  private void accept(Function<ActorRef<StatusReply<Done>>, EntityCommand> command) {
    assertThat(tell(command).reply().isSuccess()).isTrue();
  }

  private CommandResultWithReply<EntityCommand, ExportEvent, ExportState, StatusReply<Done>> tell(
      Function<ActorRef<StatusReply<Done>>, EntityCommand> command) {
    return export.<StatusReply<Done>>runCommand(command::apply);
  }

  private static ErrorCode code(StatusReply<?> refused) {
    return FailureReply.parse(refused.getError().getMessage()).code();
  }
}
