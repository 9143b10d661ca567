package io.landfall.export.entity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.landfall.export.ExportDetails;
import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.StepWait;
import io.landfall.export.TasksUnderWay;
import io.landfall.export.UploadTarget;
import io.landfall.export.entity.ExportState.ExistingState;
import io.landfall.model.ErrorCode;
import io.landfall.model.JsonMessage;
import io.landfall.model.Priority;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JournalFormatTest {
  private static ActorTestKit testKit;
  private static Serialization serialization;
  private static final int EVENT = 4801;

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    serialization = SerializationExtension.get(testKit.system());
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  @Test
  void everyEventHasASample() {
    assertThat(Samples.events().stream().map(Object::getClass).toList())
        .containsExactlyInAnyOrder((Class<?>[]) ExportEvent.class.getPermittedSubclasses());
  }

  @Test
  void theJournalIsWrittenAsRecordedAndReadAgain() throws IOException {
    List<String> golden = golden("events-v1");
    List<ExportEvent> events =
        Stream.of(Samples.events(), Samples.variants()).flatMap(List::stream).toList();
    assertThat(golden).hasSameSizeAs(events);
    for (int i = 0; i < golden.size(); i++) {
      assertThat(new String(serialization.serialize(events.get(i)).get(), UTF_8))
          .isEqualTo(golden.get(i));
      assertThat(read(golden.get(i))).isEqualTo(events.get(i));
    }
  }

  @Test
  void aFieldOfALaterReleaseIsPassedOver() {
    String later =
        "{\"event\":\"completed\",\"at\":\"2026-11-21T10:15:30Z\",\"mood\":{\"good\":1}}";
    assertThat(read(later)).isInstanceOf(ExportEvent.Completed.class);
  }

  @Test
  void theJournalNamesNoClassOfOurs() {
    for (ExportEvent event : Samples.events()) {
      var serializer = serialization.findSerializerFor(event);
      assertThat(serializer.identifier()).isEqualTo(EVENT);
      assertThat(Serializers.manifestFor(serializer, event)).isEmpty();
      assertThat(new String(serializer.toBinary(event), UTF_8)).doesNotContain("io.landfall");
    }
  }

  @Test
  void jsonThatIsTooDeepIsAnExceptionAndNoStackOverflow() {
    String deep = "[".repeat(1_000_000);
    assertThatThrownBy(() -> read("{\"event\":\"completed\",\"x\":" + deep))
        .isInstanceOf(Exception.class)
        .hasStackTraceContaining("nesting depth");
  }

  @Test
  void everyStateSurvivesASnapshot() {
    assertThat(Samples.states().stream().map(Object::getClass).distinct().count()).isEqualTo(10);
    for (ExportState state : Samples.states()) {
      var serializer = serialization.findSerializerFor(state);
      assertThat(serializer.identifier()).isEqualTo(4802);
      byte[] bytes = serializer.toBinary(state);
      assertThat(serialization.deserialize(bytes, 4802, "").get()).isEqualTo(state);
    }
  }

  static Stream<JsonMessage> messages() {
    ActorRef<StatusReply<ExportSummary>> summary =
        testKit.<StatusReply<ExportSummary>>createTestProbe().ref();
    ActorRef<StatusReply<ExportDetails>> details =
        testKit.<StatusReply<ExportDetails>>createTestProbe().ref();
    ActorRef<StatusReply<TasksUnderWay>> tasks =
        testKit.<StatusReply<TasksUnderWay>>createTestProbe().ref();
    ActorRef<StatusReply<UploadTarget>> target =
        testKit.<StatusReply<UploadTarget>>createTestProbe().ref();
    ActorRef<StatusReply<Done>> done = testKit.<StatusReply<Done>>createTestProbe().ref();
    Stream<JsonMessage> commands =
        Stream.of(
            new EntityCommand.SubmitExport(Samples.REQUEST, null, details),
            new EntityCommand.GetSummary(summary),
            new EntityCommand.ExpireExport(Samples.NOW, summary),
            new EntityCommand.GetDetails(details),
            new EntityCommand.GetTasksUnderWay(tasks),
            new EntityCommand.NoteTasksUnderWay(new TasksUnderWay(1, List.of(0, 7), 2)),
            new TasksUnderWay(1, List.of(0, 7), 2),
            new EntityCommand.CancelExport("ana", null, details),
            new EntityCommand.AcceptPlan(1, Samples.PLAN, done),
            new EntityCommand.AcceptUpload(1, new UploadTarget.MultipartUpload("up-1"), target),
            new EntityCommand.AcceptTask(1, Samples.task(0), done),
            new EntityCommand.AcceptHeader(1, Samples.PARTS, done),
            new EntityCommand.AcceptObject(1, Samples.OBJECT, done),
            new EntityCommand.AcceptDelivery(1, Samples.receipt(0), done),
            new EntityCommand.AcceptDeliverySession(1, Samples.SESSION, "up-8", done),
            new EntityCommand.AcceptDeliveryFailure(1, Samples.DELIVERY_FAILURE, done),
            new EntityCommand.AddDestinations(Samples.DESTINATIONS, "ana", null, details),
            new EntityCommand.AcceptFailure(
                1, ErrorCode.INTERNAL, ExportStep.RENDER, "Cannot.", done),
            new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), done),
            new EntityCommand.PauseExport("ana", null, details),
            new EntityCommand.ResumeExport("ana", null, details),
            new EntityCommand.RetryExport("ana", null, details),
            new EntityCommand.PrioritizeExport(Priority.LOW, "ana", null, details),
            new EntityCommand.StepHeartbeat(1, ExportStep.RENDER),
            new EntityCommand.StepWaits(1, ExportStep.RENDER, StepWait.QUEUED));
    Stream<JsonMessage> answers =
        Samples.states().stream()
            .filter(ExistingState.class::isInstance)
            .map(ExistingState.class::cast)
            .flatMap(state -> Stream.of(state.summary(Samples.ID), state.details(Samples.ID)));
    Stream<JsonMessage> targets =
        Stream.of(
            new UploadTarget.SingleObject(),
            new UploadTarget.MultipartUpload("up-1"),
            new UploadTarget.ComposedUpload("up-1"));
    return Stream.of(commands, answers, targets).flatMap(messages -> messages);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageSurvivesTheWayToAnotherNode(JsonMessage message) {
    new SerializationTestKit(testKit.system()).verifySerialization(message, true);
  }

  @Test
  void everyCommandIsSent() {
    var commands =
        Stream.of(EntityCommand.class, EntityCommand.StepReport.class)
            .flatMap(type -> Arrays.stream(type.getPermittedSubclasses()))
            .filter(Class::isRecord)
            .toList();
    assertThat(messages().map(Object::getClass).toList()).containsAll(commands);
  }

  private static Object read(String json) {
    return serialization.deserialize(json.getBytes(UTF_8), EVENT, "").get();
  }

  private static List<String> golden(String version) throws IOException {
    try (var in = JournalFormatTest.class.getResourceAsStream("/golden/" + version + ".jsonl")) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
