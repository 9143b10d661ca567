package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import io.landfall.delivery.dropbox.FakeDropbox;
import io.landfall.model.ExportFailure;
import io.landfall.node.DocumentedHttpClient;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.TinyScene;
import io.landfall.node.embedded.RuntimeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole service in this process, asked over HTTP. Starting it takes longer than most tests of it:
 * the first class that wants it starts it, and it is closed after the last test of the run.
 */
public final class SharedService implements AutoCloseable {
  private static final int MOST_STARTS = 3;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = DocumentedHttpClient.followingRedirects();

  /** Gives it to the constructors of test classes. */
  public static final class Starter implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == SharedService.class;
    }

    @Override
    public SharedService resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(SharedService.class, key -> start(), SharedService.class);
    }
  }

  private final Path folder;
  private final int managementPort;
  private final Config config;
  private final JwtIssuer issuer;
  private final FakeDropbox dropbox;
  private final RunningService service;
  private final String token;

  private SharedService(
      Path folder,
      int managementPort,
      Config config,
      JwtIssuer issuer,
      FakeDropbox dropbox,
      RunningService service) {
    this.folder = folder;
    this.managementPort = managementPort;
    this.config = config;
    this.issuer = issuer;
    this.dropbox = dropbox;
    this.service = service;
    this.token = service.localToken().orElseThrow();
  }

  /** Another process may take a port that was free a moment ago. */
  private static SharedService start() {
    for (int tries = 1; ; tries++) {
      try {
        return startOnce();
      } catch (ExportFailure failure) {
        if (tries == MOST_STARTS || !failure.getMessage().startsWith("Cannot listen on")) {
          throw failure;
        }
      }
    }
  }

  private static SharedService startOnce() {
    try {
      Path folder = Files.createTempDirectory("landfall-service");
      TinyScene.write(folder.resolve("import"), "LC80220342026101LGN00");
      int managementPort = freePort();
      var issuer = new JwtIssuer(folder.resolve("jwks.json"));
      Map<String, Object> settings = new HashMap<>(issuer.settings());
      settings.put("landfall.data-dir", folder.resolve("data").toString());
      settings.put("landfall.import-folder", folder.resolve("import").toString());
      settings.put("landfall.api.port", 0);
      settings.put("landfall.management.port", managementPort);
      settings.put("landfall.webhook.allowed-hosts", List.of("127.0.0.1"));
      settings.put("landfall.webhook.timeout", "2 s");
      settings.put("landfall.webhook.retry-delays", Collections.nCopies(20, "100 ms"));
      settings.put("landfall.webhook.poll", "100 ms");
      settings.put("landfall.delivery.allowed-hosts", List.of("127.0.0.1"));
      settings.put("landfall.expiry.keep-for", "3650 d");
      FakeDropbox dropbox = FakeDropbox.start();
      settings.put("landfall.dropbox.api-url", dropbox.url());
      settings.put("landfall.dropbox.content-url", dropbox.url());
      settings.put("landfall.dropbox.initial-backoff", "50 ms");
      Config config = Configuration.load(settings, Map.of(), folder);
      return new SharedService(
          folder, managementPort, config, issuer, dropbox, RunningService.startOwning(config));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
    dropbox.close();
    assertThat(RuntimeFile.find(folder.resolve("data"))).isEmpty();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Returns what holds its {@code data} and {@code import}. */
  Path folder() {
    return folder;
  }

  /** Returns whose JWT it takes. */
  JwtIssuer issuer() {
    return issuer;
  }

  /** Returns the Dropbox that it delivers to. */
  FakeDropbox dropbox() {
    return dropbox;
  }

  public Config config() {
    return config;
  }

  RunningService running() {
    return service;
  }

  String url() {
    return service.url().orElseThrow();
  }

  /** Returns that of its own data folder, by which all is asked that names no other. */
  String token() {
    return token;
  }

  HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, token, null);
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, token, body);
  }

  HttpResponse<String> send(String method, String path, String token, String body)
      throws Exception {
    return HTTP.send(request(method, path, token, body), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, String body, Map<String, String> headers)
      throws Exception {
    var with = HttpRequest.newBuilder(request("POST", path, token, body), (name, value) -> true);
    headers.forEach(with::header);
    return HTTP.send(with.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<byte[]> download(String path) throws Exception {
    return HTTP.send(request("GET", path, token, null), HttpResponse.BodyHandlers.ofByteArray());
  }

  /** Asks the port that probes and metrics have. */
  HttpResponse<String> management(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:%d%s".formatted(managementPort, path));
    return HTTP.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Returns the id of a new export. */
  String submit(String request) throws Exception {
    return accepted("/v1/exports", request).path("id").asText();
  }

  /** Posts until there is time for an answer. */
  JsonNode accepted(String path, String body) throws Exception {
    HttpResponse<String> answer =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> post(path, body), one -> one.statusCode() != 503);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return JSON.readTree(answer.body());
  }

  JsonNode export(String id) throws Exception {
    return JSON.readTree(get("/v1/exports/" + id).body());
  }

  JsonNode awaitEnd(String id) throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> export(id).path("status").asText(),
            status -> Set.of("SUCCESS", "ERROR").contains(status));
    return export(id);
  }

  private HttpRequest request(String method, String path, String token, String body) {
    return HttpRequest.newBuilder(URI.create(url() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(
            method,
            body == null
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.ofString(body))
        .build();
  }
}
