package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A running API node and its token. */
record ApiNode(NodeProcess node, String url, String token) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Starts an own cluster on {@code data} and waits until it serves. */
  static ApiNode start(
      Path log, Map<String, String> properties, Path scenes, Path data, String roles) {
    var environment = Map.of("LANDFALL_IMPORT_FOLDER", scenes.toString());
    return start(log, environment, properties, data, roles);
  }

  /** The same with variables of the environment. */
  static ApiNode start(
      Path log,
      Map<String, String> environment,
      Map<String, String> properties,
      Path data,
      String roles) {
    int port = freePort();
    NodeProcess node =
        NodeProcess.start(
            log,
            environment,
            Programs.landfallCommand(
                properties,
                "serve",
                "--port",
                String.valueOf(port),
                "--data-dir",
                data.toString(),
                "--roles",
                roles));
    String url = "http://127.0.0.1:" + port;
    await("serve is up").atMost(Duration.ofMinutes(3)).until(() -> answersLive(url, node));
    Path token = data.resolve("token"); // written when it serves already
    await("token").atMost(Duration.ofSeconds(20)).until(() -> Files.exists(token));
    return new ApiNode(node, url, Programs.read(token).strip());
  }

  private static boolean answersLive(String url, NodeProcess node) {
    assertThat(node.isAlive()).as(node::output).isTrue();
    try {
      return NodeProcess.http("GET", url + "/health/live", "", null, null).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return URI.create(url).getPort();
  }

  /** Submits until it is accepted, as a client does: 503 until nodes with exports have joined. */
  String submit(String body) {
    String key = UUID.randomUUID().toString();
    HttpResponse<String> accepted =
        await("acceptance")
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> NodeProcess.http("POST", url + "/v1/exports", token, body, key),
                answer -> answer.statusCode() != 503);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return read(accepted).path("id").asText();
  }

  JsonNode export(String id) {
    HttpResponse<String> answer =
        NodeProcess.http("GET", url + "/v1/exports/" + id, token, null, null);
    return answer.statusCode() == 200 ? read(answer) : JSON.createObjectNode();
  }

  private static JsonNode read(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new AssertionError("No JSON: " + answer.body(), e);
    }
  }

  /** Returns the same node as another user sees it. */
  ApiNode as(String otherToken) {
    return new ApiNode(node, url, otherToken);
  }

  long tilesDone(String id) {
    return export(id).path("progress").path("tilesDone").asLong();
  }

  boolean hasEnded(String id) {
    return Set.of("SUCCESS", "ERROR").contains(export(id).path("status").asText());
  }

  void awaitSuccess(String id) {
    await("SUCCESS of " + id)
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> hasEnded(id));
    assertThat(export(id).path("status").asText())
        .as(export(id).toPrettyString())
        .isEqualTo("SUCCESS");
  }

  Path download(String id) throws IOException {
    String name =
        await("the name of its file")
            .atMost(Duration.ofMinutes(1))
            .until(
                () -> export(id).path("result").path("files").path(0).path("name").asText(),
                found ->
                    !found.isEmpty()); // a busy node may answer 503, of which export() is empty
    return NodeProcess.download(
        url + "/v1/exports/" + id + "/files/" + name,
        token,
        Files.createTempFile("landfall", ".tif"));
  }
}
