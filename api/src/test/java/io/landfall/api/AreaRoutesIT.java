package io.landfall.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Areas over HTTP: a file in, GeoJSON out, exports that name it. */
class AreaRoutesIT {
  private static final String TRIANGLE =
      "{\"type\":\"Polygon\",\"coordinates\":[[[4,47],[5,47],[5,48],[4,47]]]}";
  private static final String KML =
      "<kml><Folder><name>north</name>%1$s</Folder><Folder><name>south</name>%1$s</Folder></kml>"
          .formatted(
              "<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>4,47 5,47 5,48 4,47"
                  + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>");
  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @Test
  void aFileBecomesAnAreaThatIsItsOwnersAlone() {
    HttpResponse<byte[]> made = send("ann-token", "?name=Dijon", "application/geo+json", TRIANGLE);
    assertThat(made.statusCode()).isEqualTo(201);
    JsonNode area = api.json(made);
    String path = "/v1/areas/" + area.path("id").asText();
    assertThat(area.path("name").asText()).isEqualTo("Dijon");
    assertThat(area.path("bbox").toString()).isEqualTo("[4.0,47.0,5.0,48.0]");
    assertThat(area.path("polygons").asInt()).isEqualTo(1);
    assertThat(area.at("/geometry/coordinates/0/0").size()).isEqualTo(4);
    assertThat(ApiFixture.header(made, "Location")).endsWith(path);

    JsonNode again =
        api.json(send("ann-token", "", "text/plain", "POLYGON ((4 47,5 47,5 48,4 47))"));
    assertThat(again.path("id")).isEqualTo(area.path("id"));
    assertThat(again.path("warnings").get(0).asText()).contains("names no CRS");

    assertThat(api.json(api.send(api.as("ann-token", path))).path("geometry"))
        .isEqualTo(area.path("geometry"));
    assertThat(api.json(api.send(api.as("ann-token", "/v1/areas"))).path("areas"))
        .anySatisfy(one -> assertThat(one.path("id")).isEqualTo(area.path("id")));
    assertThat(api.json(api.send(api.as("bob-token", "/v1/areas"))).path("areas")).isEmpty();
    api.problem(api.send(api.as("bob-token", path)), 404, "workspace-unknown");
    api.problem(api.send(api.as("bob-token", path).DELETE()), 404, "workspace-unknown");
    assertThat(api.send(api.as("ann-token", path).DELETE()).statusCode()).isEqualTo(204);
    api.problem(api.send(api.as("ann-token", path)), 404, "workspace-unknown");
    api.problem(api.send(api.as("ann-token", "/v1/areas/x")), 404, "workspace-unknown");
  }

  @Test
  void anExportHasACopyOfTheAreaThatItNames() {
    JsonNode area = api.json(send("ann-token", "", "application/geo+json", TRIANGLE));
    String id = area.path("id").asText();
    String body =
        ApiFixture.BODY.replaceFirst("}$", ", \"area\": {\"id\": \"%s\"}%%s}".formatted(id));
    JsonNode export = submit("ann-token", body.formatted(", \"maskTouch\": \"all\""), 202);
    assertThat(export.at("/request/mask")).isEqualTo(area.path("geometry"));
    assertThat(export.at("/request/maskTouch").asText()).isEqualTo("all");
    submit("ann-token", body.formatted(", \"area\": null"), 400);
    api.send(api.as("ann-token", "/v1/areas/" + id).DELETE());
    JsonNode gone = submit("ann-token", body.formatted(""), 422);
    assertThat(gone.at("/errors/0/pointer").asText()).isEqualTo("/area/id");
    assertThat(gone.path("detail").asText()).contains("Send its file to POST /v1/areas again");
  }

  @Test
  void aRequestSentAgainFindsItsExportWhenItsAreaIsDeletedSince() {
    String id =
        api.json(send("ann-token", "", "application/geo+json", TRIANGLE)).path("id").asText();
    String body = ApiFixture.BODY.replaceFirst("}$", ", \"area\": {\"id\": \"%s\"}}".formatted(id));
    JsonNode first = submitWithKey(body, 202);
    api.send(api.as("ann-token", "/v1/areas/" + id).DELETE());
    assertThat(submitWithKey(body, 202).path("id")).isEqualTo(first.path("id"));
    String other = body.replaceFirst("}$", ", \"maskTouch\": \"all\"}");
    assertThat(submitWithKey(other, 422).at("/errors/0/pointer").asText()).isEqualTo("/area/id");
  }

  /** Not only areas are in a CRS; the service knows one. */
  @Test
  void anExportInACrsThatThereIsNotIsRefused() {
    String body = ApiFixture.BODY.replaceFirst("}$", ", \"outputProjection\": %s}");
    for (String crs : List.of("2056", "\"EPSG:2056\"")) {
      JsonNode problem = submit("ann-token", body.formatted(crs), 422);
      assertThat(problem.path("type").asText()).endsWith("crs-unknown");
      assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo("/outputProjection");
      assertThat(problem.at("/errors/0/detail").asText()).contains("Unknown CRS EPSG:2056");
    }
    submit("ann-token", body.formatted("32633"), 202);
  }

  @Test
  void aFileThatDoesNotTellItsCrsIsRefusedWithTheParameterThatDoes() {
    byte[] shp = new byte[100];
    ByteBuffer.wrap(shp).putInt(9994).putInt(24, 50);
    HttpResponse<byte[]> refused =
        api.send(
            api.as("ann-token", "/v1/areas")
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(shp)));
    JsonNode problem = api.problem(refused, 422, "aoi-invalid");
    assertThat(problem.path("parameter").asText()).isEqualTo("srid");
    assertThat(problem.has("layers")).isFalse();
    assertThat(problem.path("detail").asText())
        .isEqualTo(
            "Cannot use the area: it does not say its CRS. Name it with the parameter srid.");
  }

