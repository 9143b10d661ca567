package io.landfall.api.download;

import static io.landfall.api.ApiFixture.ETAG;
import static io.landfall.api.ApiFixture.FILE;
import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.ApiFixture;
import io.landfall.model.ExportId;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadIT {
  private static ApiFixture api;
  private final ExportId id = api.finished();

  @BeforeAll
  static void start() {
    api = new ApiFixture();
  }

  @AfterAll
  static void close() {
    api.close();
  }

  private String link() {
    String path = "/v1/exports/" + id + "/files/scene%20one.tif";
    var redirect = api.send(api.as("ann-token", path));
    assertThat(redirect.statusCode()).isEqualTo(307);
    return header(redirect, "Location");
  }

  @Test
  void theWholeFileComesAsItIsStored() {
    var response = api.send(api.request(link()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(FILE);
    assertThat(header(response, "Content-Length")).isEqualTo("100000");
    assertThat(header(response, "Content-Type"))
        .isEqualTo("image/tiff; application=geotiff; profile=cloud-optimized");
    assertThat(header(response, "ETag")).isEqualTo(ETAG);
    assertThat(header(response, "Accept-Ranges")).isEqualTo("bytes");
    assertThat(header(response, "Cache-Control")).startsWith("private");
    assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(response, "Content-Disposition")).contains("scene%20one.tif");
  }

  @Test
  void everyLinkInTheAnswersLeadsToTheFile() {
    JsonNode export = api.json(api.send(api.as("ann-token", "/v1/exports/" + id)));
    JsonNode files = api.json(api.send(api.as("ann-token", "/v1/exports/" + id + "/files")));
    for (JsonNode file :
        Arrays.asList(
            export.at("/result/files/0"),
            export.at("/deliveries/0/result"),
            files.at("/files/0"))) {
      assertThat(api.send(api.request(file.get("href").asText())).body()).isEqualTo(FILE);
      assertThat(file.get("bytes").asLong()).isEqualTo(FILE.length);
      assertThat(file.get("sha256").asText()).hasSize(64);
    }
  }

  @Test
  void headTellsSizeAndTagWithoutBytes() {
    var response = api.send(api.request(link()).method("HEAD", BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Length")).isEqualTo("100000");
    assertThat(header(response, "ETag")).isEqualTo(ETAG);
    assertThat(response.body()).isEmpty();
  }

  @Test
  void aRangeGivesItsBytes() {
    var response = api.send(api.request(link()).header("Range", "bytes=20000-29999"));
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes 20000-29999/100000");
    assertThat(response.body()).isEqualTo(Arrays.copyOfRange(FILE, 20_000, 30_000));

    var tail = api.send(api.request(link()).header("Range", "bytes=-16"));
    assertThat(tail.body()).isEqualTo(Arrays.copyOfRange(FILE, 99_984, 100_000));
  }

  @Test
  void severalRangesComeAsParts() {
    var response = api.send(api.request(link()).header("Range", "bytes=0-3,50000-59999"));
    assertThat(response.statusCode()).isEqualTo(206);
    assertThat(header(response, "Content-Type")).startsWith("multipart/byteranges; boundary=");
    assertThat(header(response, "Content-Length")).isEqualTo("" + response.body().length);
    String body = new String(response.body(), StandardCharsets.ISO_8859_1);
    assertThat(body)
        .contains("Content-Range: bytes 0-3/100000\r\n\r\n" + text(0, 4) + "\r\n--")
        .contains("Content-Range: bytes 50000-59999/100000\r\n\r\n" + text(50_000, 60_000))
        .endsWith("--\r\n");
  }

  @Test
  void aRangeBeyondTheEndIs416() {
    var response = api.send(api.request(link()).header("Range", "bytes=100000-"));
    assertThat(response.statusCode()).isEqualTo(416);
    assertThat(header(response, "Content-Range")).isEqualTo("bytes */100000");
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void anotherVersionThanIfMatchNamesIs412() {
    for (String wanted : new String[] {ETAG, "*", "\"x\", " + ETAG}) {
      assertThat(api.send(api.request(link()).header("If-Match", wanted)).body()).isEqualTo(FILE);
    }
    for (String other : new String[] {"\"x\"", "W/" + ETAG}) {
      var response =
          api.send(api.request(link()).header("If-Match", other).header("Range", "bytes=5-9"));
      assertThat(response.statusCode()).isEqualTo(412);
      assertThat(api.json(response).get("detail").asText()).contains(ETAG, "If-Match");
    }
    var undated =
        api.request(link()).header("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT");
    var whole = api.send(undated);
    assertThat(whole.statusCode()).isEqualTo(200);
    assertThat(whole.headers().firstValue("Last-Modified")).isEmpty();
  }

  @Test
  void aResumedDownloadOfAnotherVersionStartsAnew() {
    var same = api.send(api.request(link()).header("Range", "bytes=5-9").header("If-Range", ETAG));
    assertThat(same.statusCode()).isEqualTo(206);
    var other =
        api.send(api.request(link()).header("Range", "bytes=5-9").header("If-Range", "\"x\""));
    assertThat(other.statusCode()).isEqualTo(200);
    var known = api.send(api.request(link()).header("If-None-Match", ETAG));
    assertThat(known.statusCode()).isEqualTo(304);
  }

  @Test
  void aBentLinkIsForbidden() {
    String link = link();
    int at = link.indexOf("/downloads/") + 20;
    String bent =
        link.substring(0, at) + (link.charAt(at) == 'A' ? 'B' : 'A') + link.substring(at + 1);
    assertThat(api.send(api.request(bent)).statusCode()).isEqualTo(403);
    api.problem(api.send(api.request(bent)), 403, "link-invalid");
  }

  @ParameterizedTest(name = "{0} is not there")
  @ValueSource(
      strings = {
        "scene%20one.tif.aux.xml", "scene%20one.tif.ovr", "scene%20one.tif.msk", "scene%20one.tfw",
        "scene%20one.hdr", "scene%20one_MTL.txt", "..%2Fother.tif", "other.tif"
      })
  void whoLooksForSidecarsOfALinkFindsNone(String name) {
    String other = link().replace("scene%20one.tif", name);
    api.problem(api.send(api.request(other)), 404, "file-unknown");
    assertThat(api.send(api.request(other).method("HEAD", BodyPublishers.noBody())).statusCode())
        .isEqualTo(404);
  }

  @Test
  void t24_headsAndRangesOfAnybodyCountToTheRequestsOfAnExport() {
    String link = link();
    for (int i = 0; i < ApiFixture.DOWNLOADS; i++) {
      var request = api.request(link).header("X-Forwarded-For", "203.0.113." + i);
      var answer =
          api.send(
              i % 2 == 0
                  ? request.method("HEAD", BodyPublishers.noBody())
                  : request.header("Range", "bytes=0-9"));
      assertThat(answer.statusCode()).isEqualTo(i % 2 == 0 ? 200 : 206);
    }
    var refused = api.send(api.request(link()).header("X-Forwarded-For", "203.0.113.250"));
    assertThat(api.problem(refused, 429, "too-many-requests").get("detail").asText())
        .contains("of one export");
    assertThat(header(refused, "Retry-After")).isEqualTo("60");
    assertThat(header(refused, "RateLimit")).isEqualTo("\"downloads-of-export\";r=0;t=60");
    assertThat(header(refused, "RateLimit-Policy")).isEqualTo("\"downloads-of-export\";q=100;w=60");
  }

  @Test
  void t24_readersBeyondWhatARateServesAreRefusedAndHeadsAreNot() {
    String link = api.crowdedLink(id);
    var refused = api.send(api.request(link).header("Range", "bytes=0-9"));
    assertThat(api.problem(refused, 429, "too-many-requests").get("detail").asText())
        .contains("as many readers");
    assertThat(header(refused, "Retry-After")).isEqualTo("10");
    var head = api.send(api.request(link).method("HEAD", BodyPublishers.noBody()));
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void aQuotaThatIsReachedIsToldWithItsEnd() {
    api.ledger.quota = 50_000;
    try {
      var refused = api.send(api.request(link()));
      api.problem(refused, 429, "quota-reached");
      assertThat(new String(refused.body(), StandardCharsets.UTF_8))
          .as("what its owner has is his own business")
          .doesNotContain("50000");
      assertThat(header(refused, "Retry-After")).isEqualTo("68401"); // from five to midnight
      var part = api.send(api.request(link()).header("Range", "bytes=0-49999"));
      assertThat(part.body()).hasSize(50_000);
    } finally {
      api.ledger.quota = Long.MAX_VALUE;
    }
  }

  @Test
  void t13_linksAreWorthlessOnceTheyAreRevokedAndNewOnesGood() {
    String old = link();
    String links = "/v1/exports/" + id + "/links";
    var delete = api.as("bob-token", links).method("DELETE", BodyPublishers.noBody());
    assertThat(api.send(delete).statusCode()).isEqualTo(404);
    delete = api.as("ann-token", links).method("DELETE", BodyPublishers.noBody());
    assertThat(api.send(delete).statusCode()).isEqualTo(204);
    api.problem(api.send(api.request(old)), 403, "link-revoked");
    var beyond = api.send(api.request(old).header("Range", "bytes=999999-"));
    api.problem(beyond, 403, "link-revoked");
    assertThat(beyond.headers().map()).doesNotContainKey("content-range");
    assertThat(api.send(api.request(link())).statusCode()).isEqualTo(200);
  }

  @Test
  void usageIsToldByDay() {
    var usage = api.json(api.send(api.as("ann-token", "/v1/usage?from=2026-11-01&to=2026-11-21")));
    assertThat(usage.at("/days/0/day").asText()).isEqualTo("2026-11-21");
    assertThat(usage.at("/total/bytesServed").asLong()).isEqualTo(100_000);
    assertThat(usage.at("/total/bytesUnconfirmed").asLong()).isEqualTo(4_000);
    assertThat(usage.get("quota").isNull()).as("none is set").isTrue();
    assertThat(usage.get("quotas")).isEmpty();
    for (String query : new String[] {"?from=x", "?from=2026-11-22&to=2026-11-21", "?since=1"}) {
      assertThat(api.send(api.as("ann-token", "/v1/usage" + query)).statusCode())
          .as(query)
          .isEqualTo(400);
    }
  }

  @Test
  void theQuotaOfTheDayIsToldWithTheUsage() {
    api.ledger.quota = 1_000_000;
    try {
      JsonNode usage = api.json(api.send(api.as("ann-token", "/v1/usage")));
      assertThat(usage.at("/quotas/0/name").asText()).isEqualTo("bytesPerDay");
      assertThat(usage.at("/quotas/1/of").asText()).isEqualTo("organization");
      assertThat(usage.at("/quotas/1/holder").asText()).isEqualTo("acme");
      assertThat(usage.at("/quotas/1/used").asLong()).isEqualTo(7);
      assertThat(usage.at("/quotas/1/resetsAt").isNull()).as("as exports end").isTrue();
      JsonNode quota = usage.get("quota");
      assertThat(quota.get("bytesPerDay").asLong()).isEqualTo(1_000_000);
      assertThat(quota.get("bytesUsed").asLong()).isEqualTo(100_000);
      assertThat(quota.get("resetsAt").asText()).endsWith("T00:00:00Z");
    } finally {
      api.ledger.quota = Long.MAX_VALUE;
    }
  }

  @Test
  void anExpiredLinkIsGone() {
    String link = link();
    Instant before = api.clock.now;
    api.clock.now = before.plus(Duration.ofHours(24));
    var response = api.send(api.request(link));
    api.clock.now = before;
    assertThat(response.statusCode()).isEqualTo(410);
    assertThat(api.json(response).get("detail").asText()).contains("2026-11-22T05:00:00Z");
    assertThat(api.send(api.request(link)).statusCode()).isEqualTo(200);
  }

  @Test
  void aFileThatTheExportDoesNotHaveIsUnknown() {
    for (String name : new String[] {"other.tif", "..%2F..%2Fetc%2Fpasswd"}) {
      var response = api.send(api.as("ann-token", "/v1/exports/" + id + "/files/" + name));
      assertThat(response.statusCode()).as(name).isEqualTo(404);
    }
  }

  private static String text(int from, int to) {
    return new String(Arrays.copyOfRange(FILE, from, to), StandardCharsets.ISO_8859_1);
  }
}
