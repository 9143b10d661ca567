package io.landfall.api;

import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What clients of HTTP expect of any path holds for every path that the document names. */
class RouteHabitsIT {
  private static ApiFixture api;
  private static JsonNode document;
  private static JsonNode paths;
  private static final Set<String> ACTIONS_BY_GET = Set.of("/ingest/start", "/ingest/cancel");
  private static final Set<String> OPEN_TO_ALL_SITES =
      Set.of("", "openapi.json", "problems", "stac", "localindex", "local_index", "planet");

  private static final Map<String, String> URLS = new HashMap<>();

  private static final int DEPTH = 20_000;
  private static final String DEEP_BODY = "[".repeat(DEPTH) + "]".repeat(DEPTH);
  private static final Duration DEEP_BODY_TIME = Duration.ofMillis(50);

  @BeforeAll
  static void start() {
    api = new ApiFixture();
    api.scenes.add(SampleScenes.NEWEST, api.clock.instant());
    document = api.json(api.send(api.request("/openapi.json")));
    paths = document.get("paths");
    URLS.clear();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  static Stream<String> paths() {
    return paths.properties().stream().map(entry -> entry.getKey());
  }

  static Stream<String> pathsWithGet() {
    return paths().filter(path -> paths.get(path).has("get"));
  }

  static Stream<String> pathsWithPost() {
    return paths().filter(path -> paths.get(path).has("post"));
  }

  @ParameterizedTest(name = "GET and HEAD {0}")
  @MethodSource("pathsWithGet")
  void headIsGetWithoutItsBodyAndASlashAtTheEndChangesNothing(String path) {
    String url = url(path).replaceFirst("(.)/$", "$1");
    HttpResponse<byte[]> head = send("HEAD", url, "");
    if (ACTIONS_BY_GET.contains(path)) {
      assertThat(head.statusCode()).isEqualTo(405);
      assertThat(header(head, "Allow")).doesNotContain("HEAD");
      assertThat(send("GET", slashed(url), "").statusCode()).isIn(200, 409);
      return;
    }
    HttpResponse<byte[]> get = send("GET", url, "");
    assertThat(head.statusCode()).isEqualTo(get.statusCode());
    assertThat(head.body()).isEmpty();
    for (String name : List.of("Content-Type", "Content-Length", "ETag", "Cache-Control")) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
    }
    if (!url.equals("/")) {
      assertSame(send("GET", slashed(url), ""), get);
    }
  }

  @ParameterizedTest(name = "POST {0}/")
  @MethodSource("pathsWithPost")
  void aSlashAtTheEndOfAPostChangesNothing(String path) {
    HttpResponse<byte[]> with = send("POST", url(path) + "/", body(path));
    assertThat(with.statusCode()).isNotIn(404, 405);
    assertThat(paths.get(path).at("/post/responses").has("" + with.statusCode())).isTrue();
  }

