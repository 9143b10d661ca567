package io.landfall.export.entity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.SerializationTestKit;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import akka.serialization.Serializers;
import io.landfall.model.JsonMessage;
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
    return EntityMessages.samples(testKit);
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
