package io.landfall.api.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.api.ApiFixture;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the console is served; what it does, tests of cluster-node see in a browser. */
class ConsoleRoutesIT {
  private static final String BROWSER =
      "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";
  private static final Pattern LINK = Pattern.compile("(?:src|href)=\"(/console/[^\"]++)\"");
  private static final Pattern IMPORT = Pattern.compile("from '(\\.{1,2}+/[^']++)'");

  private static ApiFixture api;

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @ParameterizedTest(name = "who accepts {0} gets {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        BROWSER + "                               | text/html",
        "text/html                                | text/html",
        "application/json;q=0.5, text/html        | text/html",
        "application/json                         | application/json",
        "application/json, text/html              | application/json",
        "text/html;q=0, application/json;q=0.1    | application/json",
        "application/geo+json, */*                | application/json",
        "*/*                                      | text/plain",
        "text/plain                               | text/plain",
        "text/*                                   | text/plain",
      })
  void theFrontDoorAnswersWhatIsNamed(String accept, String type) {
    HttpResponse<byte[]> answer = api.send(api.request("/").header("Accept", accept));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "Content-Type")).startsWith(type);
  }

  /** What the page loads is there: its links, and what its modules import. */
  @Test
  void everythingThatThePageLoadsIsServed() {
    String page = text(api.send(api.request("/").header("Accept", "text/html")));
    Deque<String> asked = new ArrayDeque<>();
    LINK.matcher(page).results().forEach(found -> asked.add(found.group(1)));
    Set<String> known = new HashSet<>(asked);
    while (!asked.isEmpty()) {
      String path = asked.remove();
      HttpResponse<byte[]> answer = api.send(api.request(path));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      if (path.contains("/js/")) {
        IMPORT
            .matcher(text(answer))
            .results()
            .map(found -> api.request(path).build().uri().resolve(found.group(1)).getPath())
            .filter(known::add)
            .forEach(asked::add);
      }
    }
    assertThat(known)
        .contains(
            "/console/boot.js", file("lib/ol.js"), file("js/main.js"), file("js/views/projects.js"))
        .hasSizeGreaterThan(15);
  }

  @Test
  void nothingInlineAndNoOtherHostMayBeUsed() {
    HttpResponse<byte[]> page = api.send(api.request("/").header("Accept", "text/html"));
    assertThat(header(page, "Content-Security-Policy"))
        .contains(
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self';")
        .contains("frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
        .doesNotContain("unsafe", "http", "*");
    assertThat(header(page, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(text(page)).doesNotContain(" style=", "<style", "onclick", "<script>");
  }

  @Test
  void aFileThatIsKnownIsNotSentAgain() throws IOException {
    HttpResponse<byte[]> plain = api.send(api.request(file("lib/ol.js")));
    HttpResponse<byte[]> small =
        api.send(api.request(file("lib/ol.js")).header("Accept-Encoding", "gzip"));
    assertThat(header(small, "Content-Encoding")).isEqualTo("gzip");
    assertThat(small.body().length).isLessThan(plain.body().length / 3);
    try (var gzip = new GZIPInputStream(new ByteArrayInputStream(small.body()))) {
      assertThat(gzip.readAllBytes()).isEqualTo(plain.body());
    }
    String etag = header(plain, "ETag");
    assertThat(header(small, "ETag")).isEqualTo(etag);
    assertThat(header(plain, "Cache-Control")).contains("immutable", "max-age=31536000");
    HttpResponse<byte[]> again =
        api.send(api.request(file("lib/ol.js")).header("If-None-Match", etag));
    assertThat(again.statusCode()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    HttpResponse<byte[]> refused =
        api.send(api.request(file("lib/ol.js")).header("Accept-Encoding", "gzip;q=0"));
    assertThat(refused.headers().firstValue("Content-Encoding")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/console/ConsoleRoutes.class",
        "/console/index.html",
        "/console/js/none.js",
        "/console/js/",
        "/console/js%2fmain.js/..%2f..%2f..%2fopenapi.json",
        "/console//js/main.js",
        "/console/lib/ol.js.map",
        "/console/META-INF/MANIFEST.MF",
      })
  void nothingElseOfTheJarIsServed(String path) {
    assertThat(api.send(api.request(path)).statusCode()).isIn(400, 404);
    String ofBuild = path.replaceFirst("/console/", file(""));
    assertThat(api.send(api.request(ofBuild)).statusCode()).isIn(400, 404);
  }

  @Test
  void aPageOfAnotherVersionGetsNoFileOfThisOne() {
    HttpResponse<byte[]> answer = api.send(api.request("/console/v0123456789abcdef/js/main.js"));
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
    assertThat(header(answer, "Cache-Control")).doesNotContain("immutable");
    assertThat(text(answer)).contains("console-outdated", "v0123456789abcdef", "Reload the page");
  }

  /** A page of a release without versions gets all of its files from one. */
  @Test
  void aFileWithoutAVersionIsAtThatOfThisNode() {
    HttpResponse<byte[]> answer =
        api.send(api.request("/console/js/main.js").header("X-Forwarded-Prefix", "/landfall"));
    assertThat(answer.statusCode()).isEqualTo(307);
    assertThat(header(answer, "Location")).isEqualTo("/landfall" + file("js/main.js"));
    assertThat(header(answer, "Cache-Control")).isEqualTo("no-cache");
  }

  @Test
  void thePageIsAskedForAtEachLoad() {
    HttpResponse<byte[]> page = api.send(api.request("/").header("Accept", "text/html"));
    assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(api.send(api.request("/console/boot.js")), "Cache-Control"))
        .isEqualTo("no-cache");
  }

  @Test
  void behindAProxyThePageLoadsFromWhereItIs() {
    HttpResponse<byte[]> page =
        api.send(
            api.request("/").header("Accept", BROWSER).header("X-Forwarded-Prefix", "/landfall"));
    assertThat(text(page))
        .contains("data-base=\"/landfall\"", "src=\"/landfall" + file("js/main.js") + "\"")
        .doesNotContain("{{");
  }

  @Test
  void withoutAnIssuerThePageIsToldOfNone() {
    assertThat(text(api.send(api.request("/console/config.json")))).isEqualTo("{\"oidc\":null}");
  }

  private static String file(String name) {
    return "/console/" + api.consoleBuild() + "/" + name;
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
