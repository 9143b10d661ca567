package io.landfall.api;

import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.cloud.CloudClass;
import io.landfall.model.cloud.CloudMask;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.tile.TileLayer;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

/** Maps over HTTP: who sees what, for how long, and what is said of what cannot be. */
class MapTilesIT {
  private static final String TILE = "/tiles/8/69/101.png";

  private static ApiFixture api;

  private UUID id;
  private String project;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void makeProject() {
    id = api.filledProject();
    project = "/v1/projects/" + id;
    api.tiles.drawn.clear();
    api.tiles.wanted.clear();
  }

  @AfterEach
  void mend() {
    api.tiles.broken = null;
    api.tiles.files = "f1";
    api.tiles.gate = CompletableFuture.completedFuture(null);
    api.filesGone = false;
  }

  private static HttpResponse<byte[]> get(String path) {
    return api.send(api.as("ann-token", path));
  }

  private static HttpResponse<byte[]> open(String path) {
    return api.send(api.request(path));
  }

  private static void refused(
      HttpResponse<byte[]> answer, int status, String slug, String... says) {
    String detail = api.problem(answer, status, slug).get("detail").asText();
    for (String part : says) {
      assertThat(detail).contains(part);
    }
  }

  @Test
  void aTileIsAnImageThatIsNotDrawnAgainForWhoHasIt() throws Exception {
    HttpResponse<byte[]> tile = get(project + TILE);
    assertThat(tile.statusCode()).isEqualTo(200);
    assertThat(header(tile, "Content-Type")).isEqualTo("image/png");
    assertThat(ImageIO.read(new ByteArrayInputStream(tile.body())).getWidth()).isEqualTo(256);
    assertThat(header(tile, "Cache-Control")).isEqualTo("private, max-age=60");
    assertThat(tile.headers().allValues("Vary")).contains("Authorization");
    assertThat(header(tile, "RateLimit")).startsWith("\"tiles\";r=");

    var again = api.as("ann-token", project + TILE).header("If-None-Match", header(tile, "ETag"));
    HttpResponse<byte[]> known = api.send(again);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(header(known, "ETag")).isEqualTo(header(tile, "ETag"));
    assertThat(api.tiles.drawn).hasSize(1);
  }

  @Test
  void cloudsAndDatesAreInTheAddress() {
    String query = "?cloudMask=cloud,shadow&cloudBuffer=3&composite=percentile:20";
    assertThat(get(project + TILE + query).statusCode()).isEqualTo(200);
    ExportRequest drawn = api.tiles.drawn.remove().request();
    assertThat(drawn.cloudMask())
        .isEqualTo(new CloudMask(List.of(CloudClass.CLOUD, CloudClass.SHADOW), null, 3, null));
    assertThat(drawn.composite().text()).isEqualTo("percentile:20.0");
    refused(get(project + TILE + "?cloudMask=fog"), 400, "parameter-invalid", "fog", "dilated");
    refused(get(project + TILE + "?cloudBuffer=3"), 400, "parameter-invalid", "cloudMask=usual");
    refused(get(project + TILE + "?composite=best:no"), 422, "tool-invalid", "called \"no\"");
    assertThat(api.tiles.drawn).isEmpty();
  }

  @Test
  void whoHasAnythingIsToldWhatThereIs() {
    var any = api.as("ann-token", project + TILE).header("If-None-Match", "*");
    assertThat(api.send(any).statusCode()).isEqualTo(200);
    var outside = api.as("ann-token", project + "/tiles/8/10/101.png").header("If-None-Match", "*");
    refused(api.send(outside), 404, "tile-unknown");
  }

  @Test
  void whatIsNotFoundCountsAsARequest() {
    int left = left();
    get("/v1/projects/" + UUID.randomUUID() + TILE);
    assertThat(left()).isEqualTo(left - 2);
  }

  private int left() {
    String state = header(get(project + TILE), "RateLimit");
    return Integer.parseInt(state.substring(state.indexOf("r=") + 2, state.indexOf(";t")));
  }

