package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.cli.audit.AuditCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The audit of a running service, over HTTP and by the command line beside it. */
@ExtendWith(SharedService.Starter.class)
class AuditRouteIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final SharedService service;

  AuditRouteIT(SharedService service) {
    this.service = service;
  }

  @Test
  void anExportIsToldEventByEventWithTheCallThatItCameBy() throws Exception {
    HttpResponse<String> taken =
        service.post("/v1/exports", "{\"source\": {\"scenes\": [\"there-is-none\"]}}");
    assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
    String id = JSON.readTree(taken.body()).path("id").asText();
    List<JsonNode> events = new ArrayList<>();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              events.clear();
              return events.addAll(lines("?export=" + id))
                  && events.get(events.size() - 1).path("type").asText().equals("cleanedUp");
            });
    assertThat(events).hasSizeGreaterThanOrEqualTo(3);
    JsonNode first = events.get(0);
    assertThat(first.path("type").asText()).isEqualTo("requested");
    assertThat(first.path("actor").asText()).isEqualTo("local");
    assertThat(first.path("client").asText()).matches("[0-9a-f]{32}");
    String request = taken.headers().firstValue("X-Trace-Id").orElseThrow();
    assertThat(events).extracting(event -> event.path("requestId").asText()).containsOnly(request);
    for (int i = 1; i < events.size(); i++) {
      assertThat(events.get(i).path("previous").asText())
          .isEqualTo(events.get(i - 1).path("hash").asText());
    }
    assertThat(lines("?export=" + id + "&after=" + first.path("ordering").asLong()))
        .isEqualTo(events.subList(1, events.size()));
    assertThat(lines("?scene=there-is-none&user=local&type=requested")).contains(first);

    assertThat(audit("verify", "--export", id)).contains("nothing is wrong");
    assertThat(audit("show", id)).contains("requested", "submitExport", "local");
    assertThat(audit("replay", id)).contains("requested", "pending", "ERROR");
    assertThat(audit("replay", "--json", id).lines()).hasSize(events.size() + 1);
    assertThat(audit("events", "--export", id).lines()).hasSize(events.size());
    assertThat(audit("sign")).matches("(?s)[0-9]+:[0-9a-f]{64}\\s+");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> audit("list", "--json", "--scene", "there-is-none").contains(id));
    assertThat(audit("rebuild")).contains("anew");
    assertThat(audit("verify")).contains("nothing is wrong", "The newest root is");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=yesterday",
        "to=2026-13-01T00:00:00Z",
        "type=a.b",
        "export=1",
        "after=-1",
        "after=x",
        "user=",
        "scene=%20",
        "after=1&after=2",
        "offset=1"
      })
  void aParameterThatIsNoneIsNamed(String query) throws Exception {
    HttpResponse<String> answer = service.get("/v1/audit/events?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains(query.substring(0, query.indexOf('=')));
  }

  private List<JsonNode> lines(String query) throws Exception {
    HttpResponse<String> answer = service.get("/v1/audit/events" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/x-ndjson");
    List<JsonNode> lines = new ArrayList<>();
    for (String line : answer.body().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private String audit(String... arguments) {
    var out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", service.folder().resolve("data").toString()));
    int exit =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(exit).as(out.toString()).isZero();
    return out.toString();
  }
}
