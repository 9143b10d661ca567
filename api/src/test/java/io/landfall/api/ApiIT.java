package io.landfall.api;

import static io.landfall.api.ApiFixture.BODY;
import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.ExportId;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for all routes: refusals, rights, headers, and the doors that need no token. */
public class ApiIT {
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
  void theFrontDoorSaysOkAndIsACatalogueToThoseWhoAsk() {
    var plain = api.send(api.request("/"));
    assertThat(plain.body()).asString().isEqualTo("OK");
    assertThat(header(plain, "Content-Type")).startsWith("text/plain");

    var catalogue = api.json(api.send(api.request("/").header("Accept", "application/json")));
    assertThat(catalogue.get("type").asText()).isEqualTo("Catalog");
    assertThat(catalogue.get("links").findValuesAsText("href"))
        .contains("http://127.0.0.1:" + api.port() + "/openapi.json");
  }

  @Test
  void readinessSaysWhatIsDown() {
    assertThat(api.send(api.request("/health/live")).statusCode()).isEqualTo(200);
    assertThat(api.send(api.request("/health/ready")).statusCode()).isEqualTo(200);
    api.notReady = "Cannot reach the store at 10.1.2.3.";
    var down = api.send(api.request("/health/ready"));
    api.notReady = null;
    assertThat(down.statusCode()).isEqualTo(503);
    assertThat(api.json(down).at("/checks/store").asText()).isEqualTo("DOWN");
    assertThat(down.body()).asString().doesNotContain("10.1.2.3");
  }

  @Test
  void readinessSaysWhatWorksLessWellAndTakesRequests() {
    api.readinessWarning = "Cannot write at 10.1.2.3: No space left on device.";
    var full = api.send(api.request("/health/ready"));
    api.readinessWarning = null;
    assertThat(full.statusCode()).isEqualTo(200);
    assertThat(api.json(full).at("/checks/store").asText()).isEqualTo("WARN");
    assertThat(full.body()).asString().doesNotContain("10.1.2.3");
  }

  @ParameterizedTest(name = "?{0} is refused")
  @CsvSource({
    "status=DONE",
    "limit=0",
    "limit=501",
    "limit=many",
    "colour=red",
    "status=success",
    "after=7",
    "limit=1&limit=2",
    "label=%ff",
    "label=%c0%af",
    "label=a%e2%82"
  })
  void aWrongQueryParameter(String query) {
    api.problem(api.send(api.as("ann-token", "/v1/exports?" + query)), 400, "parameter-invalid");
  }

  @ParameterizedTest(name = "{0} {1} with {2} gives {3}")
  @CsvSource({
    "GET, /v1/exports, , 401",
    "GET, /v1/exports, Basic YW46dG9rZW4=, 401",
    "GET, /v1/exports, Bearer, 401",
    "GET, /v1/exports, Bearer nobody, 401",
    "GET, /v1/exports, Bearer ann-token, 200",
    "GET, /v1/exports, bearer ann-token, 200",
    "GET, /v1/exports, Bearer reader, 200",
    "GET, /v1/exports, Bearer audit, 403",
    "POST, /v1/exports, , 401",
    "POST, /v1/exports, Bearer reader, 403",
    "POST, /v1/exports, Bearer ann-token, 202",
    "GET, ID, , 401",
    "GET, ID, Bearer reader, 200",
    "GET, ID, Bearer bob-token, 404",
    "GET, ID/files, , 401",
    "GET, ID/files, Bearer bob-token, 404",
    "GET, ID/files/scene%20one.tif, , 401",
    "GET, ID/files/scene%20one.tif, Bearer bob-token, 404",
    "POST, ID/pause, , 401",
    "POST, ID/resume, Bearer reader, 403",
    "POST, ID/retry, Bearer bob-token, 404",
    "POST, ID/priority, Bearer reader, 403",
    "POST, ID/cancel, , 401",
    "POST, ID/cancel, Bearer reader, 403",
    "POST, ID/cancel, Bearer bob-token, 404",
    "POST, /ingest/start, Bearer ann-token, 200",
    "POST, /ingest/start, Bearer bob-token, 403",
    "GET, /ingest/cancel, Bearer bob-token, 403",
  })
  void whoMayDoWhat(String method, String path, String authorization, int status) {
    ExportId id = api.finished();
    var request =
        api.request(path.replace("ID", "/v1/exports/" + id))
            .header("Content-Type", "application/json");
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    var body = BodyPublishers.ofString(method.equals("POST") ? BODY : "");
    var response = api.send(request.method(method, body));
    assertThat(response.statusCode()).isEqualTo(status);
    if (status == 401) {
      assertThat(header(response, "WWW-Authenticate")).startsWith("Bearer");
    }
  }