  @Test
  void sizesAndFormatsAreInTheAddress() throws Exception {
    HttpResponse<byte[]> large = get(project + "/tiles/8/69/101@2x.jpeg");
    assertThat(header(large, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(ImageIO.read(new ByteArrayInputStream(large.body())).getWidth()).isEqualTo(512);
    assertThat(header(large, "ETag")).isNotEqualTo(header(get(project + TILE), "ETag"));
    refused(get(project + "/tiles/8/69/101.webp"), 422, "option-unsupported", "WebP");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "9/137/201.png, 204", // nothing is there
    "8/10/101.png, 404", // outside
    "8/69/256.png, 404",
    "25/0/0.png, 404",
    "8/-1/101.png, 404",
    "99999999999/0/0.png, 404",
    "8/69/101.gif, 404",
    "8/69/.png, 404",
    "8/69/101@3x.png, 404",
  })
  void whatThereIsNotIsSaid(String path, int status) {
    HttpResponse<byte[]> answer = get(project + "/tiles/" + path);
    assertThat(answer.statusCode()).isEqualTo(status);
    if (status == 404) {
      api.problem(answer, 404, "tile-unknown");
    } else {
      assertThat(header(answer, "ETag")).startsWith("\"");
    }
  }

  @ParameterizedTest(name = "{0} names {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "strech=auto | Known: bands, cloudBuffer, cloudMask, color",
        "stretch=auto&stretch=none | comes twice",
        "stretch=1,2,3 | MIN,MAX",
        "stretch=1,many | MIN,MAX",
        "stretch=auto:98-2 | the lower first",
        "stretch=auto:a | auto:LOW-HIGH",
        "stretch=9,3 | 9",
        "bands=red,, | commas",
        "color=vivid | POST /v1/styles",
        "color=s-0123456789abcdef01234567 | Post it again",
        "color=%7B | line 1",
        "color=%7B%22gama%22:%7B%7D%7D | gama",
        "ramp=%5B%5B1%5D%5D | #rrggbb",
        "ramp= | 1 to 200",
        "resampling=best | nearest",
        "input=a:b | not known here",
      })
  void aParameterThatCannotBeIsNamed(String query, String says) {
    JsonNode problem = api.problem(get(project + TILE + "?" + query), 400, "parameter-invalid");
    assertThat(problem.get("detail").asText()).contains(says);
    String name = query.substring(0, query.indexOf('='));
    assertThat(problem.at("/errors/0/pointer").asText()).startsWith("/" + name);
  }

  @Test
  void anAddressIsNotLongerThanNeeded() {
    String color = "%7B%22gamma%22:" + "%20".repeat(3_000) + "1%7D";
    refused(get(project + TILE + "?color=" + color), 400, "parameter-invalid", "POST /v1/styles");
  }

  @Test
  void theLayerIsWhatAnExportOfTheseParametersWouldBe() {
    get(project + TILE + "?bands=nir,red&stretch=1,2,3,4&resampling=cubic");
    TileLayer layer = api.tiles.drawn.element();
    assertThat(layer.reader()).isEqualTo("ann");
    assertThat(layer.request().source().toString()).contains("nir", "red", "LC80220342026101LGN00");
    assertThat(layer.request().stretch()).hasSize(2);
    assertThat(layer.request().resampling().name()).isEqualTo("CUBIC");
    get(project + TILE + "?tool=ndvi&stretch=auto:5-95");
    assertThat(api.tiles.drawn)
        .last()
        .satisfies(
            drawn -> {
              assertThat(drawn.request().processing().toolName()).isEqualTo("ndvi");
              assertThat(drawn.request().processing().autoStretch().high()).isEqualTo(95);
            });
  }

  @Test
  void anothersProjectIsNoProject() {
    refused(api.send(api.as("bob-token", project + TILE)), 404, "workspace-unknown", id.toString());
    refused(get("/v1/projects/" + UUID.randomUUID() + TILE), 404, "workspace-unknown");
    refused(open(project + TILE), 401, "not-authenticated");
    refused(api.send(api.as("reader", project + TILE)), 403, "not-allowed", "workspace:read");
  }

  @Test
  void aChangeIsSeenAtOnce() {
    String etag = header(get(project + TILE), "ETag");
    String body =
        "{\"name\": \"b\", \"scenes\": [{\"sceneId\": \"LC80220342026101LGN00\"}], \"bands\":"
            + " {\"red\": \"nir\", \"green\": \"red\", \"blue\": \"green\"}}";
    assertThat(
            api.send(
                    api.as("ann-token", project)
                        .header("If-Match", "*")
                        .header("Content-Type", "application/json")
                        .PUT(java.net.http.HttpRequest.BodyPublishers.ofString(body)))
                .statusCode())
        .isEqualTo(200);
    HttpResponse<byte[]> changed =
        api.send(api.as("ann-token", project + TILE).header("If-None-Match", etag));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(header(changed, "ETag")).isNotEqualTo(etag);
    delete(project);
    refused(get(project + TILE), 404, "workspace-unknown");
  }

