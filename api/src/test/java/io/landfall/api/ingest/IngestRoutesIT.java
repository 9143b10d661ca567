package io.landfall.api.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IngestRoutesIT {
  private final ApiFixture api = new ApiFixture();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void theStatusHasTheWordsOfTheOlderSystem() {
    HttpResponse<byte[]> answer = api.send(api.as("ann-token", "/ingest/"));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=UTF-8");
    assertThat(text(answer))
        .startsWith(
            "List: https://example.org/scene_list.gz\nEvery: 24h0m0s\nNext: 2026-11-22T12:01:30Z\n")
        .contains("Previous ingests:")
        .contains("  Start: 2026-11-21T12:00:00Z\n  End: 2026-11-21T12:01:30Z\n  Canceled: false\n")
        .contains("  #Added: 1\n  #Updated: 2\n  #Skipped: 993\n")
        .contains("  #Error: 3\n")
        .doesNotContain("Current ingest:");
    assertThat(text(api.send(api.as("ann-token", "/ingest")))).isEqualTo(text(answer));
  }

  @Test
  void whoAsksForJsonGetsIt() {
    JsonNode status = json(api.as("ann-token", "/ingest/"));

    assertThat(status.at("/schedule/frequency").asText()).isEqualTo("PT24H");
    assertThat(status.at("/runs/0/run").asLong()).isEqualTo(7);
    assertThat(status.at("/runs/0/state").asText()).isEqualTo("DONE");
    assertThat(status.at("/runs/0/unchanged").asLong()).isEqualTo(993);
  }

  @Test
  void aRunIsBegunAndCanceledByGetAndByPost() {
    assertThat(text(api.send(post("/ingest/start"))))
        .contains("Current ingest:")
        .contains("Next: -")
        .contains("#Read: 50");
    assertThat(api.send(api.as("ann-token", "/ingest/cancel")).statusCode()).isEqualTo(200);
    assertThat(api.ingest.running).isFalse();
    assertThat(api.send(api.as("ann-token", "/ingest/start")).statusCode()).isEqualTo(200);
    assertThat(api.send(post("/ingest/cancel")).statusCode()).isEqualTo(200);
    assertThat(api.send(post("/ingest/cancel")).statusCode()).isEqualTo(409);
  }

  @Test
  void nobodyWithoutATokenOfThatScopeMayLookOrGiveOrders() {
    for (String path : new String[] {"/ingest/", "/ingest/start", "/ingest/cancel"}) {
      assertThat(api.send(api.request(path)).statusCode()).isEqualTo(401);
      assertThat(api.send(api.as("reader", path)).statusCode()).isEqualTo(403);
    }
    assertThat(api.ingest.running).isFalse();
  }

  @Test
  void aRunOfACommandIsToldAsWell() {
    api.ingest.ofCommand = true;

    assertThat(text(api.send(api.as("ann-token", "/ingest/"))))
        .contains("Next: 2026-11-22T12:01:30Z")
        .contains("Current ingest:\n  Status: READING");
  }

  @Test
  void withoutANodeThatIngestsTheRunsAreStillTold() {
    api.ingest.reachable = false;

    assertThat(text(api.send(api.as("ann-token", "/ingest/"))))
        .startsWith("No node ingests: LANDSAT_INDEX_SCENES_URL is set nowhere")
        .contains("#Read: 1000");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private HttpRequest.Builder post(String path) {
    return api.as("ann-token", path).POST(BodyPublishers.noBody());
  }

  private JsonNode json(HttpRequest.Builder request) {
    return api.json(api.send(request.header("Accept", "application/json")));
  }
}
