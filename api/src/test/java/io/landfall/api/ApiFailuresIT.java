package io.landfall.api;

import static io.landfall.api.ApiFixture.BODY;
import static io.landfall.api.ApiFixture.SERVER_FOLDER;
import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.quota.QuotaExcess;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers are told when the service, or what it needs, fails or is slow. */
class ApiFailuresIT {
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
  void anUnforeseenFailureTellsNothingButItsTrace() {
    api.exports.broken = new IllegalStateException("password=hunter2 at db-7");
    var response = api.send(api.as("ann-token", "/v1/exports"));
    api.exports.broken = null;
    JsonNode problem = api.problem(response, 500, "internal");
    assertThat(problem.toString()).doesNotContain("hunter2").doesNotContain("IllegalState");
  }

  @Test
  void aFailureDoesNotTellWhereTheServerKeepsItsFiles() {
    api.exports.broken =
        new ExportFailure(
            ErrorCode.SCENE_UNREADABLE, "Cannot read %s/a/b.tif.".formatted(SERVER_FOLDER));
    JsonNode problem = api.json(api.send(api.post("ann-token", "/v1/exports", ApiFixture.BODY)));
    api.exports.broken = null;
    assertThat(problem.get("detail").asText()).isEqualTo("Cannot read a/b.tif.");
  }

  @Test
  void whoSubmitsMoreThanANodeTakesAMinuteIsToldHowLongToWait() {
    for (int i = 0; i < ApiFixture.SUBMISSIONS; i++) {
      api.problem(api.send(api.post("bob-token", "/v1/exports", "")), 400, "json-malformed");
    }
    var response = api.send(api.post("bob-token", "/v1/exports", ApiFixture.BODY));
    api.problem(response, 429, "too-many-requests");
    assertThat(ApiFixture.header(response, "Retry-After")).isEqualTo("60");
    assertThat(ApiFixture.header(response, "RateLimit")).isEqualTo("\"exports\";r=0;t=60");
    var others = api.send(api.post("ann-token", "/v1/exports", ApiFixture.BODY));
    assertThat(others.statusCode()).isEqualTo(202);
    assertThat(ApiFixture.header(others, "RateLimit-Policy"))
        .isEqualTo("\"exports\";q=%d;w=60".formatted(ApiFixture.SUBMISSIONS));
  }

  @Test
  void whoHasTooManyUnfinishedExportsIsToldWhenToTryAgain() {
    for (String path : List.of("/v1/exports", "/v1/exports/estimate")) {
      api.exports.broken = new ExportFailure(ErrorCode.TOO_MANY_REQUESTS, "Cannot begin another.");
      var response = api.send(api.post("ann-token", path, BODY));
      api.exports.broken = null;
      api.problem(response, 429, "too-many-requests");
      boolean begins = !path.endsWith("estimate");
      assertThat(header(response, "Retry-After")).isEqualTo(begins ? "10" : "5");
      assertThat(response.headers().firstValue("RateLimit"))
          .isEqualTo(begins ? Optional.of("\"unfinished-exports\";r=0;t=10") : Optional.empty());
    }
  }

  @Test
  void whoeverGoesBeyondAQuotaIsToldWhichWhatIsUsedWhatIsNeededAndWhenItRenews() {
    Instant renews = Instant.parse("2026-12-01T00:00:00Z");
    var excess =
        new QuotaExcess(
            QuotaHolder.organization("acme"),
            QuotaKind.PIXELS_PER_DAY,
            1_000,
            900,
            200,
            renews,
            7_200);
    for (String path : List.of("/v1/exports", "/v1/exports/estimate")) {
      api.exports.broken = excess.failure("begin the export");
      var response = api.send(api.post("ann-token", path, BODY));
      api.exports.broken = null;
      JsonNode problem = api.problem(response, 429, "quota-reached");
      assertThat(problem.get("detail").asText())
          .contains("1,000 pixels a day", "900 are used", "needs 200", renews.toString());
      JsonNode quota = problem.get("quota");
      assertThat(quota.get("name").asText()).isEqualTo("pixelsPerDay");
      assertThat(quota.get("of").asText()).isEqualTo("organization");
      assertThat(quota.get("limit").asLong()).isEqualTo(1_000);
      assertThat(quota.get("used").asLong()).isEqualTo(900);
      assertThat(quota.get("needed").asLong()).isEqualTo(200);
      assertThat(quota.get("resetsAt").asText()).isEqualTo(renews.toString());
      assertThat(header(response, "Retry-After")).isEqualTo("7200");
    }
  }

  @Test
  void whoeverNeedsMoreThanAWholeDayHasIsNotToldToSendItAgain() {
    Instant renews = Instant.parse("2026-12-01T00:00:00Z");
    var excess =
        new QuotaExcess(
            QuotaHolder.owner("ann"), QuotaKind.BYTES_PER_DAY, 1_000, 0, 2_000, renews, 60);
    api.exports.broken = excess.failure("begin the export");
    var response = api.send(api.post("ann-token", "/v1/exports", BODY));
    api.exports.broken = null;
    assertThat(api.problem(response, 429, "quota-reached").get("detail").asText())
        .contains("more than a whole day has")
        .doesNotContain("send it again");
  }

  @Test
  void aServiceThatIsDownIs503() {
    api.exports.broken =
        new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "Cannot reach the database.");
    var response = api.send(api.as("ann-token", "/v1/exports"));
    api.exports.broken = null;
    api.problem(response, 503, "database-unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }

  @Test
  void aWriteThatNobodyAnswersIs503InTime() {
    api.exports.silent = true;
    long began = System.nanoTime();
    var response = api.send(api.post("ann-token", "/v1/exports", BODY));
    api.exports.silent = false;
    api.problem(response, 503, "no-answer-in-time");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aTokenThatNobodyFindsIs503InTimeAlsoWhileTheBodyIsStillToCome() {
    api.noTokens = true;
    long began = System.nanoTime();
    String large = BODY + " ".repeat(80_000); // more than one packet: it is not read before
    var response = api.send(api.post("ann-token", "/v1/exports", large));
    api.noTokens = false;
    api.problem(response, 503, "database-unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aNodeThatIsCutOffAnswers503() {
    api.exports.broken = new ExportFailure(ErrorCode.CLUSTER_UNAVAILABLE, "Only 1 of 3.");
    var response = api.send(api.post("ann-token", "/v1/exports", BODY));
    api.exports.broken = null;
    api.problem(response, 503, "cluster-unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }
}