  @Test
  void filesThatChangeAreSeenThoughTheLayerIsTheSame() {
    String template = api.json(get(project + "/tilejson.json")).at("/tiles/0").asText();
    String etag = header(open(address(template)), "ETag");
    api.tiles.files = "f2";
    assertThat(header(open(address(template)), "Cache-Control"))
        .as("changed since the layer was described")
        .isEqualTo("no-store");
    delete("/v1/projects/" + api.filledProject()); // a change: layers are found anew
    HttpResponse<byte[]> changed =
        api.send(api.request(address(template)).header("If-None-Match", etag));
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(header(changed, "ETag")).isNotEqualTo(etag);
    assertThat(header(changed, "Cache-Control"))
        .as("not immutable")
        .isEqualTo("private, max-age=60");
    assertThat(api.json(get(project + "/tilejson.json")).at("/tiles/0").asText())
        .isNotEqualTo(template);
  }

  private static void delete(String path) {
    int status = api.send(api.as("ann-token", path).header("If-Match", "*").DELETE()).statusCode();
    assertThat(status).isEqualTo(204);
  }

  @Test
  void aTemplateNeedsNoTokenAndCannotBeBent() {
    JsonNode json = api.json(get(project + "/tilejson.json?stretch=1,2&format=jpg&scale=2"));
    String template = json.at("/tiles/0").asText();
    assertThat(template).contains("/tiles/{z}/{x}/{y}@2x.jpg?stretch=1%2C2&version=");
    String address = address(template);
    HttpResponse<byte[]> tile = open(address);
    assertThat(header(tile, "Content-Type")).isEqualTo("image/jpeg");
    assertThat(header(tile, "Cache-Control")).isEqualTo("private, max-age=86400, immutable");
    assertThat(header(tile, "Access-Control-Allow-Origin")).isEqualTo("*");
    assertThat(api.json(get(project + "/tilejson.json?stretch=1,2&format=jpg&scale=2")))
        .isEqualTo(json);

    refused(open(address.replace("stretch=1%2C2", "stretch=1%2C3")), 403, "link-invalid");
    refused(open(address + "&tool=ndvi"), 403, "link-invalid");
    refused(open(address.replaceAll("version=[^&]*&", "")), 403, "link-invalid");
    String other = "/v1/projects/" + api.filledProject();
    refused(open(address.replace(project, other)), 403, "link-invalid");
    refused(open(address.replace("projects", "exports")), 403, "link-invalid");
    refused(open(address.replace("signature=A", "signature=B")), 403, "link-invalid");
    refused(open(project + TILE + "?signature=x"), 403, "link-invalid");
  }

  private static String address(String template) {
    return template.replace("{z}", "8").replace("{x}", "69").replace("{y}", "101");
  }

  @Test
  void aTemplateEndsWithItsTimeItsTokenAndItsProject() {
    String path = project + "/tilejson.json";
    JsonNode made =
        api.json(
            api.send(
                api.post(
                    "ann-token",
                    "/v1/tokens",
                    "{\"user\": \"ann\", \"scopes\": [\"workspace:read\"]}")));
    String token = made.get("token").asText();
    String ofToken = address(api.json(api.send(api.as(token, path))).at("/tiles/0").asText());
    JsonNode json = api.json(get(path));
    String address = address(json.at("/tiles/0").asText());
    assertThat(open(ofToken).statusCode()).isEqualTo(200);
    delete("/v1/tokens/" + made.get("id").asText());
    refused(open(ofToken), 401, "not-authenticated", "tilejson.json");
    assertThat(open(address).statusCode()).isEqualTo(200);

    String again = json.at("/links/wmts").asText().replace("/wmts?", "/tilejson.json?");
    api.clock.now = api.clock.now.plus(Duration.ofHours(20));
    assertThat(api.json(open(again)).get("expires")).isEqualTo(json.get("expires"));
    api.clock.now = api.clock.now.plus(Duration.ofHours(11));
    refused(open(address), 410, "link-expired", "tilejson.json");

    String fresh = address(api.json(get(path)).at("/tiles/0").asText());
    assertThat(open(fresh).statusCode()).isEqualTo(200);
    delete(project);
    refused(open(fresh), 404, "workspace-unknown");
  }

