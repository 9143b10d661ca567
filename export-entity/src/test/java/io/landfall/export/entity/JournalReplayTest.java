package io.landfall.export.entity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.LoggingTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.pattern.StatusReply;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.TerrainOperator;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.Processing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Journals as they stand in databases, sound and broken. */
class JournalReplayTest {
  private static ActorTestKit testKit;
  private static Serialization serialization;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENT = 4801;
  private static final int STATE = 4802;
  private static final int CBOR = 33;
  private static final int BOMB = 1_000_000;
  private static final ExportEntitySettings SETTINGS =
      new ExportEntitySettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(2),
          Duration.ofMinutes(1),
          Duration.ofSeconds(5),
          10);

  private final RecordingStepPorts ports = new RecordingStepPorts();

  @BeforeAll
  static void start() {
    testKit =
        ActorTestKit.create(
            ConfigFactory.parseString("akka.actor.testkit.typed.filter-leeway = 30s")
                .withFallback(SerializedRowJournal.config())
                .withFallback(ConfigFactory.load()));
    serialization = SerializationExtension.get(testKit.system());
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
  }

  /** Each line of a recorded file is an event and what the export was after it. */
  @ParameterizedTest
  @MethodSource("io.landfall.export.entity.GoldenJournalsTest#recorded")
  void f28RecordedJournalsRecoverToTheRecordedState(String name) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : golden(name)) {
      JsonNode recorded = JSON.readTree(line);
      rows.add(recorded.path("event").toString());
      ExportSummary summary = recover(rows);
      assertThat(summary.status().name()).isEqualTo(recorded.path("status").asText());
      assertThat(String.valueOf(summary.statusReason()))
          .isEqualTo(recorded.path("reason").asText());
      assertThat(summary.attempt()).isEqualTo(recorded.path("attempt").asInt());
      assertThat(summary.tilesDone()).isEqualTo(recorded.path("tilesDone").asLong());
      assertThat(summary.sequenceNumber()).isEqualTo(rows.size());
      List<String> asks = new ArrayList<>();
      recorded.path("asks").forEach(ask -> asks.add(ask.asText()));
      asks.add("release"); // as the entity leaves
      assertThat(ports.take()).as(line).isEqualTo(asks);
    }
  }

  private ExportSummary recover(List<String> rows) {
    ExportId id = ExportId.generate();
    SerializedRowJournal.put(ExportEntity.persistenceId(id).id(), rows);
    var entity = testKit.spawn(entity(id));
    TestProbe<StatusReply<ExportSummary>> probe = testKit.createTestProbe();
    entity.tell(new EntityCommand.GetSummary(probe.getRef()));
    ExportSummary summary = probe.receiveMessage().getValue();
    testKit.stop(entity);
    return summary;
  }

  private akka.actor.typed.Behavior<EntityCommand> entity(ExportId id) {
    return ExportEntity.create(id, ports, Clock.fixed(Samples.NOW, ZoneOffset.UTC), SETTINGS);
  }

  @ParameterizedTest
  @CsvSource({"an event of a later version,telepathy", "a depth bomb,nesting depth"})
  void f28AnEventThatCannotBeReadFailsTheRecoveryAndSaysSo(String what, String words)
      throws IOException {
    String row =
        what.equals("a depth bomb")
            ? "{\"event\":\"completed\",\"x\":" + "[".repeat(BOMB)
            : "{\"event\":\"telepathy\",\"at\":\"2026-11-21T10:15:30Z\"}";
    List<String> rows = new ArrayList<>();
    for (String line : golden("v1-success").subList(0, 3)) {
      rows.add(JSON.readTree(line).path("event").toString());
    }
    rows.add(row);
    ExportId id = ExportId.generate();
    SerializedRowJournal.put(ExportEntity.persistenceId(id).id(), rows);
    TestProbe<StatusReply<ExportSummary>> probe = testKit.createTestProbe();

    LoggingTestKit.custom(
            event ->
                event.message().startsWith("Cannot recover export " + id)
                    && event.message().contains(words))
        .expect(
            testKit.system(),
            () -> {
              var entity = testKit.spawn(entity(id));
              entity.tell(new EntityCommand.GetSummary(probe.getRef()));
              return null;
            });

    probe.expectNoMessage(Duration.ofMillis(300));
    assertThat(ports.take()).as("no step is asked for").allMatch("release"::equals);
    assertThat(recover(rows.subList(0, 3)).sequenceNumber()).as("all else goes on").isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {EVENT, STATE})
  void aDepthBombInTheJournalIsAnOrdinaryException(int serializer) {
    String type = serializer == EVENT ? "\"event\":\"completed\"" : "\"state\":\"empty\"";
    for (String open : List.of("[", "{\"x\":")) {
      byte[] bomb = ("{" + type + ",\"x\":" + open.repeat(BOMB)).getBytes(UTF_8);
      assertThatThrownBy(() -> serialization.deserialize(bomb, serializer, "").get())
          .isInstanceOf(StreamConstraintsException.class)
          .hasMessageContaining("nesting depth");
    }
  }

  @Test
  void aDepthBombFromAnotherNodeIsAnOrdinaryException() throws IOException {
    var bomb = new ByteArrayOutputStream();
    bomb.write(new byte[] {(byte) 0xbf, 0x61, 'x'}); // a map of unknown length, with the key x
    for (int i = 0; i < BOMB; i++) {
      bomb.write(0x81); // an array of one
    }
    String type = EntityCommand.StepHeartbeat.class.getName();
    assertThatThrownBy(() -> serialization.deserialize(bomb.toByteArray(), CBOR, type).get())
        .isInstanceOf(StreamConstraintsException.class)
        .hasMessageContaining("nesting depth");
  }

  @ParameterizedTest
  @CsvSource({"100000,String", "1000,Number", "1000,name"})
  void longTextsAndNumbersAreRefused(int thousands, String what) {
    String longOne = "1".repeat(thousands * 20);
    String json =
        switch (what) {
          case "String" -> "{\"event\":\"canceled\",\"by\":\"" + longOne + "\"}";
          case "Number" -> "{\"event\":\"retried\",\"attempt\":" + longOne + "}";
          default -> "{\"event\":\"completed\",\"" + longOne + "\":1}";
        };
    assertThatThrownBy(() -> serialization.deserialize(json.getBytes(UTF_8), EVENT, "").get())
        .hasStackTraceContaining(StreamConstraintsException.class.getName());
  }

  @Test
  void theDeepestToolThatIsTakenIsReadAgain() {
    var light = new TerrainOperator.Hillshade(315, 45, 0.3048);
    var slope = new TerrainOperator.Slope(TerrainOperator.SlopeUnit.PERCENT, 1);
    Expression heights = new Expression.Terrain(slope, new Expression.Input("a"));
    Expression tree =
        new Expression.Terrain(
            light, new Expression.Terrain(new TerrainOperator.Aspect(), heights));
    for (int i = 4; i < AlgebraTool.MAX_DEPTH; i++) {
      tree = new Expression.Apply(LocalOperator.ABS, List.of(tree));
    }
    var request =
        new ExportRequestBuilder("ana", Samples.REQUEST.source())
            .processing(new Processing(AlgebraTool.of(tree), null, null, null, null, null))
            .build();
    var event = new ExportEvent.Requested(request, Samples.NOW);
    byte[] row = serialization.serialize(event).get();
    assertThat(serialization.deserialize(row, EVENT, "").get()).isEqualTo(event);
  }

  private static List<String> golden(String name) throws IOException {
    try (var in =
        JournalReplayTest.class.getResourceAsStream("/golden/journal-" + name + ".jsonl")) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
