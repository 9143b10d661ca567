package io.landfall.api;

import static io.landfall.api.ApiFixture.header;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.api.http.TokenStore.Principal;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensIT {
  private static final ApiFixture API = new ApiFixture();

  @AfterAll
  static void close() {
    API.close();
  }

  @Test
  void anAdministratorMakesATokenWhichIsToldOnce() {
    var made =
        API.send(
            API.post(
                "ann-token",
                "/v1/tokens",
                """
                {"user": "eve", "organization": "acme", "scopes": ["exports:read", "tokens:read"],
                 "expiresInDays": 90}
                """));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(header(made, "Cache-Control")).isEqualTo("no-store");
    String token = API.json(made).get("token").asText();
    JsonNode shown = API.json(API.send(API.as(token, header(made, "Location"))));
    assertThat(shown.get("organization").asText()).isEqualTo("acme");
    assertThat(shown.get("expiresAt").asText()).isEqualTo("2027-02-19T04:00:00Z");
    assertThat(shown.has("token")).isFalse();
    assertThat(API.send(API.as(token, "/v1/exports")).statusCode()).isEqualTo(200);
    API.problem(API.send(API.post(token, "/v1/exports", ApiFixture.BODY)), 403, "not-allowed");
  }

  @Test
  void whoIsNoAdministratorMakesNone() {
    API.problem(
        API.send(API.post("bob-token", "/v1/tokens", "{\"user\": \"bob\"}")), 403, "not-allowed");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                                             | /user",
        "{\"user\": \"a\\nb\"}                          | /user",
        "{\"user\": 7}                                  | /user",
        "{\"user\": \"a\", \"scopes\": [\"all\"]}       | /scopes/0",
        "{\"user\": \"a\", \"scopes\": \"admin\"}       | /scopes",
        "{\"user\": \"a\", \"expiresInDays\": 0}        | /expiresInDays",
        "{\"user\": \"a\", \"expiresInDays\": 1.5}      | /expiresInDays",
        "{\"user\": \"a\", \"organization\": \"\"}      | /organization",
        "{\"user\": \"a\", \"expires\": \"90d\"}        | /expires",
        "[]                                             | ''",
      })
  void aWrongRequestIsRefusedWithItsPlace(String body, String pointer) {
    JsonNode problem =
        API.problem(API.send(API.post("ann-token", "/v1/tokens", body)), 422, "request-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void oneSeesAndRevokesOnesOwnPageByPage() {
    for (int i = 0; i < 3; i++) {
      API.tokens.add("liz " + i, new Principal("liz", null, Set.of()), null);
    }
    JsonNode page = API.json(API.send(API.as("liz 0", "/v1/tokens?limit=2")));
    JsonNode rest = API.json(API.send(API.as("liz 0", page.at("/links/next").asText())));
    assertThat(page.get("tokens")).hasSize(2);
    assertThat(rest.get("tokens")).hasSize(1);
    assertThat(rest.at("/links/next").isNull()).isTrue();
    var asAnother = API.send(API.as("ann-token", page.at("/links/next").asText()));
    API.problem(asAnother, 400, "parameter-invalid");
    assertThat(rest.at("/tokens/0/state").asText()).isEqualTo("VALID");

    String second = "/v1/tokens/" + page.at("/tokens/1/id").asText();
    assertThat(API.send(API.as("liz 0", second).DELETE()).statusCode()).isEqualTo(204);
    assertThat(API.send(API.as("liz 1", "/v1/tokens")).statusCode()).isEqualTo(401);
    assertThat(API.json(API.send(API.as("liz 0", second))).get("state").asText())
        .isEqualTo("REVOKED");
    assertThat(API.send(API.as("liz 0", second).DELETE()).statusCode()).isEqualTo(204);
  }

  @Test
  @Timeout(60)
  void aStreamEndsSoonAfterItsTokenIsRevoked() throws Exception {
    String id = API.tokens.add("sue", new Principal("sue", null, Set.of()), null).id();
    String path =
        API.json(API.send(API.post("sue", "/v1/exports", ApiFixture.BODY))).get("id").asText();
    API.exports.lasting = true;
    var stream =
        HttpClient.newHttpClient()
            .send(
                API.as("sue", "/v1/exports/" + path + "/stream").build(),
                BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(API.tokens.revoke(id).toCompletableFuture()).isCompleted();
    String told = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
    API.exports.lasting = false;
    assertThat(told)
        .contains("event: status\ndata: ")
        .contains("event: end\ndata: {\"code\": \"not-authenticated\"")
        .endsWith("}\n\n");
  }

  @Test
  void othersAreUnknownButToAnAdministrator() {
    String id = API.tokens.add("max", new Principal("max", null, Set.of()), null).id();
    String none = "/v1/tokens/ffffffffffff";
    String foreign = "/v1/tokens/" + id;
    for (String path : new String[] {none, foreign, "/v1/tokens/lf_secret"}) {
      var shown = API.problem(API.send(API.as("bob-token", path)), 404, "token-unknown");
      assertThat(shown.toString()).doesNotContain("lf_secret");
      API.problem(API.send(API.as("bob-token", path).DELETE()), 404, "token-unknown");
    }
    assertThat(API.send(API.as("max", "/v1/tokens")).statusCode()).isEqualTo(200);
    API.problem(API.send(API.as("bob-token", "/v1/tokens?user=max")), 403, "not-allowed");

    JsonNode list = API.json(API.send(API.as("ann-token", "/v1/tokens?user=max&limit=1")));
    assertThat(list.at("/tokens/0/id").asText()).isEqualTo(id);
    assertThat(API.send(API.as("ann-token", foreign).DELETE()).statusCode()).isEqualTo(204);
    assertThat(API.send(API.as("max", "/v1/tokens")).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=501", "after=x", "user=", "colour=red"})
  void aWrongQueryParameter(String query) {
    API.problem(API.send(API.as("ann-token", "/v1/tokens?" + query)), 400, "parameter-invalid");
  }
}
