package io.landfall.api;

import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.model.algebra.BuiltInTools;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Projects and tools over HTTP. */
class ProjectRoutesIT {
  private static final String PROJECT =
      """
      {"name": "Olinda", "scenes": [{"sceneId": "A"},
        {"sceneId": "B", "colorCorrection": {"gamma": {"redGamma": 1.5}}}],
       "bands": {"red": "4", "green": "3", "blue": "2"}, "colorCorrection": null}
      """;
  private static final String TOOL =
      """
      {"name": "sum", "definition": {"apply": "+", "args":
        [{"type": "src", "id": "b"}, {"type": "src", "id": "a"}]}}
      """;

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void aProjectIsReadChangedAndSentBackAsItCame() {
    HttpResponse<byte[]> made = post("/v1/projects", PROJECT);
    assertThat(made.statusCode()).isEqualTo(201);
    ObjectNode project = (ObjectNode) api.json(made);
    String path = "/v1/projects/" + project.get("id").asText();
    assertThat(header(made, "Location")).endsWith(path);
    assertThat(header(made, "ETag")).isEqualTo("\"1\"");
    assertThat(project.at("/scenes/1/colorCorrection/gamma/redGamma").asDouble()).isEqualTo(1.5);
    assertThat(project.get("visibility").asText()).isEqualTo("PRIVATE");

    HttpResponse<byte[]> changed = put(path, project.put("name", "other").toString(), "\"1\"");

    assertThat(changed.statusCode()).as(api.json(changed).toString()).isEqualTo(200);
    assertThat(header(changed, "ETag")).isEqualTo("\"2\"");
    assertThat(api.json(changed).get("scenes")).isEqualTo(project.get("scenes"));
    assertThat(api.json(get(path)).get("name").asText()).isEqualTo("other");
    assertThat(api.json(get(path + "/versions/1")).get("name").asText()).isEqualTo("Olinda");
    api.problem(get(path + "/versions/3"), 404, "workspace-unknown");
    assertThat(api.send(api.as("ann-token", path).header("If-None-Match", "\"2\"")).statusCode())
        .isEqualTo(304);
  }

  @Test
  void aChangeNamesTheVersionThatItChanges() {
    String path = "/v1/projects/" + api.json(post("/v1/projects", PROJECT)).get("id").asText();
    api.problem(put(path, PROJECT, null), 428, "precondition-required");
    api.problem(put(path, PROJECT, "\"2\""), 412, "version-changed");
    api.problem(put(path, PROJECT, "1"), 412, "version-changed");
    assertThat(put(path, PROJECT, "\"7\", W/\"1\"").statusCode()).isEqualTo(200);
    assertThat(put(path, PROJECT, "*").statusCode()).isEqualTo(200);
    var late = api.as("ann-token", path).header("If-Match", "\"1\"").DELETE();
    api.problem(api.send(late), 412, "version-changed");
    assertThat(api.send(api.as("ann-token", path).DELETE()).statusCode()).isEqualTo(204);
    api.problem(get(path), 404, "workspace-unknown");
    api.problem(api.send(api.as("ann-token", path).DELETE()), 404, "workspace-unknown");
  }

  @Test
  void othersSeeWhatIsSharedAndChangeNothing() {
    String hidden = "/v1/projects/" + api.json(post("/v1/projects", PROJECT)).get("id").asText();
    String shown =
        "/v1/projects/"
            + api.json(post("/v1/projects", "{\"name\": \"x\", \"visibility\": \"PUBLIC\"}"))
                .get("id")
                .asText();
    api.problem(api.send(api.as("bob-token", hidden)), 404, "workspace-unknown");
    assertThat(api.send(api.as("bob-token", shown)).statusCode()).isEqualTo(200);
    api.problem(api.send(api.as("bob-token", hidden).DELETE()), 404, "workspace-unknown");
    api.problem(api.send(api.as("bob-token", shown).DELETE()), 403, "not-allowed");
    String body = "{\"name\": \"x\", \"visibility\": \"ORGANIZATION\"}";
    api.problem(api.send(api.post("bob-token", "/v1/projects", body)), 422, "request-invalid");
  }

  @Test
  void everyWrongPlaceIsNamed() {
    assertPointers(
        "/v1/projects",
        """
        {"scenes": [{"sceneId": "A"}, {"sceneId": "A"}, {"sceneId": ""}, 3,
          {"sceneId": "B", "colorCorrection": {"gama": {}}}],
         "bands": {"red": "4"}, "visibility": "ALL", "owner": "bob"}
        """,
        "/owner",
        "/name",
        "/scenes/1/sceneId",
        "/scenes/2/sceneId",
        "/scenes/3",
        "/scenes/4/colorCorrection",
        "/bands/green",
        "/bands/blue",
        "/visibility");
    assertPointers(
        "/v1/tools",
        "{\"name\": \"a\", \"definition\": {\"apply\": \"+\", \"args\": [{\"type\": \"sr\"}]}}",
        "/definition/args/0");
    assertPointers("/v1/tools", "{\"name\": \"a\"}", "/definition");
    String path = "/v1/projects/" + api.json(post("/v1/projects", PROJECT)).get("id").asText();
    JsonNode problem =
        api.problem(put(path, "{\"name\": \"a\", \"id\": \"b\"}", "\"1\""), 422, "request-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/id");
  }

