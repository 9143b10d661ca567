package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ExportId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ExportTasksIT {
  private static final ApiFixture API = new ApiFixture();

  @AfterAll
  static void stop() {
    API.close();
  }

  @Test
  void tasksSayWhichCellsTheyRenderAndWhereTheOutputLies() {
    ExportId id = submitted();
    API.exports.plan(id);

    JsonNode tasks = API.json(API.send(API.as("ann-token", "/v1/exports/" + id + "/tasks")));

    assertThat(tasks.get("attempt").asInt()).isEqualTo(1);
    assertThat(tasks.get("width").asInt()).isEqualTo(1024);
    assertThat(tasks.get("cellSize").asInt()).as("two tiles of 512 a side").isEqualTo(1024);
    assertThat(tasks.get("tasks").toString()).isEqualTo("[{\"task\":0,\"cells\":[[0,0]]}]");
    assertThat(tasks.at("/positions/0/0").toString()).isEqualTo("[-35.0,-8.0]");
    assertThat(tasks.at("/positions/2/1").toString()).isEqualTo("[-34.9,-8.2]");
    assertThat(tasks.at("/positions/16/16").isNull()).as("a point that is nowhere").isTrue();
  }

  @Test
  void tasksThatWorkersHaveInHandAreNamed() {
    ExportId id = submitted();

    String now = "/v1/exports/" + id + "/tasks/working";

    assertThat(API.json(API.send(API.as("ann-token", now))).toString())
        .isEqualTo("{\"attempt\":1,\"tasks\":[0],\"total\":1}");
    API.problem(API.send(API.as("bob-token", now)), 404, "export-unknown");
  }

  @Test
  void beforeThePlanIsKnownTheConflictSaysWhenToAskAgain() {
    JsonNode problem =
        API.problem(
            API.send(API.as("ann-token", "/v1/exports/" + submitted() + "/tasks")),
            409,
            "state-conflict");
    assertThat(problem.get("detail").asText()).endsWith("Ask again when it is SUBMITTED.");
  }

  @Test
  void othersDoNotFindThem() {
    ExportId id = submitted();
    API.exports.plan(id);
    API.problem(
        API.send(API.as("bob-token", "/v1/exports/" + id + "/tasks")), 404, "export-unknown");
  }

  private static ExportId submitted() {
    var answer = API.send(API.post("ann-token", "/v1/exports", ApiFixture.BODY));
    return ExportId.parse(API.json(answer).get("id").asText());
  }
}