  @ParameterizedTest(name = "{0} {1} as {2}, taking {3}, gives {4}")
  @CsvSource({
    "GET, /nowhere, , , 404, not-found",
    "GET, /v1/exports//, , , 404, not-found",
    "GET, /v1/exports/1/2/3, , , 404, not-found",
    "GET, /v1/exports/no-uuid, , , 404, export-unknown",
    "DELETE, /v1/exports, , , 405, method-not-allowed",
    "PUT, /health/live, , , 405, method-not-allowed",
    "GET, /v1/exports, , text/csv, 406, not-acceptable",
    "POST, /v1/exports, text/plain, , 415, unsupported-media-type",
    "POST, /v1/exports, , , 415, unsupported-media-type",
    "POST, /v1/exports, application/json, , 400, json-malformed",
    "GET, /v1/exports/%00, , , 400, parameter-invalid",
    "GET, /v1/exports?label=a%00, , , 400, parameter-invalid",
    "GET, /v1/exports?label=%EF%BF%BF, , , 400, parameter-invalid",
    "GET, /stac/search?ids=a%1F, , , 400, parameter-invalid",
    "GET, /stac/collections/a%07, , , 400, parameter-invalid",
    "GET, /v1/exports/..%2F..%2Fetc, , , 404, export-unknown",
  })
  void everyRefusalIsAProblem(
      String method, String path, String type, String accept, int status, String slug) {
    var request = api.as("ann-token", path).method(method, BodyPublishers.noBody());
    if (type != null) {
      request.header("Content-Type", type);
    }
    if (accept != null) {
      request.header("Accept", accept);
    }
    var response = api.send(request);
    api.problem(response, status, slug);
    if (status == 405) {
      assertThat(header(response, "Allow")).contains(path.startsWith("/v1") ? "POST" : "GET");
    }
  }

  @Test
  void aBodyTooLargeIsRefusedWhetherItSaysItsSizeOrNot() {
    byte[] large = new byte[200_000];
    var known = api.post("ann-token", "/v1/exports", "").POST(BodyPublishers.ofByteArray(large));
    api.problem(api.send(known), 413, "content-too-large");
    var chunked =
        api.post("ann-token", "/v1/exports", "")
            .POST(BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large)));
    api.problem(api.send(chunked), 413, "content-too-large");
  }

  @Test
  void anAddressOrHeaderTooLongIsAProblemToo() {
    api.problem(api.send(api.request("/" + "x".repeat(70_000))), 414, "uri-too-long");
    var header = api.request("/").header("X-Long", "x".repeat(20_000));
    api.problem(api.send(header), 431, "request-header-fields-too-large");
  }

  @Test
  void theCallersTraceIsKept() {
    String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var response =
        api.send(
            api.request("/nowhere").header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"));
    assertThat(api.json(response).get("traceId").asText()).isEqualTo(trace);
    assertThat(header(response, "X-Trace-Id")).isEqualTo(trace);
  }

  @Test
  void everyAnswerIsCountedWithoutWhatTheCallerMadeUp() {
    api.answered.clear();
    api.send(api.as("ann-token", "/v1/exports"));
    api.send(api.as("nobody", "/v1/exports/" + ExportId.generate()));
    api.send(api.post("ann-token", "/nowhere", BODY));
    assertThat(api.answered).containsExactly("GET 200", "GET 401", "POST 404");
  }

  @Test
  void apiAnswersAreNotKeptByCaches() {
    var response = api.send(api.as("ann-token", "/v1/exports"));
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }
}
