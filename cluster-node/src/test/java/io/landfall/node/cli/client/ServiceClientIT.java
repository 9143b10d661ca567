package io.landfall.node.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the client makes of a service's faults, refusals and events. */
class ServiceClientIT {
  private static final String ID = "0190f3a0-0000-7000-8000-000000000001";
  private static final byte[] BODY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final String BUSY = "{\"detail\": \"Too much at once.\"}";

  private FaultyService service;

  @BeforeEach
  void start() throws IOException {
    service = new FaultyService();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void aFaultThatPassesIsNoFailure() {
    service
        .then(FaultyService.json(503, BUSY))
        .then(exchange -> exchange.close()) // no answer: the JDK itself asks once more
        .then(FaultyService.json(200, "{\"a\": 1}"));
    assertThat(service.client().get("/x").body().path("a").asInt()).isEqualTo(1);
    assertThat(service.asked).hasSize(3);
    assertThat(service.told()).contains("Too much at once", "(1 of 5)");
  }

  @Test
  void afterFiveMoreTriesItIsSaid() {
    service.then(FaultyService.json(503, BUSY));
    assertFails(
        () -> service.client().get("/x"), ErrorCode.CLUSTER_UNAVAILABLE, "Too much at once");
    assertThat(service.asked).hasSize(6);
  }

  @Test
  void aServiceThatWantsToBeLeftAloneForLongIsNotWaitedFor() {
    service.then(FaultyService.json(429, BUSY, "Retry-After", "3600"));
    assertFails(
        () -> service.client().get("/x"), ErrorCode.CLUSTER_UNAVAILABLE, "Too much at once");
    assertThat(service.asked).hasSize(1);
  }

  @Test
  void whatMayHaveBeenDoneIsNotSentTwice() {
    service.then(FaultyService.json(500, BUSY)).then(FaultyService.json(201, "{}"));
    assertFails(
        () -> service.client().send("POST", "/x", BODY, Map.of(), false),
        ErrorCode.CLUSTER_UNAVAILABLE,
        "Too much at once");
    assertThat(service.asked).hasSize(1);
  }

  @Test
  void whatWasRefusedBeforeAnyWorkIsSentAgain() {
    service.then(FaultyService.json(503, BUSY)).then(FaultyService.json(201, "{}"));
    assertThat(service.client().send("POST", "/x", BODY, Map.of(), false).status()).isEqualTo(201);
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "400, /problems/json-malformed,    REQUEST_INVALID",
    "401, /problems/not-authenticated, NOT_AUTHENTICATED",
    "403, /problems/not-allowed,       NOT_ALLOWED",
    "403, '',                          NOT_ALLOWED",
    "404, /problems/export-unknown,    EXPORT_UNKNOWN",
    "409, /problems/state-conflict,    STATE_CONFLICT",
    "412, /problems/changed-meanwhile, STATE_CONFLICT",
    "422, /problems/aoi-invalid,       AOI_INVALID",
    "422, /problems/of-the-future,     REQUEST_INVALID",
    "500, /problems/internal,          CLUSTER_UNAVAILABLE",
  })
  void refusalsHaveTheirCodes(int status, String type, ErrorCode code) {
    service.then(
        FaultyService.json(
            status, "{\"type\": \"%s\", \"detail\": \"Cannot do this.\"}".formatted(type)));
    assertFails(
        () -> service.client().send("POST", "/x", BODY, Map.of(), false), code, "Cannot do this.");
  }

  @Test
  void placesOfARefusalAreNamedAndTerminalsAreNotObeyed() {
    service.then(
        FaultyService.json(
            422,
            """
            {"detail": "Unknown x. 1 more below.", "errors": [{"pointer": "/x", "detail": "Unknown x."},
             {"pointer": "/y", "detail": "Bad \\u001b[2Jy."}]}
            """));
    assertThatThrownBy(() -> service.client().get("/x"))
        .hasMessage("Unknown x. (at /x)\n  Bad \uFFFD[2Jy. (at /y)");
  }

  @Test
  void aRedirectIsNotFollowedWithTheToken() {
    service.then(FaultyService.json(302, "{}", "Location", service.at("/elsewhere").toString()));
    assertFails(() -> service.client().get("/x"), ErrorCode.REQUEST_INVALID, "/elsewhere");
    assertThat(service.asked).containsExactly("GET /x");
    assertThat(service.tokens).containsExactly("Bearer the-token");
  }

  @Test
  void aPageOfAnotherProgramIsNoAnswer() {
    service.then(FaultyService.json(200, "<html>It works!</html>"));
    assertFails(
        () -> service.client().get("/x"), ErrorCode.CLUSTER_UNAVAILABLE, "Is http://127.0.0.1");
  }

  @Test
  void theNextPageIsAskedOfTheServiceItself() {
    service
        .then(
            FaultyService.json(
                200,
                """
                {"exports": [{"id": "a"}], "links": {"next": "http://evil.example/v1/exports?after=a&limit=1"}}
                """))
        .then(
            FaultyService.json(
                200, "{\"exports\": [{\"id\": \"b\"}], \"links\": {\"next\": null}}"));
    var pages = new Pages(service.client(), "/v1/exports", "exports");
    pages.put("label", "a b&c");
    assertThat(pages.read(50).findValuesAsText("id")).containsExactly("a", "b");
    assertThat(pages.hasMore()).isFalse();
    assertThat(service.asked)
        .containsExactly(
            "GET /v1/exports?limit=50&label=a%20b%26c", "GET /v1/exports?after=a&limit=1");
  }

  @Test
  void anExportIsWatchedByItsEvents() {
    service
        .then(FaultyService.json(200, export("RENDERING"), "Retry-After", "2"))
        .then(
            exchange -> {
              exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=UTF-8");
              exchange.sendResponseHeaders(200, 0);
              exchange
                  .getResponseBody()
                  .write(
                      """
                      : heartbeat

                      event: progress
                      id: 4
                      data: {"tilesDone": 3, "tilesTotal": 9}

                      event: status
                      id: 5
                      data: {"status": "SUCCESS"}

                      """
                          .getBytes(StandardCharsets.UTF_8));
            })
        .then(FaultyService.json(200, export("SUCCESS")));
    JsonNode export = new ExportWatch(service.client(), ID, null).untilEnd();
    assertThat(export.path("status").asText()).isEqualTo("SUCCESS");
    assertThat(service.asked)
        .containsExactly(
            "GET /v1/exports/" + ID, "GET /v1/exports/" + ID + "/stream", "GET /v1/exports/" + ID);
  }

  @Test
  void withoutEventsItIsLookedAtAgain() {
    service
        .then(FaultyService.json(200, export("RENDERING"), "Retry-After", "1"))
        .then(FaultyService.json(404, "{}"))
        .then(FaultyService.json(200, export("ERROR")));
    JsonNode export = new ExportWatch(service.client(), ID, null).untilEnd();
    assertThat(export.path("status").asText()).isEqualTo("ERROR");
  }

  @Test
  void nobodyWaitsLongerThanToldTo() {
    service.then(FaultyService.json(200, export("RENDERING"), "Retry-After", "1"));
    assertFails(
        () -> new ExportWatch(service.client(), ID, System.nanoTime() + 1_000_000).untilEnd(),
        ErrorCode.CLUSTER_UNAVAILABLE,
        "it goes on");
  }

  private static String export(String status) {
    return "{\"id\": \"%s\", \"status\": \"%s\"}".formatted(ID, status);
  }

  private static void assertFails(Runnable call, ErrorCode code, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining(message)
        .extracting(thrown -> ((ExportFailure) thrown).code())
        .isEqualTo(code);
  }
}
