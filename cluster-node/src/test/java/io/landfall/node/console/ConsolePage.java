package io.landfall.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Request;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The console in a browser. When it is closed it fails on what a page may not do: exceptions,
 * messages of errors (the content security policy's among them), requests to other hosts, the token
 * in an address, and answers of 400 and above that no test has announced.
 */
final class ConsolePage implements AutoCloseable {
  private static final Duration QUIET = Duration.ofMillis(400);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String AXE = resource("/axe.min.js");

  private final ConsoleKit kit;
  private final Look look;
  private final BrowserContext context;
  private final Page page;
  private final List<String> faults = new ArrayList<>();

  /** A late answer of a machine that others use too is one of 503, and the page asks again. */
  private final Set<Integer> expected = new HashSet<>(Set.of(503));

  private final Set<String> hosts = new HashSet<>();
  private final Set<Request> pending = new HashSet<>();

  ConsolePage(ConsoleKit kit, Browser browser, Look look) {
    this.kit = kit;
    this.look = look;
    this.context =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(look.width, look.height)
                .setColorScheme(look.colors)
                .setLocale("en-GB")
                .setAcceptDownloads(true));
    context.setDefaultTimeout(30_000); // a machine that others use too
    this.hosts.add(kit.url());
    context.onConsoleMessage(this::note);
    context.onWebError(error -> faults.add("exception: " + error.error()));
    context.onResponse(this::note);
    context.onRequest(this::note);
    context.onRequestFinished(pending::remove);
    context.onRequestFailed(pending::remove);
    this.page = context.newPage();
  }

  private void note(ConsoleMessage message) {
    boolean isAnswer = message.text().startsWith("Failed to load resource"); // noted as such
    if (message.type().equals("error") && !isAnswer) {
      faults.add("console: " + message.text());
    }
  }

  private void note(Response response) {
    if (response.status() >= 400 && !expected.contains(response.status())) {
      faults.add("%d %s".formatted(response.status(), response.url()));
    }
  }

  private void note(Request request) {
    pending.add(request);
    boolean isKnown =
        request.url().startsWith("blob:")
            || request.url().startsWith("data:")
            || hosts.stream().anyMatch(host -> request.url().startsWith(host + "/"));
    if (!isKnown) {
      faults.add("asks another host: " + request.url());
    }
    if (request.url().contains(kit.token())) {
      faults.add("has the token in an address: " + request.url());
    }
  }

  /** Announces answers of a status. */
  ConsolePage expectStatus(int status) {
    expected.add(status);
    return this;
  }

  /** Lets the page go to another site. */
  ConsolePage allowHost(String origin) {
    hosts.add(origin);
    return this;
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Goes to a view, as {@code #/projects}; signed out, to the sign-in page. */
  ConsolePage go(String hash) {
    if (page.url().startsWith(kit.url())) {
      page.evaluate("hash => { location.hash = hash }", hash);
    } else {
      page.navigate(kit.url() + "/" + hash);
    }
    page.waitForSelector("main h1");
    return this;
  }

  /** Signs in by pasting the token of the service's own user. */
  ConsolePage signIn() {
    return signIn(kit.token());
  }

  /** Signs in by pasting a token. */
  ConsolePage signIn(String token) {
    if (!page.url().startsWith(kit.url())) {
      go("");
    }
    page.getByLabel("Token").fill(token);
    button("Sign in").click();
    page.waitForSelector("#nav:not([hidden])");
    return this;
  }

  /** Finds a button by its whole name. */
  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Finds the view's heading. */
  Locator heading() {
    return page.locator("main h1");
  }

  /** Waits until nothing but streams of events is loaded any more, and the map has drawn. */
  ConsolePage settle() {
    long quietSince = System.nanoTime();
    long deadline = quietSince + PATIENCE.toNanos();
    while (System.nanoTime() - quietSince < QUIET.toNanos()) {
      assertThat(System.nanoTime()).as("still loads %s", pending).isLessThan(deadline);
      page.waitForTimeout(50); // lets events in
      if (pending.stream().anyMatch(request -> !request.url().endsWith("/stream"))) {
        quietSince = System.nanoTime();
      }
    }
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
    return this;
  }

  /** Keeps a picture below {@link ConsoleKit#FOLDER}. */
  Path screenshot(String name) {
    Path file = ConsoleKit.FOLDER.resolve("%s-%s.png".formatted(name, look.id()));
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
    return file;
  }

  /** Looks for what hinders people: nothing that axe calls serious or critical may be there. */
  @SuppressWarnings("unchecked")
  void assertAccessible() {
    page.evaluate(AXE);
    var violations =
        (List<Map<String, Object>>)
            page.evaluate(
                """
                async () => (await axe.run()).violations
                  .filter(({impact}) => impact === 'serious' || impact === 'critical')
                  .map(({id, nodes}) => ({id, nodes: nodes.map(node => `${node.html} ${node.failureSummary}`).join('\\n')}))
                """);
    assertThat(violations).as("%s in %s", page.url(), look).isEmpty();
  }

  /** Fails if the page has done what it may not. */
  void assertFaultless() {
    assertThat(faults).as("what went wrong at %s in %s", page.url(), look).isEmpty();
  }

  @Override
  public void close() {
    try {
      screenshot("last"); // where a test has failed, what it saw
      assertFaultless();
    } finally {
      context.close();
    }
  }

  private static String resource(String name) {
    try (InputStream in = ConsolePage.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