  @Test
  void aChangeHoldsToAllThatIfMatchAndIfNoneMatchSay() {
    String path = "/v1/projects/" + api.json(post("/v1/projects", PROJECT)).get("id").asText();
    var change =
        api.as("ann-token", path)
            .header("Content-Type", "application/json")
            .method("PUT", BodyPublishers.ofString("{\"name\": \"b\"}"));
    change.header("If-Match", "\"7\"").header("If-Match", "\"1\"");
    assertThat(api.send(change).statusCode()).isEqualTo(200);
    var unless = api.as("ann-token", path).header("If-None-Match", "*").DELETE();
    api.problem(api.send(unless), 412, "version-changed");
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @Test
  void aKeyMakesOneProject() {
    JsonNode first = api.json(postWithKey(PROJECT));
    assertThat(api.json(postWithKey(PROJECT))).isEqualTo(first);
    api.problem(postWithKey("{\"name\": \"b\"}"), 409, "idempotency-key-reused");
  }

  @Test
  void pagesOfToolsEndWithThoseThatAreBuiltIn() {
    String saved = api.json(post("/v1/tools", TOOL)).get("id").asText();
    List<String> ids = new ArrayList<>();
    String next = "/v1/tools?limit=3";
    while (next != null) {
      HttpResponse<byte[]> page = get(next);
      JsonNode json = api.json(page);
      assertThat(json.get("tools")).hasSizeLessThanOrEqualTo(3);
      json.get("tools").forEach(tool -> ids.add(tool.get("id").asText()));
      next = json.at("/links/next").textValue();
      assertThat(header(page, "Link"))
          .isEqualTo(next == null ? "(no Link)" : "<" + next + ">; rel=\"next\"");
    }
    assertThat(ids).contains(saved).doesNotHaveDuplicates();
    assertThat(ids)
        .endsWith(BuiltInTools.all().stream().map(tool -> tool.name()).toArray(String[]::new));
    api.problem(get("/v1/tools?after=built-in-99"), 400, "parameter-invalid");
    String cursor = api.json(get("/v1/tools?limit=1")).at("/links/next").asText();
    JsonNode problem =
        api.problem(get(cursor.replace("/tools", "/projects")), 400, "parameter-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/after");
    api.problem(get("/v1/tools?limit=0"), 400, "parameter-invalid");
  }

  @Test
  void everyBuiltInToolIsShownAsItCanBeSaved() {
    for (var tool : BuiltInTools.all()) {
      JsonNode shown = api.json(get("/v1/tools/" + tool.name()));
      assertThat(shown.get("builtIn").asBoolean()).isTrue();
      assertThat(shown.get("inputs")).hasSize(tool.tool().inputs().size());
      ObjectNode copy = shown.deepCopy();
      copy.retain("name", "definition");
      assertThat(post("/v1/tools", copy.toString()).statusCode()).isEqualTo(201);
    }
    api.problem(put("/v1/tools/ndvi", TOOL, "*"), 403, "not-allowed");
    api.problem(api.send(api.as("ann-token", "/v1/tools/ndvi").DELETE()), 403, "not-allowed");
    api.problem(get("/v1/tools/ndvj"), 404, "workspace-unknown");
  }

  private static void assertPointers(String path, String body, String... pointers) {
    List<String> found = new ArrayList<>();
    HttpResponse<byte[]> answer = post(path, body);
    assertThat(answer.statusCode()).as(api.json(answer).toString()).isEqualTo(422);
    api.json(answer).get("errors").forEach(error -> found.add(error.get("pointer").asText()));
    assertThat(found).containsExactlyInAnyOrder(pointers);
  }

  private static HttpResponse<byte[]> get(String path) {
    return api.send(api.as("ann-token", path));
  }

  private static HttpResponse<byte[]> post(String path, String body) {
    return api.send(api.post("ann-token", path, body));
  }

  private static HttpResponse<byte[]> postWithKey(String body) {
    return api.send(api.post("ann-token", "/v1/projects", body).header("Idempotency-Key", "k"));
  }

  private static HttpResponse<byte[]> put(String path, String body, String ifMatch) {
    var request =
        api.as("ann-token", path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(body));
    return api.send(ifMatch == null ? request : request.header("If-Match", ifMatch));
  }
}
