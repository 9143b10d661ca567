package io.landfall.node.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import io.landfall.node.config.Configuration;
import io.landfall.node.demo.DemoScenes;
import io.landfall.node.wiring.RunningService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A whole service, where people sign in by token or at an issuer, and Chromium. The first class
 * that wants it starts it, and it is closed after the last test of the run. Tests of one page may
 * not run at the same time: Playwright belongs to one thread.
 */
final class ConsoleKit implements AutoCloseable {
  /** Where screenshots go. */
  static final Path FOLDER = Path.of("target", "console");

  private static final String CHROMIUM = "/usr/bin/chromium";
  private static final double PATIENCE_MS = 60_000; // exports, on a machine that others use too
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /** Gives it to the constructors of test classes. */
  static final class Starter implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == ConsoleKit.class;
    }

    @Override
    public ConsoleKit resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(ConsoleKit.class, key -> new ConsoleKit(), ConsoleKit.class);
    }
  }

  private final Path folder;
  private final OidcIssuer issuer;
  private final RunningService service;
  private final Playwright playwright;
  private final Browser browser;

  private ConsoleKit() {
    try {
      folder = Files.createTempDirectory("landfall-console");
      DemoScenes.make(folder.resolve("import/demo"));
      SceneGrid.write(folder.resolve("scene_list"));
      Files.createDirectories(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    issuer = new OidcIssuer(folder.resolve("jwks.json"));
    Map<String, Object> settings = new HashMap<>(issuer.settings());
    settings.put("landfall.data-dir", folder.resolve("data").toString());
    settings.put("landfall.import-folder", folder.resolve("import").toString());
    settings.put("landfall.ingest.scenes-url", folder.resolve("scene_list").toString());
    settings.put("landfall.metering.bytes-per-day", "1 TiB");
    settings.put("landfall.ingest.start-delay", "10 days"); // when a test wants it
    settings.put("landfall.api.port", 0);
    settings.put("landfall.management.port", 0);
    service = RunningService.startOwning(Configuration.load(settings, Map.of(), folder));
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of(CHROMIUM))
                    .setArgs(
                        List.of(
                            "--no-sandbox", // for root
                            "--disable-gpu",
                            "--enable-unsafe-swiftshader", // WebGL without a GPU
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync",
                            "--no-first-run")));
  }

  /** Returns where the service is, without a slash at its end. */
  String url() {
    return service.url().orElseThrow();
  }

  /** Returns the token of the service's own user. */
  String token() {
    return service.localToken().orElseThrow();
  }

  OidcIssuer issuer() {
    return issuer;
  }

  /** Returns the folder that scenes may be registered from. */
  Path importFolder() {
    return folder.resolve("import");
  }

  /** Opens a browser of its own, without cookies or storage, that keeps note of what goes wrong. */
  ConsolePage open(Look look) {
    return new ConsolePage(this, browser, look);
  }

  /** Asks the service by the token of its own user. */
  HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url() + path))
            .header("Authorization", "Bearer " + token())
            .header("Content-Type", "application/json")
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    browser.close();
    playwright.close();
    service.close();
    issuer.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
