package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Exports of a whole service, from request to download. */
@ExtendWith(SharedService.Starter.class)
class ServiceExportsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final HeldThreads HELD_THREADS = new HeldThreads();

  private final SharedService service;

  ServiceExportsIT(SharedService service) {
    this.service = service;
  }

  @Test
  void anExportGoesFromRequestToDownload() throws Exception {
    String id =
        service.submit(
            """
            {"source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]}, "resolution": 30}
            """);
    service.awaitEnd(id);
    assertThat(service.export(id).path("status").asText())
        .as(service.export(id)::toPrettyString)
        .isEqualTo("SUCCESS");

    JsonNode file = service.export(id).path("result").path("files").path(0);
    String path = "/v1/exports/%s/files/%s".formatted(id, file.path("name").asText());
    HttpResponse<byte[]> download = service.download(path);
    assertThat(download.statusCode()).isEqualTo(200);
    assertThat(download.body()).hasSize(file.path("bytes").asInt());
    assertEveryFileIsAsListed(id);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> service.get("/v1/exports").body().contains(id));
  }

  @Test
  void anImageIsTheFirstFileOfItsExport() throws Exception {
    String id =
        JSON.readTree(
                service
                    .post(
                        "/v1/exports",
                        """
                        {"name": "map", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
                         "stretch": [[0, 30000]], "format": {"type": "JPEG"}, "provenance": true}
                        """)
                    .body())
            .path("id")
            .asText();
    service.awaitEnd(id);
    JsonNode export = service.export(id);
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    assertThat(export.path("result").path("files").findValuesAsText("name"))
        .containsExactly(
            "map.jpg",
            "map.stac.json",
            "map-thumbnail.png",
            "map.jgw",
            "map.jpg.aux.xml",
            "SHA256SUMS",
            "map.jpg.provenance.tif",
            "map.jpg.provenance.tif.aux.xml",
            "map.jpg.provenance.tif.csv");
    assertEveryFileIsAsListed(id);
  }

  @Test
  void aPlainGeoTiffDoesNotPassForACloudOptimizedOne() throws Exception {
    String request =
        """
        {"name": "plain", "source": {"scenes": ["LC80220342026101LGN00"]}, "format": {"type": "GEOTIFF"}}
        """;
    String id = JSON.readTree(service.post("/v1/exports", request).body()).path("id").asText();
    service.awaitEnd(id);
    assertThat(service.export(id).path("result").path("files").path(0).path("type").asText())
        .isEqualTo("image/tiff; application=geotiff");
    assertEveryFileIsAsListed(id);
  }

  @Test
  void anExportThatWasPausedCanceledAndTriedAgainGivesTheSameFile() throws Exception {
    String request =
        """
        {"name": "again", "source": {"scenes": ["LC80220342026101LGN00"], "bands": ["red"]},
         "priority": "LOW"}
        """;
    String straight = service.submit(request);
    String waited = submitPaused(request);
    String renewed = submitPaused(request);
    assertThat(service.awaitEnd(straight).path("status").asText()).isEqualTo("SUCCESS");
    assertThat(service.export(waited).path("statusReason").asText()).isEqualTo("PAUSED");

    JsonNode hurried = order(waited, "priority", "{\"priority\": \"HIGH\"}");
    assertThat(hurried.path("priority").asText()).isEqualTo("HIGH");
    assertThat(order(waited, "resume", "").path("statusReason").isNull()).isTrue();
    assertThat(order(renewed, "cancel", "").path("status").asText()).isEqualTo("ERROR");
    order(renewed, "retry", "");

    assertSameFileInAttempt(1, waited, straight);
    assertSameFileInAttempt(2, renewed, straight);
  }

  private void assertSameFileInAttempt(int attempt, String id, String other) throws Exception {
    JsonNode ended = service.awaitEnd(id);
    assertThat(ended.path("status").asText()).as(ended::toPrettyString).isEqualTo("SUCCESS");
    assertThat(ended.path("attempt").asInt()).isEqualTo(attempt);
    assertThat(ended.at("/result/files/0/sha256"))
        .isEqualTo(service.export(other).at("/result/files/0/sha256"));
    assertEveryFileIsAsListed(id);
  }

  /** An export that stands before its end; a quick node may have finished the first ones. */
  private String submitPaused(String request) throws Exception {
    for (int tries = 0; tries < 10; tries++) {
      String id = service.submit(request);
      if (service.post("/v1/exports/%s/pause".formatted(id), "").statusCode() == 202) {
        assertThat(service.export(id).path("statusReason").asText()).isEqualTo("PAUSED");
        return id;
      }
    }
    throw new AssertionError("Ten exports in a row could not be paused.");
  }

  private JsonNode order(String id, String name, String body) throws Exception {
    return service.accepted("/v1/exports/%s/%s".formatted(id, name), body);
  }

  private void assertEveryFileIsAsListed(String id) throws Exception {
    String files = "/v1/exports/%s/files".formatted(id);
    JsonNode listed = JSON.readTree(service.get(files).body()).path("files");
    assertThat(listed.findValuesAsText("name")).hasSizeGreaterThan(3).contains("SHA256SUMS");
    String sums = service.get(files + "/SHA256SUMS").body();
    for (JsonNode file : listed) {
      String name = file.path("name").asText();
      HttpResponse<byte[]> got = service.download(files + "/" + name);
      assertThat(got.body()).as(name).hasSize(file.path("bytes").asInt());
      assertThat(got.headers().firstValue("Content-Type"))
          .as(name)
          .hasValueSatisfying(
              type -> assertThat(type).isEqualToIgnoringCase(file.path("type").asText()));
      String sha256 =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(got.body()));
      assertThat(file.path("sha256").asText()).as(name).isEqualTo(sha256);
      if (!name.equals("SHA256SUMS")) {
        assertThat(sums).contains(sha256 + "  " + name + "\n");
      }
    }
  }
}
