package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.node.cli.audit.AuditCommand;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.RuntimeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Exports of a running service, rendered again beside it. */
@ExtendWith(SharedService.Starter.class)
class AuditReproduceIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EQUAL = 0;
  private static final int NOT_EQUAL = 1;

  /** In several tasks, since it is not compressed. */
  private static final String IN_PARTS =
      """
      {"source": {"scenes": ["again/LC80230342026101LGN00"]}, "resolution": 3,
       "format": {"compression": "NONE"}}
      """;

  private static final String BOTH =
      "\"scenes\": [\"again/LC80230342026101LGN00\", \"again/LC80230342026117LGN00\"]";

  private static String inParts;

  private final SharedService service;
  @TempDir private Path scratch;

  AuditReproduceIT(SharedService service) throws IOException {
    this.service = service;
    Path scenes = service.folder().resolve("import/again");
    if (!Files.exists(scenes)) {
      TinyScene.write(scenes, "LC80230342026101LGN00");
      TinyScene.writeClouds(scenes, "LC80230342026101LGN00", 0);
      TinyScene.writePanchromatic(scenes, "LC80230342026101LGN00");
      TinyScene.write(scenes, "LC80230342026117LGN00", 3_000);
      TinyScene.writeClouds(scenes, "LC80230342026117LGN00", 3_000);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"resolution\": 30",
        "\"stretch\": \"auto\", \"format\": {\"type\": \"PNG\"}",
        "\"stretch\": \"auto\", \"format\": {\"type\": \"JPEG\", \"quality\": 70}",
        "\"format\": {\"type\": \"ZARR\"}, \"provenance\": true",
        "\"resolution\": 3, \"format\": {\"type\": \"ZARR\", \"compression\": \"NONE\"}",
        "\"stretch\": \"auto\", \"format\": {\"type\": \"PMTILES\"}",
        "\"stretch\": \"auto\", \"format\": {\"type\": \"MBTILES\"}",
        "\"composite\": \"median\", \"outputProjection\": 3857, \"resampling\": \"cubic\"",
        "\"provenance\": true, \"format\": {\"type\": \"GEOTIFF\", \"compression\": \"ZSTD\"}"
      })
  void exportsOfSeveralScenesAreTheSameAgain(String options) throws Exception {
    String id = ended("{\"source\": {%s}, %s}".formatted(BOTH, options));
    JsonNode files = service.export(id).at("/result/files");
    assertThat(files.size()).isGreaterThanOrEqualTo(4);
    JsonNode said = JSON.readTree(reproduce(EQUAL, id, "--json"));
    assertThat(said.path("result").asText()).isEqualTo("EQUAL");
    assertThat(said.path("filesCompared").asInt()).isEqualTo(files.size());
    assertThat(said.path("sha256")).isEqualTo(files.at("/0/sha256"));
  }

  @Test
  void aToolWithoutCloudsIsTheSameAgain() throws Exception {
    String id =
        ended("{\"source\": {%s, \"toolId\": \"ndgi\"}, \"cloudMask\": {}}".formatted(BOTH));
    String planned = service.get("/v1/audit/events?export=" + id + "&type=planned").body();
    assertThat(planned).contains("QA_PIXEL");
    assertThat(reproduce(EQUAL, id)).startsWith("Equal: ");
  }

  @Test
  void anExportOfAProjectIsTheSameAgainAfterTheProjectHasGone() throws Exception {
    String made =
        service
            .post(
                "/v1/projects",
                """
                {"name": "again", "scenes": [{"sceneId": "again/LC80230342026101LGN00"}],
                 "bands": {"red": "red", "green": "green", "blue": "blue"},
                 "colorCorrection": {"equalize": {"enabled": true}}}
                """)
            .body();
    String project = JSON.readTree(made).path("id").asText();
    String id = ended("{\"source\": {\"projectId\": \"%s\"}}".formatted(project));
    service.send("DELETE", "/v1/projects/" + project, service.token(), null);
    assertThat(reproduce(EQUAL, id)).startsWith("Equal: ");
  }

  @Test
  void anExportInPartsIsTheSameAgainBySeveralThreadsAndKeptWhereAskedFor() throws Exception {
    String id = inParts();
    String name = service.export(id).at("/result/files/0/name").asText();
    byte[] file = service.download("/v1/exports/%s/files/%s".formatted(id, name)).body();
    Path kept = scratch.resolve("kept.tif");
    String said = reproduce(EQUAL, id, "--threads", "3", "-o", kept.toString());
    assertThat(said).startsWith("Equal: %d bytes in ".formatted(file.length));
    assertThat(said).doesNotContain("in 1 parts");
    assertThat(kept).hasBinaryContent(file);
    try (var left = Files.list(scratch)) {
      assertThat(left).containsExactly(kept);
    }
  }

  @Test
  void panSharpenedBandsAreTheSameAgain() throws Exception {
    String id =
        ended(
            "{\"source\": {\"scenes\": [\"again/LC80230342026101LGN00\"],"
                + " \"bands\": [\"red\", \"green\", \"blue\"]}, \"pansharpening\": {}}");
    assertThat(reproduce(EQUAL, id)).startsWith("Equal: ");
  }

  @Test
  void aFileBesideThatTheReceiptHasOtherwiseIsNamed() throws Exception {
    String id = inParts();
    JsonNode stac = service.export(id).at("/result/files/1");
    String sha256 = stac.path("sha256").asText();
    replaceInEvents(id, sha256, "0".repeat(64));
    try {
      assertThat(reproduce(NOT_EQUAL, id))
          .startsWith("Different: " + stac.path("name").asText() + " of destination 1, which had");
    } finally {
      replaceInEvents(id, "0".repeat(64), sha256);
    }
  }

  @Test
  void whatOtherSoftwareHasMadeIsToldAsThat() throws Exception {
    String id = inParts();
    String planned = service.get("/v1/audit/events?export=" + id + "&type=planned").body();
    String software = JSON.readTree(planned).at("/data/plan/software").asText();
    String other = software.replaceFirst("[0-9]", "x"); // of the same length
    replaceInEvents(id, software, other);
    try {
      assertThat(reproduce(NOT_EQUAL, id))
          .startsWith("It was made by other software.")
          .contains(other + " planned it, and this is " + software);
    } finally {
      replaceInEvents(id, other, software);
    }
    String zstd =
        ended(
            "{\"source\": {\"scenes\": [\"again/LC80230342026101LGN00\"]},"
                + " \"format\": {\"compression\": \"ZSTD\"}}");
    planned = service.get("/v1/audit/events?export=" + zstd + "&type=planned").body();
    String codec = JSON.readTree(planned).at("/data/plan/format/codec").asText();
    assertThat(codec).isNotEmpty();
    replaceInEvents(zstd, codec, "zstd-of-old");
    try {
      assertThat(reproduce(NOT_EQUAL, zstd))
          .startsWith("It was made by other software.")
          .contains("zstd-of-old");
    } finally {
      replaceInEvents(zstd, "zstd-of-old", codec);
    }
  }

  @Test
  void aPartThatTheJournalHasOtherwiseIsNamed() throws Exception {
    String id = inParts();
    String sha256 = sha256OfLastPart(id);
    replaceInEvents(id, sha256, "0".repeat(64));
    try {
      JsonNode said = JSON.readTree(reproduce(NOT_EQUAL, id, "--threads", "1", "--json"));
      assertThat(said.path("result").asText()).isEqualTo("DIFFERENT");
      assertThat(said.path("differing")).hasSize(1);
      assertThat(said.at("/differing/0").asText()).matches("task [1-9]");
    } finally {
      replaceInEvents(id, "0".repeat(64), sha256); // others have the whole journal verified
    }
  }

  private void replaceInEvents(String id, String old, String text) throws Exception {
    DatabaseEndpoint database =
        RuntimeFile.find(service.folder().resolve("data")).orElseThrow().database();
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var update =
            connection.prepareStatement(
                "update event_journal set event_payload = convert_to(replace(convert_from("
                    + "event_payload, 'UTF8'), ?, ?), 'UTF8') where persistence_id = ?")) {
      update.setString(1, old);
      update.setString(2, text);
      update.setString(3, "export|" + id);
      update.executeUpdate();
    }
  }

  private String sha256OfLastPart(String id) throws Exception {
    String events = service.get("/v1/audit/events?export=" + id + "&type=commitIntended").body();
    JsonNode parts = JSON.readTree(events).at("/data/parts");
    assertThat(parts.size()).isGreaterThanOrEqualTo(5);
    return parts.get(parts.size() - 1).path("sha256").asText();
  }

  @Test
  void aSourceThatHasChangedOrGoneIsNamed() throws Exception {
    Path scene = TinyScene.write(service.folder().resolve("import/gone"), "LC80230342026133LGN00");
    String id =
        ended("{\"source\": {\"scenes\": [\"gone/LC80230342026133LGN00\"], \"bands\": [\"red\"]}}");
    assertThat(reproduce(EQUAL, id)).startsWith("Equal: ");
    Path red = scene.resolve("LC80230342026133LGN00_B4.TIF");
    Files.setLastModifiedTime(red, FileTime.fromMillis(0));
    assertThat(reproduce(NOT_EQUAL, id))
        .startsWith("A source has changed.")
        .contains("LC80230342026133LGN00_B4.TIF", "no longer the file");
    Files.delete(red);
    assertThat(reproduce(NOT_EQUAL, id))
        .startsWith("A source has changed.")
        .contains("LC80230342026133LGN00_B4.TIF", "there is no such file");
  }

  @Test
  void whatWasRenderedAndDeliveredIsToldByOwnerAndDay() throws Exception {
    ended("{\"source\": {\"scenes\": [\"again/LC80230342026101LGN00\"]}}");
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(audit(EQUAL, "usage", "--user", "local", "--csv"))
                    .startsWith("day,owner,bytesServed,bytesUnconfirmed,requests,pixelsRendered,")
                    .matches(
                        "(?s).*\r\n"
                            + "[-0-9]{10},\"local\",[0-9]+,[0-9]+,[0-9]+,[1-9][0-9]*,[1-9][0-9]*\r\n"));
    assertThat(audit(EQUAL, "usage", "--json", "--user", "local")).contains("\"owner\":\"local\"");
    String query =
        "insert into usage_days (owner, day, served, given, requests) values (?, ?, 1, 2, 3)";
    DatabaseEndpoint database =
        RuntimeFile.find(service.folder().resolve("data")).orElseThrow().database();
    try (var connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        var insert = connection.prepareStatement(query)) {
      insert.setString(1, "=1+\"1\"");
      insert.setObject(2, LocalDate.of(2001, 2, 3));
      insert.executeUpdate();
    }
    assertThat(audit(EQUAL, "usage", "--csv", "--from", "2001-02-03", "--to", "2001-02-03"))
        .endsWith("\r\n2001-02-03,\"'=1+\"\"1\"\"\",1,1,3,0,0\r\n");
  }

  private String inParts() throws Exception {
    if (inParts == null) {
      inParts = ended(IN_PARTS);
    }
    return inParts;
  }

  private String ended(String request) throws Exception {
    String id = service.submit(request);
    JsonNode export = service.awaitEnd(id);
    assertThat(export.path("status").asText()).as(export::toPrettyString).isEqualTo("SUCCESS");
    return id;
  }

  private String reproduce(int expected, String id, String... arguments) {
    List<String> all = new ArrayList<>(List.of("reproduce", id));
    all.addAll(List.of(arguments));
    return audit(expected, all.toArray(String[]::new));
  }

  private String audit(int expected, String... arguments) {
    var out = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data-dir", service.folder().resolve("data").toString()));
    int exit =
        new CommandLine(new AuditCommand())
            .setOut(new PrintWriter(out))
            .execute(all.toArray(String[]::new));
    assertThat(exit).as(out.toString()).isEqualTo(expected);
    return out.toString();
  }
}
