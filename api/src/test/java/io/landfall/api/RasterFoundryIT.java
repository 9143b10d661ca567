package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.GridAlignment;
import io.landfall.workspace.Access;
import io.landfall.workspace.Project;
import io.landfall.workspace.Project.ProjectContent;
import io.landfall.workspace.ProjectScene;
import io.landfall.workspace.Visibility;
import io.landfall.workspace.WorkspaceIds;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The requests that Raster Foundry's Python client sends for its calls, as its code writes them:
 * {@code Export.create_export}, {@code wait_for_completion}, {@code download_file_bytes}, {@code
 * API.projects}, {@code Project.create}.
 */
class RasterFoundryIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LANDSAT = "LC80200392015216LGN00";

  /** As {@code create_export} sends it, for a box. */
  private static final String CREATE =
      """
      {"exportOptions": {"mask": {"type": "MultiPolygon", "coordinates":
         [[[[-85.8, 36.9], [-85.8, 37.0], [-85.9, 37.0], [-85.9, 36.9], [-85.8, 36.9]]]]},
        "resolution": 13, "rasterSize": 4000},
       "projectId": "%s", "exportStatus": "TOBEEXPORTED", "exportType": "S3",
       "visibility": "PRIVATE", "toolRunId": null, "organizationId": null}
      """;

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void anExportGoesFromItsRequestToItsFile() {
    UUID project = project("ann", Visibility.PRIVATE, LANDSAT);
    HttpResponse<byte[]> made =
        api.send(api.post("ann-token", "/api/exports/", CREATE.formatted(project)));
    JsonNode export = api.json(made);
    assertThat(made.statusCode()).as(export.toString()).isEqualTo(201);
    assertThat(ApiFixture.header(made, "RateLimit-Policy")).startsWith("\"exports\";q=");
    assertThat(export.path("projectId").asText()).isEqualTo(project.toString());
    assertThat(export.path("exportStatus").asText()).isEqualTo("TOBEEXPORTED");
    assertThat(export.at("/exportOptions/resolution").asInt()).isEqualTo(13);
    assertThat(export.at("/exportOptions/mask/type").asText()).isEqualTo("MultiPolygon");
    assertThat(export.at("/exportOptions/source").asText()).isNotEmpty();

    ExportId id = ExportId.parse(export.path("id").asText());
    ExportRequest request = api.exports.details(id).toCompletableFuture().join().request();
    assertThat(request.outputProjection()).isEqualTo(3857);
    assertThat(request.resolution()).isCloseTo(19.1092570712683, Offset.offset(1e-9));
    assertThat(request.grid()).isEqualTo(GridAlignment.ALIGNED);

    assertThat(api.json(api.send(api.as("ann-token", "/api/exports/%s/files".formatted(id)))))
        .isEmpty();
    api.exports.succeed(id, ApiFixture.NAME, ApiFixture.FILE.length);
    JsonNode done = api.json(api.send(api.as("ann-token", "/api/exports/%s/".formatted(id))));
    assertThat(done.path("exportStatus").asText()).isEqualTo("EXPORTED");
    JsonNode files = api.json(api.send(api.as("ann-token", "/api/exports/%s/files".formatted(id))));
    assertThat(files.get(0).asText()).isEqualTo(ApiFixture.NAME);

    String file = "/api/exports/%s/files/scene%%20one.tif".formatted(id);
    HttpResponse<byte[]> link = api.send(api.request(file + "?token=ann-token"));
    assertThat(link.statusCode()).isEqualTo(307);
    assertThat(api.send(api.request(ApiFixture.header(link, "Location"))).body())
        .isEqualTo(ApiFixture.FILE);
    assertThat(api.send(api.request(file)).statusCode()).isEqualTo(401);
    assertThat(api.send(api.request(file + "?token=bob-token")).statusCode()).isEqualTo(404);
  }

  @Test
  void listsComeInPagesByNumber() {
    UUID project = project("ann", Visibility.PRIVATE, LANDSAT);
    for (int i = 0; i < 3; i++) {
      api.send(api.post("ann-token", "/api/exports/", CREATE.formatted(project)));
    }
    JsonNode page =
        api.json(api.send(api.as("ann-token", "/api/exports/?page=1&pageSize=2&organization=x")));
    assertThat(page.path("page").asInt()).isEqualTo(1);
    assertThat(page.path("hasPrevious").asBoolean()).isTrue();
    assertThat(page.path("count").asInt()).isGreaterThanOrEqualTo(3);
    assertThat(page.path("results")).isNotEmpty();
    assertThat(page.at("/results/0/exportOptions").has("source")).isTrue();
    assertThat(
            api.json(api.send(api.as("ann-token", "/api/exports/?exportStatus=FAILED")))
                .path("results"))
        .isEmpty();
    for (String query :
        List.of(
            "page=-1", "page=0&page=1", "pageSize=0", "page=1000", "exportStatus=DONE", "x=1")) {
      api.problem(
          api.send(api.as("ann-token", "/api/exports/?" + query)), 400, "parameter-invalid");
    }
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = ';',
      value = {
        "{};                                                  /projectId",
        "{\"projectId\": \"x\"};                              /projectId",
        "{\"exportOptions\": {\"resolution\": 31}};           /exportOptions/resolution",
        "{\"exportOptions\": {\"resolution\": 12.5}};         /exportOptions/resolution",
        "{\"exportOptions\": {}};                             /exportOptions/resolution",
        "{\"exportOptions\": {\"resolution\": 9, \"source\": \"s3://theirs/x\"}};"
            + " /exportOptions/source",
        "{\"exportOptions\": {\"resolution\": 9, \"crs\": 2264}}; /exportOptions/crs",
        "{\"exportOptions\": {\"resolution\": 9, \"mask\": {\"type\": \"Point\"}}};"
            + " /exportOptions/mask/type",
        "{\"exportOptions\": {\"resolution\": 9, \"bands\": [11]}}; /exportOptions/bands",
        "{\"exportOptions\": {\"resolution\": 9, \"bands\": [-1]}}; /exportOptions/bands/0",
        "{\"exportOptions\": {\"resolution\": 9, \"colour\": 1}}; /exportOptions/colour",
        "{\"exportStatus\": \"DONE\"};                        /exportStatus",
        "{\"owner\": \"bob\"};                                /owner",
        "{\"projectLayerId\": \"0190f3a0-0000-7000-8000-000000000009\"}; /projectLayerId",
      })
  void whatWouldBeAnotherOutputIsRefusedAtItsPlace(String change, String pointer) throws Exception {
    UUID project = project("ann", Visibility.PRIVATE, LANDSAT);
    var body =
        (com.fasterxml.jackson.databind.node.ObjectNode) JSON.readTree(CREATE.formatted(project));
    JsonNode changed = JSON.readTree(change);
    if (changed.isEmpty()) {
      body.remove("projectId");
    }
    changed.fields().forEachRemaining(field -> body.set(field.getKey(), field.getValue()));
    HttpResponse<byte[]> refused =
        api.send(api.post("ann-token", "/api/exports/", body.toString()));
    assertThat(refused.statusCode()).isIn(403, 422);
    assertThat(api.json(refused).path("errors").findValuesAsText("pointer")).contains(pointer);
  }

  @Test
  void bandsAreCountedFromZero() {
    UUID project = project("ann", Visibility.PRIVATE, LANDSAT);
    String body =
        CREATE.formatted(project).replace("\"rasterSize\"", "\"bands\": [3, 2, 1], \"rasterSize\"");
    JsonNode export = api.json(api.send(api.post("ann-token", "/api/exports", body)));
    ExportRequest request =
        api.exports
            .details(ExportId.parse(export.path("id").asText()))
            .toCompletableFuture()
            .join()
            .request();
    assertThat(((ExportSource.MosaicSource) request.source()).bands())
        .containsExactly("4", "3", "2");
  }

  @Test
  void aUriIsTheDestinationOfADeliveryConfigurationOfOnesOwn() {
    String config =
        "{\"name\": \"d\", \"type\": \"DROPBOX\", \"path\": \"/rf\", \"accessToken\": \"t\"}";
    String made =
        api.json(api.send(api.post("ann-token", "/v1/delivery-configs", config)))
            .path("id")
            .asText();
    UUID project = project("ann", Visibility.PUBLIC, "a");
    String body =
        CREATE
            .formatted(project)
            .replace("\"rasterSize\"", "\"source\": \"dropbox:///rf/\", \"rasterSize\"");
    JsonNode export = api.json(api.send(api.post("ann-token", "/api/exports", body)));
    ExportId id = ExportId.parse(export.path("id").asText());
    assertThat(api.exports.details(id).toCompletableFuture().join().request().delivery())
        .containsExactly(new Destination.DropboxDestination(UUID.fromString(made)));
    JsonNode refusal =
        api.problem(
            api.send(api.post("bob-token", "/api/exports", body)), 422, "option-unsupported");
    assertThat(refusal.at("/errors/0/pointer").asText()).isEqualTo("/exportOptions/source");
  }

  @Test
  void bandsOfOtherScenesAreNotGuessed() {
    UUID project = project("ann", Visibility.PRIVATE, "file:scene.tif");
    String body =
        CREATE.formatted(project).replace("\"rasterSize\"", "\"bands\": [0], \"rasterSize\"");
    api.problem(api.send(api.post("ann-token", "/api/exports", body)), 422, "option-unsupported");
  }

  @Test
  void bandsOfManyRegisteredScenesAreNotCounted() {
    List<ProjectScene> scenes = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      scenes.add(new ProjectScene(new SceneId(api.ownScenes.add("ann").toString()), null));
    }
    Project project =
        api.projects.create(
            WorkspaceIds.generate(),
            new Access("ann", null, Visibility.PRIVATE),
            new ProjectContent("many", scenes, List.of(), null));
    String body =
        CREATE.formatted(project.id()).replace("\"rasterSize\"", "\"bands\": [0], \"rasterSize\"");
    HttpResponse<byte[]> refused = api.send(api.post("ann-token", "/api/exports", body));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(api.json(refused).toString()).contains("more than 200 registered scenes");
  }

  @Test
  void aProjectOfAnothersIsUnknown() {
    UUID project = project("ann", Visibility.PRIVATE, LANDSAT);
    HttpResponse<byte[]> refused =
        api.send(api.post("bob-token", "/api/exports/", CREATE.formatted(project)));
    assertThat(refused.statusCode()).isIn(404, 422);
    assertThat(api.send(api.as("bob-token", "/api/projects/" + project)).statusCode())
        .isEqualTo(404);
    UUID open = project("ann", Visibility.PUBLIC, LANDSAT);
    assertThat(
            api.send(api.post("bob-token", "/api/exports/", CREATE.formatted(open))).statusCode())
        .isEqualTo(201);
  }

  @Test
  void projectsAreMadeAndListed() {
    HttpResponse<byte[]> made =
        api.send(
            api.post(
                "ann-token",
                "/api/projects/",
                """
                {"organizationId": null, "name": "Olinda", "description": "", "visibility": "PRIVATE",
                 "tileVisibility": "PRIVATE", "tags": []}
                """));
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode project = api.json(made);
    assertThat(project.path("name").asText()).isEqualTo("Olinda");
    JsonNode page = api.json(api.send(api.as("ann-token", "/api/projects/?page=0")));
    assertThat(page.path("results").findValuesAsText("id")).contains(project.path("id").asText());
    assertThat(page.path("hasNext").asBoolean()).isFalse();
    JsonNode same =
        api.json(
            api.send(
                api.as("ann-token", "/api/projects/%s/".formatted(project.path("id").asText()))));
    assertThat(same.path("slugLabel")).isEqualTo(project.path("slugLabel"));
  }

  @Test
  void aProjectIsSharedWithNoOrganizationWhereThereIsNone() {
    String body = "{\"name\": \"a\", \"visibility\": \"ORGANIZATION\"}";
    HttpResponse<byte[]> refused = api.send(api.post("bob-token", "/api/projects/", body));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(api.json(refused).path("detail").asText()).contains("names no organization");
  }

  @Test
  void toolsThatComeWithTheSystemHaveIds() {
    JsonNode page = api.json(api.send(api.as("ann-token", "/api/tools/?pageSize=100")));
    assertThat(page.path("count").asInt()).isGreaterThanOrEqualTo(17);
    JsonNode first = page.path("results").get(0);
    JsonNode same =
        api.json(api.send(api.as("ann-token", "/api/tools/" + first.path("id").asText())));
    assertThat(same).isEqualTo(first);
    assertThat(first.at("/definition/apply").asText()).isEqualTo("/");
  }

  private static UUID project(String owner, Visibility visibility, String scene) {
    Project made =
        api.projects.create(
            WorkspaceIds.generate(),
            new Access(owner, null, visibility),
            new ProjectContent(
                "Olinda", List.of(new ProjectScene(new SceneId(scene), null)), List.of(), null));
    return made.id();
  }

  @Test
  void whatIsNotKeptOfAProjectIsSaid() {
    var all =
        api.send(
            api.post(
                "ann-token",
                "/api/projects",
                "{\"name\": \"p\", \"description\": \"\", \"tags\": [], \"extent\": null}"));
    assertThat(all.headers().allValues("Warning")).isEmpty();

    var some =
        api.send(
            api.post(
                "ann-token",
                "/api/projects",
                "{\"name\": \"p\", \"description\": \"floods\", \"tags\": [\"a\"]}"));
    assertThat(some.statusCode()).isEqualTo(201);
    assertThat(some.headers().allValues("Warning"))
        .containsExactly("199 landfall \"not kept here: description, tags\"");
  }
}
