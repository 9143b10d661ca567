package io.landfall.api;

import static io.landfall.api.ApiFixture.BODY;
import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.workspace.Access;
import io.landfall.workspace.Caller;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.WorkspaceIds;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An export over HTTP, from the request to its history. */
class ExportRoutesIT {
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void anExportIsTakenShownAndCanceled() {
    var taken = api.send(api.post("ann-token", "/v1/exports", BODY));
    assertThat(taken.statusCode()).isEqualTo(202);
    JsonNode export = api.json(taken);
    assertThat(export.get("status").asText()).isEqualTo("PENDING");
    assertThat(export.get("createdAt").asText()).isEqualTo("2026-11-21T04:00:00Z");
    assertThat(export.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "name",
            "status",
            "statusReason",
            "priority",
            "attempt",
            "progress",
            "deliveries",
            "result",
            "error",
            "createdAt",
            "updatedAt",
            "expiresAt",
            "request",
            "plan",
            "warnings",
            "links");
    assertThat(header(taken, "Retry-After")).isEqualTo("2");
    String self = header(taken, "Location");
    assertThat(header(api.send(api.as("ann-token", self)), "Retry-After")).isEqualTo("2");
    assertThat(self).isEqualTo(export.at("/links/self").asText()).startsWith("http://127.0.0.1");

    assertThat(api.json(api.send(api.as("ann-token", self)))).isEqualTo(export);

    var canceled = api.send(api.post("ann-token", self + "/cancel", ""));
    assertThat(canceled.statusCode()).isEqualTo(202);
    assertThat(api.json(canceled).get("statusReason").asText()).isEqualTo("CANCELED");
    assertThat(header(canceled, "Retry-After")).isEqualTo("(no Retry-After)");
    assertThat(api.json(canceled).at("/error/step").asText()).isEqualTo("plan");
    assertThat(api.send(api.post("ann-token", self + "/cancel", "")).statusCode()).isEqualTo(409);
  }

  @Test
  void whatHappensIsStreamedAndResumedWhereItBroke() {
    String path = "/v1/exports/" + api.finished() + "/stream";

    var stream = api.send(api.as("ann-token", path).header("Accept", "text/event-stream"));
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(header(stream, "Content-Type")).startsWith("text/event-stream");
    assertThat(header(stream, "Cache-Control")).isEqualTo("no-store");
    String text = new String(stream.body(), StandardCharsets.UTF_8);
    assertThat(text)
        .startsWith("retry: 2000\n\nid: 1\nevent: status\ndata: {")
        .contains("\"status\":\"PENDING\"", "\"statusReason\":\"CANCELED\"")
        .endsWith("}\n\n");

    var rest = api.send(api.as("ann-token", path).header("Last-Event-ID", "1"));
    assertThat(new String(rest.body(), StandardCharsets.UTF_8))
        .startsWith("retry: 2000\n\nid: 2\n")
        .doesNotContain("PENDING");
    var nothing = api.send(api.as("ann-token", path).header("Last-Event-ID", "2"));
    assertThat(nothing.statusCode()).as("no browser comes again").isEqualTo(204);

    for (String wrong : List.of("3", "-1", "x", "999999999999999999999")) {
      api.problem(
          api.send(api.as("ann-token", path).header("Last-Event-ID", wrong)),
          422,
          "request-invalid");
    }
    api.problem(api.send(api.as("bob-token", path)), 404, "export-unknown");
    api.problem(
        api.send(api.as("ann-token", path).header("Accept", "image/png")), 406, "not-acceptable");
  }

  @Test
  void compositesCloudsAndSharpeningAreTakenEstimatedAndShown() {
    String body =
        BODY.replaceFirst(
            "\\{",
            "{\"composite\":\"best:ndvi\",\"cloudMask\":{\"buffer\":2},\"pansharpening\":{\"weights\":[1]},");
    var taken = api.send(api.post("ann-token", "/v1/exports", body));
    assertThat(taken.statusCode()).isEqualTo(202);
    JsonNode request = api.json(taken).get("request");
    assertThat(request.get("composite").asText()).isEqualTo("best:ndvi");
    assertThat(request.at("/cloudMask/buffer").asInt()).isEqualTo(2);
    assertThat(request.at("/pansharpening/band").asText()).isEqualTo("pan");
    assertThat(api.send(api.post("ann-token", "/v1/exports/estimate", body)).statusCode())
        .isEqualTo(200);
    String both = body.replaceFirst("\\{", "{\"look\":\"true-color\",");
    for (String path : List.of("/v1/exports", "/v1/exports/estimate")) {
      api.problem(api.send(api.post("ann-token", path, both)), 422, "request-invalid");
    }
  }

