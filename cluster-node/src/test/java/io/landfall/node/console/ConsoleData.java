package io.landfall.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What tests of views have at the service before a page is opened: scenes, projects, exports. All
 * of them share it, so what may be shared is made once.
 */
final class ConsoleData {
  /** Names of the demo's scenes. */
  static final List<String> SCENES = List.of("LC80220342026101LGN00", "LC80210342026094LGN00");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> BANDS = List.of("blue", "green", "red", "nir");
  private static final int TRIES = 20;

  private final ConsoleKit kit;

  ConsoleData(ConsoleKit kit) {
    this.kit = kit;
  }

  /** Returns the ids of the demo's scenes; registers those that are not. */
  List<String> scenes() throws Exception {
    List<String> ids = new ArrayList<>();
    JsonNode known = get("/v1/scenes?limit=500").get("scenes");
    for (String name : SCENES) {
      String id = idOf(known, name);
      ids.add(id == null ? register(name) : id);
    }
    return ids;
  }

  private String register(String name) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("name", name).put("acquired", "2026-04-11");
    var bands = body.putArray("bands");
    for (int i = 0; i < BANDS.size(); i++) {
      Path file = kit.importFolder().resolve("demo/%s/%s_B%d.TIF".formatted(name, name, i + 2));
      bands.addObject().put("name", BANDS.get(i)).put("href", file.toUri().toString());
    }
    return post("/v1/scenes", body).get("id").asText();
  }

  /**
   * Returns the project of a name with the first scene of the demo; makes it if it is not there.
   */
  String sharedProject(String name) throws Exception {
    String id = idOf(get("/v1/projects?limit=500").get("projects"), name);
    return id == null ? project(name, scenes().subList(0, 1)) : id;
  }

  /** Makes a project of scenes, the first on top. */
  String project(String name, List<String> scenes) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    var list = body.putArray("scenes");
    scenes.forEach(id -> list.addObject().put("sceneId", id));
    return post("/v1/projects", body).get("id").asText();
  }

  /** Returns a request for natural colours of a project. */
  static ObjectNode request(String name, String project) {
    ObjectNode request = JSON.createObjectNode().put("name", name);
    ObjectNode source = request.putObject("source").put("projectId", project);
    source.putArray("bands").add("red").add("green").add("blue");
    return request;
  }

  /** Begins an export that takes a while, and halts it before it has ended. */
  String pausedExport(String name, String project) throws Exception {
    for (int resolution = 10; ; resolution /= 2) {
      ObjectNode request = request(name, project).put("resolution", resolution);
      String id = post("/v1/exports", request).get("id").asText();
      if (answered("POST", "/v1/exports/" + id + "/pause", null).statusCode() == 202) {
        return id;
      }
    }
  }

  JsonNode get(String path) throws Exception {
    return JSON.readTree(answered("GET", path, null).body());
  }

  JsonNode post(String path, JsonNode body) throws Exception {
    var answer = answered("POST", path, body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return JSON.readTree(answer.body());
  }

  /** On a machine that others use too, an answer may be late: it is asked for again. */
  private HttpResponse<String> answered(String method, String path, String body) throws Exception {
    var answer = kit.send(method, path, body);
    for (int i = 0; i < TRIES && answer.statusCode() == 503; i++) {
      answer = kit.send(method, path, body);
    }
    return answer;
  }

  private static String idOf(JsonNode known, String name) {
    String id = null;
    for (JsonNode each : known) {
      id = each.get("name").asText().equals(name) ? each.get("id").asText() : id;
    }
    return id;
  }
}
