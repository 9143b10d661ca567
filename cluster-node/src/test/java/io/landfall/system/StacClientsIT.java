package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others make of our STAC API: a validator, and a browser with people in front of it. */
@Tag("system")
class StacClientsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Path SCHEMAS =
      Path.of("src", "test", "resources", "stac-schemas").toAbsolutePath();

  @TempDir static Path temp;
  private static LoadedService service;

  @BeforeAll
  static void start() throws IOException {
    service = LoadedService.start(temp, realLists());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  private static List<Path> realLists() throws IOException {
    String data = System.getenv("LANDFALL_TEST_DATA");
    if (data == null) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(Path.of(data, "index"))) {
      return files.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
  }

  @Test
  void theStacNodeValidatorFindsNothingWrong() throws Exception {
    Path folder = NpmPackages.install("stac-node-validator", "stac-node-validator@1.3.2");
    Path documents = Files.createDirectories(temp.resolve("documents"));
    JsonNode found = get("/stac/search?limit=1000");
    assertThat(found.path("features").size()).isGreaterThanOrEqualTo(4);
    write(documents.resolve("search.json"), found);
    write(documents.resolve("items.json"), get("/stac/collections/landsat/items?limit=1000"));
    write(documents.resolve("landing.json"), get("/stac"));
    write(documents.resolve("collections.json"), get("/stac/collections"));
    write(documents.resolve("collection.json"), get("/stac/collections/landsat"));
    String id = found.path("features").path(0).path("id").asText();
    write(documents.resolve("item.json"), get("/stac/collections/landsat/items/" + id));

    Programs.ProcessResult valid = validate(folder, documents);

    assertThat(valid.exitCode()).as(valid.stdout() + valid.stderr()).isZero();
    assertThat(valid.stdout())
        .contains("Files: 6", "Valid: 6", "projection/v1.0.0/schema.json: valid");
  }

  @Test
  void theValidatorWouldSayWhatIsWrong() throws Exception {
    Path folder = NpmPackages.install("stac-node-validator", "stac-node-validator@1.3.2");
    Path documents = Files.createDirectories(temp.resolve("broken"));
    ObjectNode item = (ObjectNode) get("/stac/search?limit=1").path("features").path(0);
    ((ObjectNode) item.path("properties")).put("eo:cloud_cover", 101);
    write(documents.resolve("item.json"), item);

    Programs.ProcessResult invalid = validate(folder, documents);

    assertThat(invalid.exitCode()).isEqualTo(1);
    assertThat(invalid.stdout()).contains("eo/v1.0.0/schema.json: invalid");
  }

  @Test
  void stacBrowserShowsTheCollectionASearchAndAnItem() throws Exception {
    Path chromium = NpmPackages.chromium();
    Path folder = NpmPackages.install("playwright", "playwright-core@1.54.1");
    Path pages = NpmPackages.stacBrowser();
    Path screenshots = Files.createDirectories(Path.of("target", "stac-browser-screenshots"));
    JsonNode newest = get("/stac/search?limit=1").path("features").path(0);
    String id = newest.path("id").asText();

    Programs.ProcessResult walk =
        Programs.run(
                "node",
                Programs.script("stac-browser.cjs", folder).toString(),
                pages.toString(),
                chromium.toString(),
                service.url() + "/stac",
                id,
                newest.path("properties").path("eo:cloud_cover").asText(),
                screenshots.toString())
            .expectSuccess();

    JsonNode walked = JSON.readTree(walk.stdout());
    assertThat(walked.path("errors")).isEmpty();
    JsonNode said = walked.path("said");
    assertThat(said.path("catalog").asText()).contains("Landfall", "Landsat");
    assertThat(said.path("collection").asText()).contains("Landsat", "USGS", id);
    assertThat(said.path("item").asText()).contains(id, "Cloud Cover", "Assets");
    assertThat(said.path("search").asText()).contains(id);
    assertThat(walked.path("searches").toString()).contains("filter").contains("eo:cloud_cover");
  }

  private static Programs.ProcessResult validate(Path folder, Path documents) throws IOException {
    String map;
    try (Stream<Path> schemas = Files.walk(SCHEMAS)) {
      map =
          schemas
              .filter(file -> file.toString().endsWith(".json"))
              .map(file -> "https://%s=%s".formatted(SCHEMAS.relativize(file), file))
              .collect(Collectors.joining(";"));
    }
    List<String> command = new ArrayList<>(List.of("node"));
    command.add(folder.resolve("node_modules/stac-node-validator/bin/cli.js").toString());
    try (Stream<Path> files = Files.list(documents)) {
      files.sorted().map(Path::toString).forEach(command::add);
    }
    command.addAll(List.of("--verbose", "--schemaMap", map));
    return Programs.run(command);
  }

  private static JsonNode get(String path) throws Exception {
    HttpResponse<String> answer =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(service.url() + path)).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static void write(Path file, JsonNode json) throws IOException {
    Files.writeString(file, JSON.writeValueAsString(json));
  }
}