  @Test
  void whoPrefersToWaitIsAnsweredWhenTheExportHasEnded() {
    var taken =
        api.send(
            api.post("ann-token", "/v1/exports", BODY).header("Prefer", "respond-async, wait=77"));
    assertThat(taken.statusCode()).isEqualTo(202);
    assertThat(header(taken, "Preference-Applied")).isEqualTo("wait=30");
    String self = header(taken, "Location");

    var looked = api.send(api.as("ann-token", self).header("Prefer", "wait=20"));
    assertThat(looked.statusCode()).isEqualTo(200);
    assertThat(header(looked, "Preference-Applied")).isEqualTo("wait=20");
    var atOnce = api.send(api.as("ann-token", self).header("Prefer", "wait=-1"));
    assertThat(header(atOnce, "Preference-Applied")).isEqualTo("(no Preference-Applied)");
  }

  @Test
  void anExportIsHaltedLetGoHurriedAndTriedAgain() {
    String urgent = BODY.replaceFirst("\\{", "{\"priority\": \"LOW\",");
    var taken = api.send(api.post("ann-token", "/v1/exports", urgent));
    assertThat(api.json(taken).get("priority").asText()).isEqualTo("LOW");
    JsonNode links = api.json(taken).get("links");

    assertThat(order(links, "pause", "").get("statusReason").asText()).isEqualTo("PAUSED");
    assertThat(order(links, "resume", "").get("statusReason").isNull()).isTrue();
    JsonNode hurried = order(links, "priority", "{\"priority\": \"HIGH\"}");
    assertThat(hurried.get("priority").asText()).isEqualTo("HIGH");
    assertThat(hurried.at("/request/priority").asText()).isEqualTo("LOW");

    String self = links.get("self").asText();
    api.problem(api.send(api.post("ann-token", self + "/retry", "")), 409, "state-conflict");
    JsonNode canceled = order(links, "cancel", "");
    for (String order : List.of("cancel", "pause", "resume")) {
      assertThat(canceled.get("links").has(order)).isFalse();
      api.problem(api.send(api.post("ann-token", self + "/" + order, "")), 409, "state-conflict");
    }
    JsonNode again = order(canceled.get("links"), "retry", "");
    assertThat(again.get("statusReason").asText()).isEqualTo("RETRYING");
  }

  private static JsonNode order(JsonNode links, String name, String body) {
    var answer = api.send(api.post("ann-token", links.get(name).asText(), body));
    assertThat(answer.statusCode()).as(name).isEqualTo(202);
    return api.json(answer);
  }

  @ParameterizedTest(name = "{0} is not a valid priority")
  @ValueSource(
      strings = {"{}", "[]", "{\"priority\":\"URGENT\"}", "{\"priority\":\"HIGH\",\"x\":1}"})
  void aWrongPriorityIsRefused(String body) {
    String self = header(api.send(api.post("ann-token", "/v1/exports", BODY)), "Location");
    api.problem(api.send(api.post("ann-token", self + "/priority", body)), 422, "request-invalid");
  }

