package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ExportId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What callers see of an export whose files are kept for ten years, and after these. */
@ExtendWith(SharedService.Starter.class)
class ExpiryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final SharedService service;

  ExpiryIT(SharedService service) {
    this.service = service;
  }

  @Test
  void theDateIsToldAndThenTheFilesAreGoneButNotWhatIsKnownOfThem() throws Exception {
    String id =
        service.submit(
            """
            {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
            """);
    JsonNode export = service.awaitEnd(id);
    Instant until = Instant.parse(export.path("expiresAt").asText());
    assertThat(until)
        .isBetween(
            Instant.now().plus(Duration.ofDays(3649)), Instant.now().plus(Duration.ofDays(3651)));
    JsonNode file = export.path("result").path("files").get(0);
    String link = URI.create(file.path("href").asText()).getPath();
    assertThat(service.download(link).statusCode()).isEqualTo(200);
    await().atMost(Duration.ofSeconds(10)).until(() -> !stored(id).isEmpty());

    Exports exports = service.running().exports().exports();
    ExportId exportId = ExportId.parse(id);
    ExportSummary young =
        exports.expire(exportId, until.minusSeconds(3600)).toCompletableFuture().join();
    assertThat(young.expiredAt()).isNull();
    String keep = "/v1/exports/" + id + "/keep";
    assertThat(export.path("links").path("keep").asText()).endsWith(keep);
    Instant longer = until.plusSeconds(1);
    JsonNode kept =
        JSON.readTree(service.post(keep, "{\"until\": \"%s\"}".formatted(longer)).body());
    assertThat(kept.path("expiresAt").asText()).isEqualTo(longer.toString());
    assertThat(service.post(keep, "{\"until\": \"%s\"}".formatted(until)))
        .matches(answer -> answer.statusCode() == 409, "409")
        .matches(answer -> answer.body().contains("a date that was told is not taken back"));
    assertThat(exports.expire(exportId, longer).toCompletableFuture().join().expiredAt()).isNull();
    ExportSummary expired =
        exports.expire(exportId, longer.plusSeconds(60)).toCompletableFuture().join();
    assertThat(expired.expiredAt()).isNotNull();

    await().atMost(Duration.ofSeconds(20)).until(() -> stored(id).isEmpty());
    assertThat(service.download(link).statusCode()).isEqualTo(410);
    HttpResponse<String> named =
        service.get("/v1/exports/" + id + "/files/" + file.path("name").asText());
    assertThat(named.statusCode()).isEqualTo(410);
    assertThat(named.body()).contains("it was kept until").contains("file-gone");
    JsonNode after = service.export(id);
    assertThat(after.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(after.path("statusReason").asText()).isEqualTo("EXPIRED");
    assertThat(after.path("expiresAt").asText()).isEqualTo(expired.expiredAt().toString());
    JsonNode gone = after.path("result").path("files").get(0);
    assertThat(gone.path("sha256")).isEqualTo(file.path("sha256"));
    assertThat(gone.path("href").asText()).isEqualTo("/v1/exports/" + id + "/files/" + name(file));
    assertThat(
            service.post(
                "/v1/exports/" + id + "/deliver", "{\"delivery\": [{\"type\": \"HTTP\"}]}"))
        .matches(answer -> answer.statusCode() == 409, "409")
        .matches(answer -> answer.body().contains("Submit it again"));
    JsonNode events =
        JSON.readTree(service.get("/v1/exports/" + id + "/history").body()).path("events");
    JsonNode asked = events.get(0);
    assertThat(asked.path("command").asText()).isEqualTo("submitExport");
    assertThat(asked.path("requestId").asText()).hasSize(32);
    assertThat(events)
        .filteredOn(event -> event.path("type").asText().equals("keptUntil"))
        .singleElement()
        .matches(event -> event.path("command").asText().equals("keepExport"))
        .matches(event -> event.path("actor").equals(asked.path("actor")))
        .matches(event -> !event.path("requestId").equals(asked.path("requestId")));
    assertThat(events)
        .filteredOn(event -> event.path("type").asText().equals("taskStored"))
        .isNotEmpty()
        .allMatch(event -> event.path("actor").asText().equals("landfall"))
        .allMatch(event -> event.path("requestId").equals(asked.path("requestId")));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () -> {
              for (JsonNode row :
                  JSON.readTree(service.get("/v1/exports?limit=100").body()).path("exports")) {
                if (row.path("id").asText().equals(id)) {
                  return row.path("statusReason").asText().equals("EXPIRED");
                }
              }
              return false;
            });
  }

  private static String name(JsonNode file) {
    return file.path("name").asText();
  }

  private List<Path> stored(String id) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(service.folder().resolve("data/store"))) {
      all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains("exports/" + id))
          .forEach(found::add);
    }
    return found;
  }
}