  @Test
  void tileJsonSaysWhatMapsAskFor() {
    JsonNode json = api.json(get(project + "/tilejson.json"));
    assertThat(json.get("bounds")).hasToString("[-84.0,34.0,-81.0,37.0]");
    assertThat(json.get("center")).hasToString("[-82.5,35.5,4]");
    assertThat(json.get("maxzoom").asInt()).isEqualTo(13);
    assertThat(json.get("shown")).hasToString("[[7000.0,12000.0]]");
    assertThat(json.get("name").asText()).isEqualTo("Olinda <&> \"spring\"");
    refused(get(project + "/tilejson.json?format=tif"), 400, "parameter-invalid", "png");
    refused(get(project + "/tilejson.json?scale=3"), 400, "parameter-invalid", "1 or 2");
  }

  @Test
  void capabilitiesAreXmlThatClientsOfWmtsRead() throws Exception {
    HttpResponse<byte[]> answer =
        get(project + "/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0");
    assertThat(header(answer, "Content-Type")).startsWith("application/xml");
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    Document xml = factory.newDocumentBuilder().parse(new ByteArrayInputStream(answer.body()));
    String wmts = "http://www.opengis.net/wmts/1.0";
    var layer = xml.getElementsByTagNameNS(wmts, "Layer").item(0);
    assertThat(layer.getFirstChild().getTextContent()).isEqualTo("Olinda <&> \"spring\"");
    var urls = xml.getElementsByTagNameNS(wmts, "ResourceURL");
    assertThat(urls.getLength()).isEqualTo(2);
    String template = urls.item(0).getAttributes().getNamedItem("template").getTextContent();
    String address =
        template
            .replace("{TileMatrix}", "8")
            .replace("{TileCol}", "69")
            .replace("{TileRow}", "101");
    assertThat(open(address).statusCode()).isEqualTo(200);
    assertThat(xml.getElementsByTagNameNS(wmts, "TileMatrix").getLength()).isEqualTo(14 * 2);
    String signed = api.json(get(project + "/tilejson.json")).at("/links/wmts").asText();
    assertThat(open(signed + "&service=WMTS&request=GetCapabilities&version=1.0.0").statusCode())
        .isEqualTo(200);
    refused(get(project + "/wmts?REQUEST=GetTile"), 400, "parameter-invalid", "WMTS 1.0.0");
  }

  @Test
  void aPointHasValuesAndAnAreaAHistogram() {
    JsonNode point = api.json(get(project + "/point?lon=-82.5&lat=35.5"));
    assertThat(point.at("/inputs/0"))
        .hasToString("{\"band\":\"red\",\"value\":7500.0,\"sceneId\":\"a\"}");
    assertThat(point.at("/values/0/value").isNull()).isTrue();
    JsonNode area = api.json(get(project + "/statistics?bbox=170,-10,-170,10"));
    assertThat(area.get("bbox")).hasToString("[170.0,-10.0,-170.0,10.0]");
    assertThat(area.at("/bands/0/band").asText()).contains("east=190.0");
    assertThat(api.json(get(project + "/statistics")).get("bbox").isNull()).isTrue();
    for (String bad : new String[] {"", "1,2,3", "1,2,3,4,5", "0,10,5,5", "0,0,400,1", "a,b,c,d"}) {
      refused(get(project + "/statistics?bbox=" + bad), 400, "parameter-invalid", "WEST,SOUTH");
    }
    refused(get(project + "/point?lon=181&lat=0"), 400, "parameter-invalid", "-180 to 180");
    refused(get(project + "/point?lon=1"), 400, "parameter-invalid", "lat");
  }

