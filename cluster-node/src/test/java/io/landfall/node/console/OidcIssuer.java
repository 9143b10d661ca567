package io.landfall.node.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.landfall.node.wiring.JwtIssuer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** An OpenID provider that lets everybody in as {@code ann}, by authorization code with PKCE. */
final class OidcIssuer implements AutoCloseable {
  static final String CLIENT = "landfall-console";

  private final HttpServer server;
  private final JwtIssuer jwt;

  /** Challenges by code: each is good once. */
  private final Map<String, String> challenges = new ConcurrentHashMap<>();

  /** What it does with who comes, and with refresh tokens. */
  enum Habit {
    LETS_IN,
    KEEPS_WAITING,
    /** Refresh tokens are good again and again, and not handed out anew. */
    REFRESHES,
    REFRESHES_TO_EXPIRED
  }

  private volatile Habit habit = Habit.LETS_IN;

  /** Makes one that publishes its key in {@code file}. */
  OidcIssuer(Path file) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    jwt = new JwtIssuer(file, url());
    server.createContext("/.well-known/openid-configuration", this::configuration);
    server.createContext("/authorize", this::authorize);
    server.createContext("/token", this::token);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  JwtIssuer jwt() {
    return jwt;
  }

  /** Returns the settings of a service that signs people in here. */
  Map<String, Object> settings() {
    var settings = new HashMap<>(jwt.settings());
    settings.put("landfall.console.oidc.client-id", CLIENT);
    return settings;
  }

  void habit(Habit habit) {
    this.habit = habit;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void configuration(HttpExchange exchange) throws IOException {
    String json =
        """
        {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token"}
        """
            .formatted(url());
    answer(exchange, 200, json);
  }

  private void authorize(HttpExchange exchange) throws IOException {
    Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
    boolean good =
        CLIENT.equals(asked.get("client_id"))
            && "code".equals(asked.get("response_type"))
            && "S256".equals(asked.get("code_challenge_method"))
            && asked.getOrDefault("scope", "").contains("openid");
    if (!good) {
      answer(exchange, 400, "{\"error\": \"invalid_request\"}");
      return;
    }
    if (habit == Habit.KEEPS_WAITING) {
      answer(exchange, 200, "{}");
      return;
    }
    String code = UUID.randomUUID().toString();
    challenges.put(code, asked.get("code_challenge"));
    String location =
        "%s?code=%s&state=%s&iss=%s"
            .formatted(
                asked.get("redirect_uri"), code, encoded(asked.get("state")), encoded(url()));
    exchange.getResponseHeaders().set("Location", location);
    exchange.sendResponseHeaders(302, -1);
    exchange.close();
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> asked =
        form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    boolean good =
        switch (asked.getOrDefault("grant_type", "")) {
          case "authorization_code" -> {
            String challenge = challenges.remove(asked.getOrDefault("code", ""));
            yield challenge != null && challenge.equals(challenge(asked.get("code_verifier")));
          }
          case "refresh_token" -> "again".equals(asked.get("refresh_token"));
          default -> false;
        };
    answer(exchange, good ? 200 : 400, good ? tokens(asked) : "{\"error\": \"invalid_grant\"}");
  }

  private String tokens(Map<String, String> asked) {
    boolean isFirst = asked.containsKey("code");
    String token =
        habit == Habit.REFRESHES_TO_EXPIRED && !isFirst
            ? jwt.expired("ann")
            : jwt.token("ann", "acme");
    String refresh =
        isFirst && habit.name().startsWith("REFRESHES") ? ", \"refresh_token\": \"again\"" : "";
    return "{\"access_token\": \"%s\", \"token_type\": \"Bearer\"%s}".formatted(token, refresh);
  }

  /** Any site may read the answers: the settings of a real one name those that may. */
  private static void answer(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Access-Control-Allow-Origin", "*");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static String challenge(String verifier) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> form(String text) {
    var values = new HashMap<String, String>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      values.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return values;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
