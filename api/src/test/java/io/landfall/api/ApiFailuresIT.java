package io.landfall.api;

import static io.landfall.api.ApiFixture.BODY;
import static io.landfall.api.ApiFixture.SERVER_FOLDER;
import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What callers are told when the service, or what it needs, fails or is slow. */
class ApiFailuresIT {
  private static final ApiFixture API = new ApiFixture();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void anUnforeseenFailureTellsNothingButItsTrace() {
    API.exports.broken = new IllegalStateException("password=hunter2 at db-7");
    var response = API.send(API.as("ann-token", "/v1/exports"));
    API.exports.broken = null;
    JsonNode problem = API.problem(response, 500, "internal");
    assertThat(problem.toString()).doesNotContain("hunter2").doesNotContain("IllegalState");
  }

  @Test
  void aFailureDoesNotTellWhereTheServerKeepsItsFiles() {
    API.exports.broken =
        new ExportFailure(
            ErrorCode.SCENE_UNREADABLE, "Cannot read %s/a/b.tif.".formatted(SERVER_FOLDER));
    JsonNode problem = API.json(API.send(API.post("ann-token", "/v1/exports", ApiFixture.BODY)));
    API.exports.broken = null;
    assertThat(problem.get("detail").asText()).isEqualTo("Cannot read a/b.tif.");
  }

  @Test
  void whoSubmitsMoreThanANodeTakesAMinuteIsToldHowLongToWait() {
    for (int i = 0; i < ApiFixture.SUBMISSIONS; i++) {
      API.problem(API.send(API.post("bob-token", "/v1/exports", "")), 400, "json-malformed");
    }
    var response = API.send(API.post("bob-token", "/v1/exports", ApiFixture.BODY));
    API.problem(response, 429, "too-many-requests");
    assertThat(ApiFixture.header(response, "Retry-After")).isEqualTo("60");
    assertThat(ApiFixture.header(response, "RateLimit")).isEqualTo("\"exports\";r=0;t=60");
    var others = API.send(API.post("ann-token", "/v1/exports", ApiFixture.BODY));
    assertThat(others.statusCode()).isEqualTo(202);
    assertThat(ApiFixture.header(others, "RateLimit-Policy"))
        .isEqualTo("\"exports\";q=%d;w=60".formatted(ApiFixture.SUBMISSIONS));
  }

  @Test
  void whoHasTooManyUnfinishedExportsIsToldWhenToTryAgain() {
    for (String path : List.of("/v1/exports", "/v1/exports/estimate")) {
      API.exports.broken = new ExportFailure(ErrorCode.TOO_MANY_REQUESTS, "Cannot begin another.");
      var response = API.send(API.post("ann-token", path, BODY));
      API.exports.broken = null;
      API.problem(response, 429, "too-many-requests");
      boolean begins = !path.endsWith("estimate");
      assertThat(header(response, "Retry-After")).isEqualTo(begins ? "10" : "5");
      assertThat(response.headers().firstValue("RateLimit"))
          .isEqualTo(begins ? Optional.of("\"unfinished-exports\";r=0;t=10") : Optional.empty());
    }
  }

  @Test
  void aServiceThatIsDownIs503() {
    API.exports.broken =
        new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "Cannot reach the database.");
    var response = API.send(API.as("ann-token", "/v1/exports"));
    API.exports.broken = null;
    API.problem(response, 503, "database-unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }

  @Test
  void aWriteThatNobodyAnswersIs503InTime() {
    API.exports.silent = true;
    long began = System.nanoTime();
    var response = API.send(API.post("ann-token", "/v1/exports", BODY));
    API.exports.silent = false;
    API.problem(response, 503, "no-answer-in-time");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aTokenThatNobodyFindsIs503InTimeAlsoWhileTheBodyIsStillToCome() {
    API.noTokens = true;
    long began = System.nanoTime();
    String large = BODY + " ".repeat(80_000); // more than one packet: it is not read before
    var response = API.send(API.post("ann-token", "/v1/exports", large));
    API.noTokens = false;
    API.problem(response, 503, "database-unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void aNodeThatIsCutOffAnswers503() {
    API.exports.broken = new ExportFailure(ErrorCode.CLUSTER_UNAVAILABLE, "Only 1 of 3.");
    var response = API.send(API.post("ann-token", "/v1/exports", BODY));
    API.exports.broken = null;
    API.problem(response, 503, "cluster-unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }
}