  @ParameterizedTest(name = "OPTIONS {0}")
  @MethodSource("paths")
  void optionsTellTheMethodsAndOthersAreRefusedWithThem(String path) {
    JsonNode item = paths.get(path);
    HttpResponse<byte[]> options = send("OPTIONS", url(path), "");
    assertThat(options.statusCode()).isEqualTo(200);
    assertThat(options.body()).isEmpty();
    Set<String> expected = new TreeSet<>(Set.of("OPTIONS"));
    if (item.has("get") || item.has("x-any-method")) {
      expected.add("GET");
      if (!ACTIONS_BY_GET.contains(path)) {
        expected.add("HEAD");
      }
    }
    for (String method : List.of("post", "put", "delete")) {
      if (item.has(method) || method.equals("post") && item.has("x-any-method")) {
        expected.add(method.toUpperCase(Locale.ROOT));
      }
    }
    Stream.of("PUT", "DELETE")
        .filter(method -> item.has(method.toLowerCase(Locale.ROOT)))
        .forEach(expected::add);
    assertThat(allowed(options)).isEqualTo(expected);
    if (!item.has("x-any-method")) {
      HttpResponse<byte[]> refused = send("PATCH", url(path), "");
      api.problem(refused, 405, "method-not-allowed");
      assertThat(allowed(refused)).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0} from pages of other sites")
  @MethodSource("paths")
  void pagesOfOtherSitesReadWhatIsOpenAndThoseOfTheSettingsAll(String path) {
    boolean open = OPEN_TO_ALL_SITES.contains(path.split("/", 3)[1]);
    String asked = "x-requested-with,traceparent,range,authorization";
    for (String origin : List.of("https://maps.example.org", "https://evil.example.org")) {
      boolean known = origin.contains("maps");
      String allowed = open ? "*" : known ? origin : "(no Access-Control-Allow-Origin)";
      HttpResponse<byte[]> preflight =
          api.send(
              api.request(url(path))
                  .header("Origin", origin)
                  .header("Access-Control-Request-Method", "GET")
                  .header("Access-Control-Request-Headers", asked)
                  .method("OPTIONS", BodyPublishers.noBody()));
      assertThat(preflight.statusCode()).isEqualTo(200);
      assertThat(header(preflight, "Access-Control-Allow-Origin")).isEqualTo(allowed);
      assertThat(header(preflight, "Access-Control-Allow-Credentials")).startsWith("(no ");
      if (open || known) {
        assertThat(header(preflight, "Access-Control-Allow-Headers").replace(" ", ""))
            .isEqualTo(asked);
      }
      HttpResponse<byte[]> answer =
          api.send(api.request(url(path)).header("Origin", origin)); // problems, too
      assertThat(header(answer, "Access-Control-Allow-Origin")).isEqualTo(allowed);
      assertThat(answer.headers().allValues("Vary").toString().contains("Origin")).isEqualTo(!open);
    }
  }

  @ParameterizedTest(name = "POST {0} by gzip")
  @MethodSource("pathsWithPost")
  void aBodyMayBeCompressed(String path) {
    if (!paths.get(path).at("/post").has("requestBody")) {
      return;
    }
    HttpResponse<byte[]> plain = send("POST", url(path), body(path));
    byte[] gzip = gzip(body(path));
    assertThat(sendEncoded(path, "gzip", gzip).statusCode()).isEqualTo(plain.statusCode());
    if (path.startsWith("/stac") || path.startsWith("/v1")) {
      api.problem(sendEncoded(path, "br", gzip), 415, "unsupported-media-type");
    }
  }

  @ParameterizedTest(name = "a deep body to {0}")
  @MethodSource("paths")
  void aBodyOfTwentyThousandLevelsIsRefusedAtOnce(String path) {
    for (String method : List.of("POST", "PUT")) {
      JsonNode operation = paths.get(path).path(method.toLowerCase(Locale.ROOT));
      if (!operation.has("requestBody") || !path.startsWith("/v1") && !path.startsWith("/stac")) {
        continue;
      }
      HttpRequest.Builder request =
          api.as("ann-token", url(path))
              .header("Content-Type", "application/json")
              .method(method, BodyPublishers.ofString(DEEP_BODY));
      Duration fastest = Duration.ofDays(1); // a machine stalls now and then
      for (int i = 0; i < 20 && fastest.compareTo(DEEP_BODY_TIME) >= 0; i++) {
        long start = System.nanoTime();
        HttpResponse<byte[]> answer = api.send(request);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        boolean isFile = path.equals("/v1/areas"); // what it holds is not the request's JSON
        api.problem(answer, isFile ? 422 : 400, isFile ? "aoi-invalid" : "json-malformed");
        fastest = took.compareTo(fastest) < 0 ? took : fastest;
      }
      assertThat(fastest).as(method + " " + path).isLessThan(DEEP_BODY_TIME);
    }
  }

  @ParameterizedTest(name = "links of {0} behind a proxy")
  @MethodSource("paths")
  void linksLeadThroughTheProxy(String path) {
    for (String method : List.of("GET", "POST")) {
      if (!paths.get(path).has(method.toLowerCase(Locale.ROOT))) {
        continue;
      }
      HttpResponse<byte[]> answer =
          api.send(
              api.as("ann-token", url(path))
                  .header("Accept", "application/json, */*;q=0.1")
                  .header("Content-Type", "application/json")
                  .header("Forwarded", "for=192.0.2.1;proto=https;host=maps.example.org")
                  .header("X-Forwarded-Prefix", "/landfall")
                  .method(method, BodyPublishers.ofString(body(path))));
      assertThat(new String(answer.body(), StandardCharsets.ISO_8859_1) + answer.headers())
          .doesNotContain("127.0.0.1:")
          .doesNotContain("https://maps.example.org/stac")
          .doesNotContain("https://maps.example.org/v1");
    }
  }

  @ParameterizedTest(name = "metrics by \"{0}\": {1}")
  @CsvSource({
    "Accept: */*, 200",
    "X-Forwarded-For: 127.0.0.1, 200",
    "X-Forwarded-For: 192.0.2.1, 403",
    "X-Forwarded-For: unknown, 403", // a proxy is on this machine, and not who asks it
    "X-Forwarded-Proto: https, 403",
    "Forwarded: proto=https, 403",
    "X-Forwarded-Prefix: /landfall, 403",
    "X-Real-IP: 192.0.2.1, 403",
    "Via: 1.1 proxy, 403",
  })
  void metricsAreNotForStrangersBehindAProxy(String header, int status) {
    String[] nameAndValue = header.split(": ", 2);
    assertThat(
            api.send(api.request("/metrics").header(nameAndValue[0], nameAndValue[1])).statusCode())
        .isEqualTo(status);
  }

  private static String url(String path) {
    return URLS.computeIfAbsent(path, api::url);
  }

  /** Returns an address whose path ends with a slash. */
  private static String slashed(String url) {
    return url.contains("?") ? url.replaceFirst("\\?", "/?") : url + "/";
  }

  private static Set<String> allowed(HttpResponse<byte[]> response) {
    return new TreeSet<>(List.of(header(response, "Allow").split(", ")));
  }

  private static void assertSame(HttpResponse<byte[]> with, HttpResponse<byte[]> without) {
    assertThat(with.statusCode()).isEqualTo(without.statusCode());
    assertThat(header(with, "Content-Type")).isEqualTo(header(without, "Content-Type"));
    assertThat(withoutTrace(with)).isEqualTo(withoutTrace(without));
  }

  private static String withoutTrace(HttpResponse<byte[]> response) {
    String text = new String(response.body(), StandardCharsets.UTF_8);
    return text.replaceAll("\"traceId\":\"[0-9a-f]+\"", "");
  }

  private static String body(String path) {
    return path.startsWith("/stac")
        ? "{}"
        : path.endsWith("/priority") ? "{\"priority\":\"LOW\"}" : ApiFixture.BODY;
  }

  /** Asks again while the memory of the answer before is not yet given back. */
  private static HttpResponse<byte[]> send(String method, String url, String body) {
    HttpRequest.Builder request =
        api.as("ann-token", url)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    return await()
        .pollDelay(Duration.ZERO) // else each call would wait a tenth of a second
        .atMost(Duration.ofSeconds(5))
        .until(() -> api.send(request), answer -> answer.statusCode() != 503);
  }

  private static HttpResponse<byte[]> sendEncoded(String path, String encoding, byte[] body) {
    return api.send(
        api.as("ann-token", url(path))
            .header("Content-Type", "application/json")
            .header("Content-Encoding", encoding)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static byte[] gzip(String text) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Stream<String> operationsWithoutParameters() {
    return paths()
        .filter(path -> path.startsWith("/v1/") || path.startsWith("/api/"))
        .filter(path -> !path.startsWith("/v1/downloads/"))
        .flatMap(
            path ->
                Stream.of("get", "post", "put", "delete")
                    .filter(method -> paths.get(path).has(method))
                    .filter(method -> !takesQuery(paths.get(path).get(method)))
                    .map(method -> method.toUpperCase(Locale.ROOT) + " " + path));
  }

  private static boolean takesQuery(JsonNode operation) {
    for (JsonNode parameter : operation.path("parameters")) {
      JsonNode of =
          parameter.has("$ref")
              ? document.at(parameter.get("$ref").asText().substring(1))
              : parameter;
      if (of.path("in").asText().equals("query")) {
        return true;
      }
    }
    return false;
  }

  /** As {@code POST /v1/exports?dryRun=true}, which means something that would not happen. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("operationsWithoutParameters")
  void aParameterWhereThereIsNoneIsRefused(String operation) {
    String[] parts = operation.split(" ");
    String url = url(parts[1]).replaceFirst("\\?.*", "") + "?dryRun=true";
    HttpResponse<byte[]> refused = send(parts[0], url, "{}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(api.json(refused).get("detail").asText())
        .isEqualTo("Invalid query parameter dryRun: there is none here. Leave it out.");
  }

  /** Base64, an equals sign of CQL2 and a semicolon need not be encoded in a query. */
  @ParameterizedTest(name = "GET {0}")
  @CsvSource({
    "/stac/search?filter=eo:cloud_cover=44, 200",
    "/localindex/discover/landsat_pds?PL_API_KEY=a2V5MQ==, 200",
    "/v1/downloads/none/a.tif?utm=a=b;c, 403",
    "/v1/exports/none?dryRun=a=b;c, 400",
    "/v1/exports?limit=a=b;c, 400",
    "/?utm=a=b;c, 200",
  })
  void whatAValueHoldsIsForWhoReadsIt(String url, int status) {
    assertThat(send("GET", url, "").statusCode()).isEqualTo(status);
  }
}
