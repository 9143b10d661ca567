package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.api.http.TokenStore.Principal;
import io.landfall.api.http.TokenStore.TokenScope;
import io.landfall.node.token.ApiTokens;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Every route of the contract, asked by every kind of caller. The contract says which scope a route
 * needs; a route that names none is open to all.
 */
final class AccessMatrix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "delete");
  private static final List<String> NO_TOKEN =
      List.of("anonymous", "unknown", "unsigned", "expired", "revoked");

  private final String url;
  private final String export;
  private final String file;
  private final Map<String, String> tokens = new LinkedHashMap<>();
  private int cells;

  /**
   * @param export of ann's, ended in SUCCESS
   * @param file one of its files
   */
  AccessMatrix(String url, ApiTokens store, String export, String file) throws Exception {
    this.url = url;
    this.export = export;
    this.file = file;
    tokens.put("anonymous", null);
    tokens.put("unknown", "lf_nobody");
    tokens.put("unsigned", unsignedJwt());
    tokens.put(
        "expired", store.create(new Principal("ann", null, Set.of()), Duration.ofSeconds(1)));
    tokens.put("revoked", store.create(new Principal("ann", null, allScopes()), null));
    store.revoke(ApiTokens.id(tokens.get("revoked")));
    tokens.put("plain", store.create(new Principal("ann", null, Set.of()), Duration.ofDays(1)));
    tokens.put("other", store.create(new Principal("bob", null, Set.of()), null));
    tokens.put(
        "other with all scopes", store.create(new Principal("bob", null, allScopes()), null));
    for (String scope : allScopes()) {
      tokens.put(scope, store.create(new Principal("ann", null, Set.of(scope)), null));
    }
    await("the end of a token's time")
        .atMost(Duration.ofSeconds(20))
        .until(() -> send("GET", "/v1/exports", tokens.get("expired")).statusCode() == 401);
  }

  /** Asks all, and returns how many cells the matrix has. */
  int check() throws Exception {
    JsonNode paths = JSON.readTree(send("GET", "/openapi.json", null).body()).get("paths");
    var scopes = new TreeSet<String>();
    for (var path : (Iterable<Map.Entry<String, JsonNode>>) paths::fields) {
      for (var operation : (Iterable<Map.Entry<String, JsonNode>>) path.getValue()::fields) {
        if (METHODS.contains(operation.getKey())) {
          String method = operation.getKey().toUpperCase(java.util.Locale.ROOT);
          JsonNode security = operation.getValue().path("security");
          assertThat(security.isArray()).as("%s %s says who may", method, path.getKey()).isTrue();
          if (security.isEmpty()) {
            checkOpen(method, path.getKey());
          } else {
            String scope = security.at("/0/token/0").asText();
            scopes.add(scope);
            checkGuarded(method, path.getKey(), scope);
          }
        }
      }
    }
    assertThat(scopes).as("scopes that routes need").isEqualTo(new TreeSet<>(allScopes()));
    return cells;
  }

  /** A bad token is no worse than none. */
  private void checkOpen(String method, String path) throws Exception {
    int anonymous = send(method, filled(path, export), null).statusCode();
    int revoked = send(method, filled(path, export), tokens.get("revoked")).statusCode();
    assertThat(revoked).as("%s %s with a revoked token", method, path).isEqualTo(anonymous);
    cells += 2;
  }

  private void checkGuarded(String method, String path, String scope) throws Exception {
    var refusals = new TreeSet<String>();
    for (var caller : tokens.entrySet()) {
      String name = caller.getKey();
      HttpResponse<String> answer = send(method, filled(path, export), caller.getValue());
      String cell = "%s %s as %s: %s".formatted(method, path, name, answer.body());
      if (NO_TOKEN.contains(name)) {
        assertThat(answer.statusCode()).as(cell).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).as(cell).isPresent();
        if (!name.equals("anonymous")) {
          refusals.add(withoutTrace(answer));
        }
      } else if (!mayUse(name, scope)) {
        assertThat(answer.statusCode()).as(cell).isEqualTo(403);
        assertThat(answer.body()).as(cell).contains(scope);
      } else if (name.startsWith("other") && path.contains("{id}")) {
        String none = UUID.randomUUID().toString();
        HttpResponse<String> unknown = send(method, filled(path, none), caller.getValue());
        assertThat(answer.statusCode()).as(cell).isEqualTo(404);
        assertThat(withoutTrace(answer).replace(export, "ID"))
            .as(cell)
            .isEqualTo(withoutTrace(unknown).replace(none, "ID"));
      } else {
        assertThat(answer.statusCode()).as(cell).isNotIn(401, 403, 404, 500);
      }
      cells++;
    }
    assertThat(refusals).as("what is told of a bad token").hasSize(1);
  }

  private static boolean mayUse(String caller, String scope) {
    return switch (caller) {
      case "plain", "other" -> TokenScope.values(TokenScope::isOwn).contains(scope);
      case "other with all scopes" -> true;
      default -> caller.equals(scope);
    };
  }

  private static Set<String> allScopes() {
    return Set.copyOf(TokenScope.values(scope -> true));
  }

  private String filled(String path, String id) {
    return path.replace("{id}", id).replace("{name}", file).replaceAll("\\{\\w+}", "landsat");
  }

  private static String withoutTrace(HttpResponse<String> answer) {
    return answer.statusCode() + answer.body().replaceAll("\"traceId\":\"\\w+\"", "");
  }

  private HttpResponse<String> send(String method, String path, String token)
      throws IOException, InterruptedException {
    String body =
        path.endsWith("/priority")
            ? "{\"priority\": \"HIGH\"}"
            : "{\"source\": {\"scenes\": [\"none\"], \"bands\": [\"red\"]}}";
    var request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .method(
                method,
                method.equals("POST") ? BodyPublishers.ofString(body) : BodyPublishers.noBody());
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static String unsignedJwt() {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    String header = encoder.encodeToString("{\"alg\":\"none\",\"typ\":\"JWT\"}".getBytes());
    String claims = encoder.encodeToString("{\"sub\":\"ann\"}".getBytes());
    return header + "." + claims + ".";
  }
}
