package io.landfall.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.audit.ExportReplay;
import io.landfall.audit.ExportReplay.ReplayOutcome;
import io.landfall.audit.ExportReplay.ReplayedEvent;
import io.landfall.audit.ReplayLine;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays journals that lie in PostgreSQL: those of releases, and damaged ones. */
class ExportReplayIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Path GOLDEN = Path.of("../export-entity/src/test/resources/golden");

  private static JournalDatabase database;

  private final List<ReplayedEvent> replayed = new ArrayList<>();

  @BeforeAll
  static void start() {
    database = JournalDatabase.start();
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"success", "canceled", "retried", "redelivered"})
  void journalsOfReleasesReplayToTheStatesThatWereRecorded(String life) throws Exception {
    List<JsonNode> rows = golden(life);
    ExportId id = written(rows.stream().map(row -> row.path("event").toString()).toList());

    ReplayOutcome outcome = replay(id);

    assertThat(outcome).isEqualTo(new ReplayOutcome(rows.size(), null));
    for (int i = 0; i < rows.size(); i++) {
      JsonNode expected = rows.get(i);
      JsonNode line = MAPPER.readTree(ReplayLine.write(id, replayed.get(i)));
      JsonNode summary = line.path("summary");
      assertThat(line.path("type")).isEqualTo(expected.path("event").path("event"));
      assertThat(line.path("sequenceNumber").asInt()).isEqualTo(i + 1);
      assertThat(summary.path("status")).isEqualTo(expected.path("status"));
      assertThat(summary.path("statusReason").asText()).isEqualTo(expected.path("reason").asText());
      assertThat(summary.path("attempt")).isEqualTo(expected.path("attempt"));
      assertThat(summary.path("tilesDone")).isEqualTo(expected.path("tilesDone"));
    }
  }

  @Test
  void aJournalOfManyPagesIsReplayedToItsEnd() throws Exception {
    List<String> events = new ArrayList<>(List.of(event("success", 0)));
    for (int i = 0; i < 150; i++) {
      events.add("{\"event\":\"paused\",\"by\":\"ana\",\"at\":\"2026-11-21T10:15:31Z\"}");
      events.add("{\"event\":\"resumed\",\"by\":\"ana\",\"at\":\"2026-11-21T10:15:31Z\"}");
    }
    assertThat(replay(written(events))).isEqualTo(new ReplayOutcome(301, null));
    assertThat(replayed).extracting(ReplayLine::state).endsWith("paused", "pending");
  }

  @Test
  void anEventThatIsNoneEndsTheReplayAndIsNamed() throws Exception {
    for (String damaged :
        List.of(
            "{\"event\":\"teleported\",\"at\":\"2026-11-21T10:15:31Z\"}",
            "{\"event\":\"paused\",\"at\":\"yesterday\"}",
            "\u0001no JSON",
            "null",
            "")) {
      ReplayOutcome outcome = replay(written(List.of(event("success", 0), damaged, damaged)));
      assertThat(outcome.events()).isEqualTo(1);
      assertThat(outcome.problem()).startsWith("Event 2 cannot be read: ").hasLineCount(1);
      assertThat(MAPPER.readTree(ReplayLine.write(outcome)).path("problem").asText())
          .isEqualTo(outcome.problem());
    }
  }

  @Test
  void anEventThatHasNoPlaceThereEndsTheReplayAndIsNamed() throws Exception {
    ReplayOutcome outcome = replay(written(List.of(event("success", 0), event("success", 0))));
    assertThat(outcome.events()).isEqualTo(1);
    assertThat(outcome.problem()).startsWith("Event 2 has no place here").contains("Requested");
  }

  @Test
  void aMissingEventEndsTheReplayAndIsNamed() throws Exception {
    ExportId id = written(List.of(event("success", 0), event("success", 1), event("success", 2)));
    database.execute(
        "delete from event_journal where sequence_number = 2 and persistence_id = 'export|%s'"
            .formatted(id));
    assertThat(replay(id))
        .isEqualTo(new ReplayOutcome(1, "Event 2 is missing; the next one is 3."));
  }

  @Test
  void anExportThatTheJournalDoesNotHaveIsRefused() {
    assertThatThrownBy(() -> replay(ExportId.generate()))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("the journal has no event of it");
  }

  private ReplayOutcome replay(ExportId id) {
    return new ExportReplay(database.dataSource()).replay(id, replayed::add);
  }

  private static String event(String life, int index) throws Exception {
    return golden(life).get(index).path("event").toString();
  }

  private static List<JsonNode> golden(String life) throws Exception {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(GOLDEN.resolve("journal-v1-" + life + ".jsonl"))) {
      rows.add(MAPPER.readTree(line));
    }
    return rows;
  }

  private static ExportId written(List<String> events) throws Exception {
    ExportId id = ExportId.generate();
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into event_journal (persistence_id, sequence_number, writer,"
                    + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                    + " event_payload) values (?, ?, 'w', 0, '', 4801, '', ?)")) {
      for (int i = 0; i < events.size(); i++) {
        insert.setString(1, "export|" + id);
        insert.setLong(2, i + 1L);
        insert.setBytes(3, events.get(i).getBytes(UTF_8));
        insert.executeUpdate();
      }
    }
    return id;
  }
}
