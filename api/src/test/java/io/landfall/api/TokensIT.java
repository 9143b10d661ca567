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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensIT {
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
  void anAdministratorMakesATokenWhichIsToldOnce() {
    var made =
        api.send(
            api.post(
                "ann-token",
                "/v1/tokens",
                """
                {"user": "eve", "organization": "acme", "scopes": ["exports:read", "tokens:read"],
                 "expiresInDays": 90}
                """));
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(header(made, "Cache-Control")).isEqualTo("no-store");
    String token = api.json(made).get("token").asText();
    JsonNode shown = api.json(api.send(api.as(token, header(made, "Location"))));
    assertThat(shown.get("organization").asText()).isEqualTo("acme");
    assertThat(shown.get("expiresAt").asText()).isEqualTo("2027-02-19T04:00:00Z");
    assertThat(shown.has("token")).isFalse();
    assertThat(api.send(api.as(token, "/v1/exports")).statusCode()).isEqualTo(200);
    api.problem(api.send(api.post(token, "/v1/exports", ApiFixture.BODY)), 403, "not-allowed");
  }

  @Test
  void whoIsNoAdministratorMakesNone() {
    api.problem(
        api.send(api.post("bob-token", "/v1/tokens", "{\"user\": \"bob\"}")), 403, "not-allowed");
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
        api.problem(api.send(api.post("ann-token", "/v1/tokens", body)), 422, "request-invalid");
    assertThat(problem.at("/errors/0/pointer").asText()).isEqualTo(pointer);
  }

  @Test
  void oneSeesAndRevokesOnesOwnPageByPage() {
    for (int i = 0; i < 3; i++) {
      api.tokens.add("liz " + i, new Principal("liz", null, Set.of()), null);
    }
    JsonNode page = api.json(api.send(api.as("liz 0", "/v1/tokens?limit=2")));
    JsonNode rest = api.json(api.send(api.as("liz 0", page.at("/links/next").asText())));
    assertThat(page.get("tokens")).hasSize(2);
    assertThat(rest.get("tokens")).hasSize(1);
    assertThat(rest.at("/links/next").isNull()).isTrue();
    var asAnother = api.send(api.as("ann-token", page.at("/links/next").asText()));
    api.problem(asAnother, 400, "parameter-invalid");
    assertThat(rest.at("/tokens/0/state").asText()).isEqualTo("VALID");

    String second = "/v1/tokens/" + page.at("/tokens/1/id").asText();
    assertThat(api.send(api.as("liz 0", second).DELETE()).statusCode()).isEqualTo(204);
    assertThat(api.send(api.as("liz 1", "/v1/tokens")).statusCode()).isEqualTo(401);
    assertThat(api.json(api.send(api.as("liz 0", second))).get("state").asText())
        .isEqualTo("REVOKED");
    assertThat(api.send(api.as("liz 0", second).DELETE()).statusCode()).isEqualTo(204);
  }

  @Test
  @Timeout(60)
  void aStreamEndsSoonAfterItsTokenIsRevoked() throws Exception {
    String id = api.tokens.add("sue", new Principal("sue", null, Set.of()), null).id();
    String path =
        api.json(api.send(api.post("sue", "/v1/exports", ApiFixture.BODY))).get("id").asText();
    api.exports.lasting = true;
    var stream =
        HttpClient.newHttpClient()
            .send(
                api.as("sue", "/v1/exports/" + path + "/stream").build(),
                BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(api.tokens.revoke(id).toCompletableFuture()).isCompleted();
    String told = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
    api.exports.lasting = false;
    assertThat(told)
        .contains("event: status\ndata: ")
        .contains("event: end\ndata: {\"code\": \"not-authenticated\"")
        .endsWith("}\n\n");
  }

  @Test
  void othersAreUnknownButToAnAdministrator() {
    String id = api.tokens.add("max", new Principal("max", null, Set.of()), null).id();
    String none = "/v1/tokens/ffffffffffff";
    String foreign = "/v1/tokens/" + id;
    for (String path : new String[] {none, foreign, "/v1/tokens/lf_secret"}) {
      var shown = api.problem(api.send(api.as("bob-token", path)), 404, "token-unknown");
      assertThat(shown.toString()).doesNotContain("lf_secret");
      api.problem(api.send(api.as("bob-token", path).DELETE()), 404, "token-unknown");
    }
    assertThat(api.send(api.as("max", "/v1/tokens")).statusCode()).isEqualTo(200);
    api.problem(api.send(api.as("bob-token", "/v1/tokens?user=max")), 403, "not-allowed");

    JsonNode list = api.json(api.send(api.as("ann-token", "/v1/tokens?user=max&limit=1")));
    assertThat(list.at("/tokens/0/id").asText()).isEqualTo(id);
    assertThat(api.send(api.as("ann-token", foreign).DELETE()).statusCode()).isEqualTo(204);
    assertThat(api.send(api.as("max", "/v1/tokens")).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({"limit=0", "limit=501", "after=x", "user=", "colour=red"})
  void aWrongQueryParameter(String query) {
    api.problem(api.send(api.as("ann-token", "/v1/tokens?" + query)), 400, "parameter-invalid");
  }
}