  @Test
  void anUnchangedExportIsNotSentAgain() {
    String self = header(api.send(api.post("ann-token", "/v1/exports", BODY)), "Location");
    String etag = header(api.send(api.as("ann-token", self)), "ETag");
    var again = api.send(api.as("ann-token", self).header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    api.send(api.post("ann-token", self + "/cancel", ""));
    var changed = api.send(api.as("ann-token", self).header("If-None-Match", etag));
    assertThat(changed.statusCode()).isEqualTo(200);
  }

  @Test
  void aRepeatedKeyFindsTheSameExport() {
    var first = api.send(keyed("ann-token", "k 1", BODY));
    var again = api.send(keyed("ann-token", "k 1", BODY));
    var other = api.send(keyed("ann-token", "k 1", BODY.replace("red", "nir")));
    var another = api.send(keyed("bob-token", "k 1", BODY));

    assertThat(again.statusCode()).isEqualTo(202);
    assertThat(api.json(again).get("id")).isEqualTo(api.json(first).get("id"));
    JsonNode reused = api.problem(other, 409, "idempotency-key-reused");
    assertThat(reused.get("detail").asText())
        .contains("Idempotency-Key", api.json(first).get("id").asText());
    assertThat(another.statusCode()).isEqualTo(202);
    assertThat(api.json(another).get("id")).isNotEqualTo(api.json(first).get("id"));
    api.problem(
        api.send(keyed("ann-token", "x".repeat(256), BODY)), 400, "idempotency-key-invalid");
  }

  @Test
  void theListIsOwnNewestFirstAndPaged() {
    for (int i = 0; i < 3; i++) {
      String body = BODY.replaceFirst("\\{", "{\"labels\": [\"a b\"], \"name\": \"n" + i + "\",");
      assertThat(api.send(api.post("ann-token", "/v1/exports", body)).statusCode()).isEqualTo(202);
    }
    var page = api.json(api.send(api.as("ann-token", "/v1/exports?label=a%20b&limit=2")));
    assertThat(page.get("exports"))
        .extracting(e -> e.get("name").asText())
        .containsExactly("n2", "n1");
    var rest = api.json(api.send(api.as("ann-token", page.at("/links/next").asText())));
    assertThat(rest.get("exports")).extracting(e -> e.get("name").asText()).containsExactly("n0");
    assertThat(rest.at("/links/next").isNull()).isTrue();
    String otherFilter = page.at("/links/next").asText().replace("label=a%20b", "label=b");
    assertThat(otherFilter).isNotEqualTo(page.at("/links/next").asText());
    JsonNode problem =
        api.problem(api.send(api.as("ann-token", otherFilter)), 400, "parameter-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/after");
    var foreign = api.json(api.send(api.as("bob-token", "/v1/exports?label=a%20b")));
    assertThat(foreign.get("exports")).isEmpty();
  }

  @Test
  void theHistoryIsTheJournalInTheUsersWords() {
    String path = "/v1/exports/" + api.finished() + "/history";
    JsonNode events = api.json(api.send(api.as("ann-token", path))).get("events");
    assertThat(events.get(0).toString())
        .startsWith(
            "{\"sequenceNumber\":1,\"time\":\"2026-11-21T04:00:00Z\",\"type\":\"requested\","
                + "\"actor\":\"ann\",\"cause\":null,\"data\":{\"request\":{\"name\":null,");
    assertThat(events.get(1).get("cause").asText()).isEqualTo("requested");
    assertThat(api.send(api.as("bob-token", path)).statusCode()).isEqualTo(404);
  }

  @Test
  void aForeignExportLooksExactlyLikeNone() {
    ExportId foreign = api.finished();
    ExportId none = ExportId.generate();
    JsonNode a =
        api.problem(api.send(api.as("bob-token", "/v1/exports/" + foreign)), 404, "export-unknown");
    JsonNode b =
        api.problem(api.send(api.as("bob-token", "/v1/exports/" + none)), 404, "export-unknown");
    assertThat(a.get("detail").asText().replace(foreign.toString(), "X"))
        .isEqualTo(b.get("detail").asText().replace(none.toString(), "X"));
  }

  /** The project may change and go: what was begun with it goes on, and a key finds it again. */
  @Test
  void anExportGoesOnWithTheVersionOfItsProject() {
    Caller ann = new Caller("ann", "acme", false);
    UUID id = WorkspaceIds.generate();
    api.projects.create(id, Access.ofOwner(ann), project("a"));
    String body = "{\"source\": {\"projectId\": \"%s\"}}".formatted(id);
    JsonNode first = api.json(answered(keyed("ann-token", "of-a-project", body)));
    assertThat(first.at("/request/source").toString())
        .as(first::toPrettyString)
        .isEqualTo("{\"projectId\":\"%s\"}".formatted(id));
    assertThat(first.at("/pinned/projects/0/version").asInt()).isEqualTo(1);

    api.projects.update(id, version -> true, null, project("b"), ann);
    JsonNode again = api.json(answered(keyed("ann-token", "of-a-project", body)));
    assertThat(again.get("id")).isEqualTo(first.get("id"));
    JsonNode second = api.json(answered(api.post("ann-token", "/v1/exports", body)));
    assertThat(second.at("/pinned/projects/0/version").asInt()).isEqualTo(2);
    JsonNode listed = api.json(answered(api.as("ann-token", "/v1/exports?limit=1&project=" + id)));
    JsonNode rest = api.json(answered(api.as("ann-token", listed.at("/links/next").asText())));
    assertThat(
            List.of(
                listed.at("/exports/0/id").asText(),
                rest.at("/exports/0/id").asText(),
                rest.at("/links/next").asText()))
        .containsExactlyInAnyOrder(first.get("id").asText(), second.get("id").asText(), "null");

    var hidden = answered(api.post("bob-token", "/v1/exports", body));
    assertThat(api.problem(hidden, 422, "request-invalid").at("/errors/0/pointer").asText())
        .isEqualTo("/source/projectId");
    api.projects.delete(id, version -> true, ann);
    api.problem(answered(api.post("ann-token", "/v1/exports", body)), 422, "request-invalid");
    assertThat(api.json(answered(keyed("ann-token", "of-a-project", body))).get("id"))
        .isEqualTo(first.get("id"));
    String other = body.replace("{\"source", "{\"name\": \"n\", \"source");
    api.problem(answered(keyed("ann-token", "of-a-project", other)), 422, "request-invalid");
    api.problem(answered(api.as("ann-token", "/v1/exports?project=x")), 400, "parameter-invalid");
  }

  /** Asks again while the machine is too slow for the deadline of the fixture. */
  private static HttpResponse<byte[]> answered(HttpRequest.Builder request) {
    HttpResponse<byte[]> response = api.send(request);
    for (int i = 0; i < 20 && response.statusCode() == 503; i++) {
      response = api.send(request);
    }
    return response;
  }

  private static ProjectContent project(String scene) {
    return new ProjectContent(
        "P", List.of(new ProjectScene(new SceneId(scene), null)), List.of(), null);
  }

  private static HttpRequest.Builder keyed(String token, String key, String body) {
    return api.post(token, "/v1/exports", body).header("Idempotency-Key", key);
  }
}
