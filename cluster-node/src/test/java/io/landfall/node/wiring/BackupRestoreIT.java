package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.chaos.Postgres;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.DatabaseUrl;
import io.landfall.node.schema.Schema;
import io.landfall.node.token.ApiTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runbook "Back up and restore": what is restored answers as what was backed up. */
@Tag("system")
class BackupRestoreIT {
  private static final String SCENE = "LC80220342026101LGN00";

  /** Metres a pixel: of a file that is one object, and of one of several parts. */
  private static final int SMALL = 30;

  private static final int LARGE = 4;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();
  private static final DatabaseSettings SETTINGS =
      new DatabaseSettings(
          "", 4, Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(20));

  @TempDir Path temp;

  @Test
  void aDumpOfTheDatabaseThenACopyOfTheBucketAreAWholeSystem() throws Exception {
    TinyScene.write(temp.resolve("import"), SCENE);
    try (var postgres = new Postgres()) {
      String url = postgres.url(postgres.port, "postgres");
      migrate(url);
      Path first = temp.resolve("first");
      Path dump = temp.resolve("landfall.dump");
      Path second = temp.resolve("second");
      ExportedFile before;
      ExportedFile completed;
      String token;
      String open;
      String gone;
      try (RunningService service = RunningService.startOwning(config(first, url))) {
        token = token(url);
        before = export(service, token);
        open = pausedExport(service, token);
        gone = pausedExport(service, token);
        String completedLater = pausedExport(service, token);
        run("pg_dump", "--format=custom", "--file=" + dump, url);
        resume(service, token, completedLater);
        completed = awaitFile(service, token, completedLater);
        pausedExport(service, token); // begun after the dump, which does not know it
        Files.createDirectories(second);
        run("cp", "-a", first.resolve("store").toString(), second.toString());
      }
      assertThat(uploadFiles(second, open)).isNotEmpty();
      assertThat(uploadFiles(second, completed.id())).isEmpty();
      for (Path file : uploadFiles(second, gone)) {
        Files.delete(file);
      }
      String restored = postgres.url(postgres.port, "restored");
      execute(url, "create database restored");
      run("pg_restore", "--no-owner", "--exit-on-error", "--dbname=" + restored, dump.toString());

      try (RunningService service = RunningService.startOwning(config(second, restored))) {
        assertThat(find(service, token, before.id())).isEqualTo(before);
        assertThat(export(service, token).sha256()).isEqualTo(before.sha256());
        resume(service, token, open);
        resume(service, token, gone);
        resume(service, token, completed.id());
        assertThat(awaitFile(service, token, open).sha256()).isEqualTo(completed.sha256());
        for (String id : List.of(gone, completed.id())) {
          JsonNode ended = awaitEnd(service, token, id);
          assertThat(ended.path("status").asText()).as(ended.toString()).isEqualTo("ERROR");
          assertThat(ended.path("error").path("detail").asText()).contains("NoSuchUpload");
          change(service, token, id, "retry");
          assertThat(awaitFile(service, token, id).sha256()).isEqualTo(completed.sha256());
        }
        await()
            .atMost(Duration.ofSeconds(60))
            .untilAsserted(() -> assertThat(uploadFiles(second, "")).isEmpty());
      }
    }
  }

  @Test
  void aCopyOfADataFolderAtRestIsAWholeSystem() throws Exception {
    TinyScene.write(temp.resolve("import"), SCENE);
    Path first = temp.resolve("data");
    ExportedFile before;
    String token;
    String open;
    try (RunningService service = RunningService.startOwning(config(first, ""))) {
      token = service.localToken().orElseThrow();
      before = export(service, token);
      open = pausedExport(service, token);
    }
    Path archive = temp.resolve("data.tar.gz");
    Path place = Files.createDirectories(temp.resolve("restored"));
    run("tar", "-C", temp.toString(), "-czf", archive.toString(), "data");
    run("tar", "-C", place.toString(), "-xzf", archive.toString());

    try (RunningService service = RunningService.startOwning(config(place.resolve("data"), ""))) {
      assertThat(service.localToken()).contains(token);
      assertThat(find(service, token, before.id())).isEqualTo(before);
      resume(service, token, open);
      String whole = awaitFile(service, token, submit(service, token, LARGE)).sha256();
      assertThat(awaitFile(service, token, open).sha256()).isEqualTo(whole);
    }
  }

  /** A finished export, as it was downloaded. */
  private record ExportedFile(String id, String name, String sha256, long bytes) {}

  private static ExportedFile export(RunningService service, String token) throws Exception {
    return awaitFile(service, token, submit(service, token, SMALL));
  }