  @Test
  void aStyleIsPostedOnceAndNamed() {
    String tree =
        "{\"apply\": \"-\", \"args\": [{\"type\": \"src\", \"id\": \"nir\"}, {\"type\": \"src\","
            + " \"id\": \"red\"}]}";
    String tool = style("{\"tool\": %s}".formatted(tree));
    assertThat(style("{\"tool\":%s}".formatted(tree))).isEqualTo(tool);
    String color = style("{\"colorCorrection\": {\"gamma\": {\"redGamma\": 1.2}}}");
    assertThat(get(project + TILE + "?tool=" + tool).statusCode()).isEqualTo(200);
    assertThat(get(project + TILE + "?color=" + color).statusCode()).isEqualTo(200);
    assertThat(api.tiles.drawn.element().request().processing().tool().inputs()).hasSize(2);
    refused(get(project + TILE + "?tool=" + color), 400, "parameter-invalid", "no tool");
    refused(api.send(api.as("bob-token", "/v1/styles/" + tool)), 404, "workspace-unknown");
    assertThat(api.json(get("/v1/styles/" + tool)).at("/tool/apply").asText()).isEqualTo("-");
    refused(api.send(api.post("ann-token", "/v1/styles", "{}")), 422, "request-invalid", "one of");
    refused(
        api.send(api.post("ann-token", "/v1/styles", "{\"tool\": {\"apply\": \"?\"}}")),
        422,
        "tool-invalid");
  }

  private static String style(String body) {
    HttpResponse<byte[]> made = api.send(api.post("ann-token", "/v1/styles", body));
    assertThat(made.statusCode()).isEqualTo(201);
    return api.json(made).get("id").asText();
  }

  @Test
  void aToolTakesProjectsForItsInputs() {
    String path = "/v1/tools/ndvi" + TILE;
    String inputs = "?input=nir:" + id + ":nir&input=red:" + id;
    assertThat(get(path + inputs).statusCode()).isEqualTo(200);
    assertThat(api.tiles.drawn.element().request().processing().inputs().values())
        .extracting(input -> input.band())
        .containsExactlyInAnyOrder("nir", null);
    refused(get(path), 400, "parameter-invalid", "input=NAME:PROJECT");
    refused(get(path + "?input=nir:x"), 400, "parameter-invalid", "GET /v1/projects");
    refused(get(path + inputs + "&input=red:" + id), 400, "parameter-invalid", "same input");
    refused(get("/v1/tools/none" + TILE + inputs), 404, "workspace-unknown", "none");
  }

  @Test
  void anExportIsShownOnceItHasAFile() {
    ExportId pending =
        ExportId.parse(
            api.json(api.send(api.post("ann-token", "/v1/exports", ApiFixture.BODY)))
                .get("id")
                .asText());
    refused(get("/v1/exports/" + pending + TILE), 409, "state-conflict", "PENDING");
    String url = api.url("/v1/exports/{id}/tiles/{z}/{x}/{y}.{format}");
    assertThat(get(url).statusCode()).isEqualTo(200);
    assertThat(api.tiles.drawn.element()).isInstanceOf(TileLayer.FileLayer.class);
    refused(api.send(api.as("bob-token", url)), 404, "export-unknown");
    api.filesGone = true;
    String other = api.url("/v1/exports/{id}/tiles/{z}/{x}/{y}.{format}");
    refused(get(other), 410, "file-gone", "Submit the export again");
  }

  @Test
  void whatTheEngineRefusesIsAProblem() {
    api.tiles.broken = new ExportFailure(ErrorCode.NODE_BUSY, "Cannot render now.");
    HttpResponse<byte[]> busy = get(project + TILE);
    refused(busy, 503, "node-busy");
    assertThat(header(busy, "Retry-After")).isEqualTo("5");
    api.tiles.broken = new ExportFailure(ErrorCode.CANCELED, "Nobody waits.");
    refused(get(project + TILE), 503, "node-busy", "closed its side");
    api.tiles.broken = new ExportFailure(ErrorCode.SCENE_UNKNOWN, "Cannot find scene X.");
    refused(get(project + TILE), 422, "scene-unknown", "scene X");
    refused(get("/v1/scenes/X" + TILE), 404, "workspace-unknown", "scene X");
    api.tiles.broken = null;
    assertThat(get(project + TILE).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {TILE, "/point?lon=-82.5&lat=35.5", "/statistics"})
  void whoHasGoneIsNotWantedAnyMore(String path) throws Exception {
    var gate = new CompletableFuture<Void>();
    api.tiles.gate = gate;
    try (var socket = new Socket("127.0.0.1", api.port())) {
      String head =
          "GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ann-token\r\n\r\n"
              .formatted(project + path);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> !api.tiles.wanted.isEmpty());
      assertThat(api.tiles.wanted.element().getAsBoolean()).isTrue();
    }
    await().until(() -> !api.tiles.wanted.element().getAsBoolean());
    gate.complete(null);
  }
}