  private static JsonNode submitWithKey(String body, int status) {
    HttpResponse<byte[]> answer =
        api.send(
            api.post("ann-token", "/v1/exports", body)
                .header("Idempotency-Key", "area-deleted-since"));
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    return api.json(answer);
  }

  @Test
  void anExportTakesNoAreaOfAnotherAndNotTwo() {
    String id = api.areas.add("bob").toString();
    String body = ApiFixture.BODY.replaceFirst("}$", ", \"area\": {\"id\": \"%s\"}}".formatted(id));
    assertThat(submit("ann-token", body, 422).path("type").asText())
        .isEqualTo("/problems/aoi-invalid");
    String both = body.replaceFirst("}$", ", \"mask\": %s}".formatted(TRIANGLE));
    assertThat(submit("bob-token", both, 422).path("detail").asText())
        .startsWith("Invalid area: give mask or area, not both.");
  }

  @Test
  void aFileOfSeveralLayersIsRefusedWithTheirNames() {
    HttpResponse<byte[]> refused = send("ann-token", "", "application/octet-stream", KML);
    JsonNode problem = api.problem(refused, 422, "aoi-invalid");
    assertThat(problem.path("layers").toString()).isEqualTo("[\"north\",\"south\"]");
    assertThat(problem.path("parameter").asText()).isEqualTo("layer");
    JsonNode south = api.json(send("ann-token", "?layer=south", "application/octet-stream", KML));
    assertThat(south.path("name").asText()).isEqualTo("south");
  }

  @Test
  void theCodeOfACrsIsAParameter() {
    String wkt =
        "POLYGON ((445277.96 5942074.07,556597.45 5942074.07,556597.45 6106854.83,445277.96"
            + " 5942074.07))";
    JsonNode area = api.json(send("ann-token", "?srid=3857", "text/plain", wkt));
    assertThat(area.at("/bbox/0").asDouble()).isBetween(3.99, 4.01);
    assertThat(area.at("/bbox/3").asDouble()).isBetween(47.9, 48.1);
    api.problem(send("ann-token", "?srid=9999", "text/plain", wkt), 422, "aoi-invalid");
  }

  @ParameterizedTest(name = "{0} {1}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ?srid=x          | text/plain                        | POLYGON ((4 47,5 47,5 48,4 47)) | 400 | parameter-invalid      | srid
          ?layer=          | text/plain                        | POLYGON ((4 47,5 47,5 48,4 47)) | 400 | parameter-invalid      | layer
          ?layr=a          | text/plain                        | POLYGON ((4 47,5 47,5 48,4 47)) | 400 | parameter-invalid      | layr
          ''               | application/x-www-form-urlencoded | POLYGON ((4 47,5 47,5 48,4 47)) | 415 | unsupported-media-type | application/zip
          ''               | image/png                         | x                               | 415 | unsupported-media-type | image/png
          ''               | text/plain                        | POINT (1 2)                     | 422 | aoi-invalid            | no area
          ''               | application/zip                   | PK                              | 422 | aoi-invalid            | GeoJSON
          ?layer=b         | application/geo+json              | {"type":"Polygon"}              | 422 | aoi-invalid            | b
          """)
  void whatIsNoAreaIsRefusedInWords(
      String query, String type, String content, int status, String slug, String word) {
    JsonNode problem = api.problem(send("ann-token", query, type, content), status, slug);
    assertThat(problem.path("detail").asText()).contains(word);
  }

  @Test
  void aFileMayBeCompressedAndIsBoundedEitherWay() throws IOException {
    HttpResponse<byte[]> made =
        api.send(
            api.as("ann-token", "/v1/areas")
                .header("Content-Type", "application/geo+json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(TRIANGLE))));
    assertThat(made.statusCode()).isEqualTo(201);
    String large = "{\"x\": \"" + " ".repeat((16 << 20) + 1) + "\"}";
    HttpResponse<byte[]> refused =
        api.send(
            api.as("ann-token", "/v1/areas")
                .header("Content-Type", "application/geo+json")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(gzip(large))));
    api.problem(refused, 413, "content-too-large");
    assertThat(send("reader", "", "application/geo+json", TRIANGLE).statusCode()).isEqualTo(403);
  }

  private static JsonNode submit(String token, String body, int status) {
    HttpResponse<byte[]> answer = api.send(api.post(token, "/v1/exports", body));
    assertThat(answer.statusCode()).as(body).isEqualTo(status);
    return api.json(answer);
  }

  private static HttpResponse<byte[]> send(
      String token, String query, String type, String content) {
    return api.send(
        api.as(token, "/v1/areas" + query)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(content)));
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