  /** Submits one, and returns its id. */
  private static String submit(RunningService service, String token, int resolution)
      throws Exception {
    HttpResponse<String> accepted =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () ->
                    send(
                        service,
                        token,
                        "POST",
                        "/v1/exports",
                        "{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}, \"resolution\": %d, \"format\": {\"blockSize\": 64}}"
                            .formatted(SCENE, resolution)),
                answer -> answer.statusCode() != 503);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    return JSON.readTree(accepted.body()).path("id").asText();
  }

  /** Returns one of which some parts, and not all, are in the store. */
  private static String pausedExport(RunningService service, String token) throws Exception {
    for (int attempt = 0; attempt < 5; attempt++) { // it may end before it is paused
      String id = submit(service, token, LARGE);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> summary(service, token, id).path("progress").path("tilesDone").asLong() > 0);
      if (change(service, token, id, "pause").statusCode() == 202) {
        JsonNode halted = summary(service, token, id);
        assertThat(halted.path("statusReason").asText()).as(halted.toString()).isEqualTo("PAUSED");
        return id;
      }
    }
    throw new AssertionError("No export could be paused");
  }

  private static void resume(RunningService service, String token, String id) throws Exception {
    HttpResponse<String> answer = change(service, token, id, "resume");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static HttpResponse<String> change(
      RunningService service, String token, String id, String what) throws Exception {
    return send(service, token, "POST", "/v1/exports/%s/%s".formatted(id, what), "{}");
  }

  private static ExportedFile awaitFile(RunningService service, String token, String id)
      throws Exception {
    awaitEnd(service, token, id);
    return find(service, token, id);
  }

  private static JsonNode awaitEnd(RunningService service, String token, String id) {
    return await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () -> summary(service, token, id),
            export -> export.path("status").asText().matches("SUCCESS|ERROR"));
  }

  private static JsonNode summary(RunningService service, String token, String id)
      throws Exception {
    return JSON.readTree(send(service, token, "GET", "/v1/exports/" + id, null).body());
  }

  /** Returns the files of open uploads in the store of a data folder whose key has some text. */
  private static List<Path> uploadFiles(Path data, String text) throws IOException {
    try (Stream<Path> files = Files.walk(data.resolve("store"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/.mpus-") && file.toString().contains(text))
          .toList();
    }
  }

  private static ExportedFile find(RunningService service, String token, String id)
      throws Exception {
    HttpResponse<String> answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(
                () -> send(service, token, "GET", "/v1/exports/" + id, null),
                one -> one.statusCode() != 503);
    JsonNode export = JSON.readTree(answer.body());
    assertThat(export.path("status").asText()).as(answer.body()).isEqualTo("SUCCESS");
    JsonNode file = export.path("result").path("files").get(0);
    HttpRequest get = HttpRequest.newBuilder(URI.create(file.path("href").asText())).build();
    byte[] bytes = HTTP.send(get, HttpResponse.BodyHandlers.ofByteArray()).body();
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(sha256).isEqualTo(file.path("sha256").asText());
    return new ExportedFile(id, file.path("name").asText(), sha256, bytes.length);
  }

  private static HttpResponse<String> send(
      RunningService service, String token, String method, String path, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(service.url().orElseThrow() + path))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Config config(Path data, String databaseUrl) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("landfall.data-dir", data.toString());
    settings.put("landfall.import-folder", temp.resolve("import").toString());
    settings.put("landfall.api.port", 0);
    settings.put("landfall.render.slots", 1);
    settings.put("landfall.render.task-size", "1MiB");
    settings.put("landfall.render.single-object-size", "1MiB");
    settings.put("landfall.orphan-collection.interval", "2s");
    settings.put("landfall.orphan-collection.min-age", "3s");
    return Configuration.load(
        settings, databaseUrl.isEmpty() ? Map.of() : Map.of("DATABASE_URL", databaseUrl), temp);
  }

  private static void migrate(String url) {
    try (Database database = Database.connect(DatabaseUrl.parse(url), SETTINGS)) {
      new Schema(database).migrateUp();
    }
  }

  private static String token(String url) {
    try (Database database = Database.connect(DatabaseUrl.parse(url), SETTINGS)) {
      return new ApiTokens(database).create(new Principal("ana", null, Set.of()), null);
    }
  }

  private static void execute(String url, String sql) {
    try (Database database = Database.connect(DatabaseUrl.parse(url), SETTINGS)) {
      database.call(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.execute(sql);
            }
          });
    }
  }

  private void run(String... command) throws Exception {
    Path said = temp.resolve("said.txt");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
