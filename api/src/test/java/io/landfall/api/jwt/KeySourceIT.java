package io.landfall.api.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.api.http.TokenStore;
import io.landfall.api.http.TokenStore.Principal;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys from a server and from a file, and the tokens that are good by them. */
class KeySourceIT {
  private static final Principal ANN = new Principal("ann", null, Set.of());
  private static final TokenStore OTHERS =
      token ->
          CompletableFuture.completedFuture(
              token.equals("lf_ann") ? Optional.of(ANN) : Optional.empty());
  private static final byte[] KEYS = SignedTokens.jwks(SignedTokens.RSA);
  private static HttpServer issuer;

  @BeforeAll
  static void start() throws IOException {
    issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer.createContext("/keys", exchange -> answer(exchange, 200, KEYS));
    issuer.createContext("/large", exchange -> answer(exchange, 200, new byte[300 << 10]));
    issuer.createContext("/broken", exchange -> answer(exchange, 500, KEYS));
    issuer.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/keys");
          answer(exchange, 302, new byte[0]);
        });
    issuer.start();
  }

  @AfterAll
  static void stop() {
    issuer.stop(0);
  }

  @Test
  void aTokenIsGoodByTheKeysOfTheServerAndOtherTokensAreAskedElsewhere() {
    TokenStore tokens = store(Map.of("landfall.jwt.jwks-url", url("/keys").toString()));
    assertThat(find(tokens, SignedTokens.good())).map(Principal::user).contains("eve");
    assertThat(find(tokens, "lf_ann")).contains(ANN);
    assertThat(find(tokens, "a.b")).isEmpty();
    assertThat(find(tokens, SignedTokens.good() + ".x.y")).isEmpty(); // encrypted: five parts
  }

  @Test
  void aTokenIsGoodByTheKeysOfAFile(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("keys.json"), KEYS);
    TokenStore tokens =
        store(Map.of("landfall.jwt.jwks-url", "", "landfall.jwt.jwks-file", file.toString()));
    assertThat(find(tokens, SignedTokens.good())).map(Principal::user).contains("eve");
  }

  @Test
  void noAnswerButOneOfKeysCounts() {
    assertThat(KeySource.http(url("/keys")).fetch().toCompletableFuture().join()).isEqualTo(KEYS);
    for (String path : new String[] {"/large", "/broken", "/moved", "/nowhere"}) {
      assertThatThrownBy(() -> KeySource.http(url(path)).fetch().toCompletableFuture().join())
          .as(path)
          .hasCauseInstanceOf(IOException.class);
    }
  }

  private static TokenStore store(Map<String, ?> overrides) {
    return JwtTokenStore.start(
        SignedTokens.settings(overrides),
        OTHERS,
        Duration.ofSeconds(20),
        Clock.fixed(SignedTokens.NOW, ZoneOffset.UTC),
        Runnable::run);
  }

  private static Optional<Principal> find(TokenStore tokens, String token) {
    return tokens.findPrincipal(token).toCompletableFuture().join();
  }

  private static URI url(String path) {
    return URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + path);
  }

  private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
