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
      String token;
      try (RunningService service = RunningService.startOwning(config(first, url))) {
        token = token(url);
        before = export(service, token);
        run("pg_dump", "--format=custom", "--file=" + dump, url);
        copy(first.resolve("store"), second.resolve("store"));
      }
      String restored = postgres.url(postgres.port, "restored");
      execute(url, "create database restored");
      run("pg_restore", "--no-owner", "--exit-on-error", "--dbname=" + restored, dump.toString());

      try (RunningService service = RunningService.startOwning(config(second, restored))) {
        assertThat(find(service, token, before.id())).isEqualTo(before);
        assertThat(export(service, token).sha256()).isEqualTo(before.sha256());
      }
    }
  }

  @Test
  void aCopyOfADataFolderAtRestIsAWholeSystem() throws Exception {
    TinyScene.write(temp.resolve("import"), SCENE);
    Path first = temp.resolve("data");
    ExportedFile before;
    String token;
    try (RunningService service = RunningService.startOwning(config(first, ""))) {
      token = service.localToken().orElseThrow();
      before = export(service, token);
    }
    Path archive = temp.resolve("data.tar.gz");
    Path place = Files.createDirectories(temp.resolve("restored"));
    run("tar", "-C", temp.toString(), "-czf", archive.toString(), "data");
    run("tar", "-C", place.toString(), "-xzf", archive.toString());

    try (RunningService service = RunningService.startOwning(config(place.resolve("data"), ""))) {
      assertThat(service.localToken()).contains(token);
      assertThat(find(service, token, before.id())).isEqualTo(before);
    }
  }

  /** A finished export, as it was downloaded. */
  private record ExportedFile(String id, String name, String sha256, long bytes) {}

  private ExportedFile export(RunningService service, String token) throws Exception {
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
                        "{\"source\": {\"scenes\": [\"%s\"], \"bands\": [\"red\"]}, \"resolution\": 30}"
                            .formatted(SCENE)),
                answer -> answer.statusCode() != 503);
    assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
    String id = JSON.readTree(accepted.body()).path("id").asText();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> status(service, token, id), status -> status.matches("SUCCESS|ERROR"));
    return find(service, token, id);
  }

  private static String status(RunningService service, String token, String id) throws Exception {
    HttpResponse<String> answer = send(service, token, "GET", "/v1/exports/" + id, null);
    return JSON.readTree(answer.body()).path("status").asText();
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

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
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
