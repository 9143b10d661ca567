package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Scenes of one's own over HTTP. */
class SceneRoutesIT {
  private static ApiFixture api;
  private static final String RED =
      "{\"name\": \"a\", \"bands\": [{\"name\": \"red\", \"href\": \"s3://bucket/b4.tif\"}]}";

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void aSceneIsRegisteredShownToItsOwnerAloneAndDeleted() {
    HttpResponse<byte[]> made = api.send(api.post("ann-token", "/v1/scenes", RED));
    assertThat(made.statusCode()).isEqualTo(201);
    String id = api.json(made).path("id").asText();
    String path = "/v1/scenes/" + id;
    assertThat(made.headers().firstValue("Location").orElseThrow()).endsWith(path);
    HttpResponse<byte[]> shown = api.send(api.as("ann-token", path));
    assertThat(api.json(shown)).isEqualTo(api.json(made));
    String etag = shown.headers().firstValue("ETag").orElseThrow();
    assertThat(api.send(api.as("ann-token", path).header("If-None-Match", etag)).statusCode())
        .isEqualTo(304);

    api.problem(api.send(api.as("bob-token", path)), 404, "workspace-unknown");
    api.problem(api.send(api.as("bob-token", path).DELETE()), 404, "workspace-unknown");
    assertThat(ids(api.json(api.send(api.as("bob-token", "/v1/scenes"))))).doesNotContain(id);
    api.problem(api.send(api.as("reader", path)), 403, "not-allowed");

    assertThat(api.send(api.as("ann-token", path).DELETE()).statusCode()).isEqualTo(204);
    api.problem(api.send(api.as("ann-token", path)), 404, "workspace-unknown");
    api.problem(api.send(api.as("ann-token", path).DELETE()), 404, "workspace-unknown");
  }

  @Test
  void everyFileThatCannotBeUsedIsNamedAtItsPlace() {
    String body =
        "{\"bands\": [{\"name\": \"a\", \"href\": \"s3://b/bad1.tif\"},"
            + " {\"name\": \"b\", \"href\": \"s3://b/good.tif\"},"
            + " {\"name\": \"c\", \"href\": \"s3://b/bad2.tif\"}]}";
    JsonNode problem =
        api.problem(api.send(api.post("ann-token", "/v1/scenes", body)), 422, "scene-unreadable");
    assertThat(problem.path("errors").findValuesAsText("pointer"))
        .containsExactly("/bands/0/href", "/bands/2/href");
    assertThat(problem.path("detail").asText()).contains("bad1.tif", "1 more below");
  }

  @Test
  void oneKeyRegistersOnceAndAnotherBodyIsRefused() {
    int before = api.ownScenes.inspected.get();
    Set<String> ids = new TreeSet<>();
    for (int i = 0; i < 3; i++) {
      HttpResponse<byte[]> made =
          api.send(api.post("ann-token", "/v1/scenes", RED).header("Idempotency-Key", "k"));
      assertThat(made.statusCode()).isEqualTo(201);
      ids.add(api.json(made).path("id").asText());
    }
    assertThat(ids).hasSize(1);
    assertThat(api.ownScenes.inspected.get() - before).isEqualTo(1);
    String other = RED.replace("b4", "b5");
    api.problem(
        api.send(api.post("ann-token", "/v1/scenes", other).header("Idempotency-Key", "k")),
        409,
        "idempotency-key-reused");
    HttpResponse<byte[]> bobs =
        api.send(api.post("bob-token", "/v1/scenes", RED).header("Idempotency-Key", "k"));
    assertThat(ids).doesNotContain(api.json(bobs).path("id").asText());
  }

  @Test
  void theListIsWalkedByItsLinks() {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(0, api.ownScenes.add("bob").toString());
    }
    List<String> walked = new ArrayList<>();
    String next = "/v1/scenes?limit=2";
    while (next != null) {
      HttpResponse<byte[]> page = api.send(api.as("bob-token", next));
      assertThat(page.statusCode()).isEqualTo(200);
      walked.addAll(ids(api.json(page)));
      next = api.json(page).at("/links/next").textValue();
      assertThat(page.headers().firstValue("Link").orElse(null))
          .isEqualTo(next == null ? null : "<" + next + ">; rel=\"next\"");
    }
    assertThat(walked).containsSubsequence(made).doesNotHaveDuplicates();
  }

  @Test
  void whatIsNoListAndNoSceneIsRefused() {
    for (String query : List.of("limit=0", "limit=x", "limit=501", "color=red")) {
      HttpResponse<byte[]> answer = api.send(api.as("ann-token", "/v1/scenes?" + query));
      api.problem(answer, 400, "parameter-invalid");
    }
    for (String id : List.of("x", "..%2f", "%252e", "1-1-1-1-1", "' or 1=1 --".replace(" ", "+"))) {
      HttpResponse<byte[]> answer = api.send(api.as("ann-token", "/v1/scenes/" + id));
      assertThat(answer.statusCode()).as(id).isIn(400, 404);
    }
  }

  private static List<String> ids(JsonNode list) {
    List<String> ids = new ArrayList<>();
    list.path("scenes").forEach(scene -> ids.add(scene.path("id").asText()));
    return ids;
  }
}
