package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page of an export: followed to its end, and what is copied from it. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ExportPageIT {
  private static final String PROJECT = "Exported";
  private static final String HOSTILE_NAME = "it's \"so\" $HOME `id` \\ <b>";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsoleKit kit;
  private final ConsoleData data;
  private String project;

  ExportPageIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @BeforeEach
  void makeProject() throws Exception {
    project = data.sharedProject(PROJECT);
  }

  /** Nothing is missed or told twice by who loses the stream, and progress does not fall back. */
  @Test
  void aPageWhoseStreamIsCutGoesOnToTheEnd() throws Exception {
    String id = data.pausedExport("cut", project);
    List<String> resumed = new CopyOnWriteArrayList<>();
    try (CuttingProxy proxy = new CuttingProxy(kit.url());
        ConsolePage console = open(Look.LIGHT).allowHost(proxy.url())) {
      Page page = console.page();
      page.onRequest(
          request -> {
            if (request.url().endsWith("/stream")) {
              resumed.add(request.headers().getOrDefault("last-event-id", "none"));
            }
          });
      page.navigate(proxy.url() + "/#/exports/" + id);
      page.getByLabel("Token").fill(kit.token());
      console.button("Sign in").click();
      assertThat(page.locator(".badge").first()).hasText("Paused");
      page.waitForCondition(() -> resumed.size() == 1);
      console.settle();
      proxy.cut();
      page.waitForCondition(() -> resumed.size() > 1);
      assertThat(resumed.get(0)).isEqualTo("none");
      assertThat(resumed.get(1)).matches("[0-9]+");

      page.evaluate(
          """
          () => {
            window.falls = 0;
            const bar = document.querySelector('progress');
            let before = bar.value;
            setInterval(() => {
              window.falls += bar.value < before ? 1 : 0;
              before = bar.value;
            }, 20);
          }
          """);
      page.waitForResponse(
          answer -> answer.url().endsWith("/resume") && answer.ok(),
          () -> console.button("Resume").click());
      proxy.cut();
      assertThat(page.locator(".badge").first()).hasText("Success");
      assertThat((int) page.evaluate("window.falls")).as("times progress fell").isZero();
      assertThat(page.locator("[data-file$='.tif']")).isVisible();
    }
  }

  @Test
  void anExportIsCanceledAndTriedAgain() throws Exception {
    String id = data.pausedExport("canceled", project);
    try (ConsolePage console = open(Look.LIGHT)) {
      Page page = console.signIn().go("#/exports/" + id).page();
      console.button("Cancel").click();
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      console.settle().assertAccessible();
      dialog.getByText("Cancel the export").click();
      assertThat(page.locator(".badge").first()).hasText("Canceled");
      assertThat(page.locator(".problem")).containsText("canceled");
      assertThat(page.locator(".timeline")).containsText("Canceled during");
      console.settle().assertAccessible();
      console.screenshot("export-canceled");
      console.button("Retry").click();
      assertThat(page.locator(".badge").first())
          .hasText(Pattern.compile("Pending|Submitted|Rendering|Queued|Success"));
      assertThat(page.locator(".timeline")).containsText("Tried again: attempt 2");
    }
    kit.send("POST", "/v1/exports/" + id + "/cancel", null);
  }

  /** Whoever pastes them elsewhere gets the same export, whatever is in its name. */
  @Test
  void whatIsCopiedRuns() throws Exception {
    ObjectNode request = ConsoleData.request(HOSTILE_NAME, project);
    String id = data.post("/v1/exports", request).get("id").asText();
    try (ConsolePage console = open(Look.LIGHT)) {
      console.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Page page = console.signIn().go("#/exports/" + id).page();
      assertThat(page.locator(".badge").first()).hasText("Success");
      console.settle(); // the journal above it grows
      page.getByText("This request as curl and Python").click();

      console.button("Copy: curl").click();
      JsonNode again = JSON.readTree(run(clipboard(page), "bash", "-s"));
      assertThat(again.get("id").asText()).isNotEqualTo(id);
      assertThat(again.get("request")).isEqualTo(data.get("/v1/exports/" + id).get("request"));

      console.button("Copy: Python").click();
      String[] links = run(clipboard(page), "python3", "-").strip().split("\n");
      assertThat(links[0]).matches("http://127.0.0.1.*/v1/downloads/.*[.]tif");
      await().until(this::newest, newest -> !newest.equals(again.get("id").asText()));
      assertThat(data.get("/v1/exports/" + newest()).get("request"))
          .isEqualTo(again.get("request"));

      page.locator("[data-file$='.tif']").getByText("Copy /vsicurl/").click();
      String path = clipboard(page);
      assertThat(path).startsWith("/vsicurl/http://127.0.0.1");
      JsonNode info = JSON.readTree(run("", "gdalinfo", "-json", path));
      assertThat(info.get("bands")).hasSize(3);
    }
  }

  /** Returns the id of the newest export of the list, which follows the journal: it may be late. */
  private String newest() throws Exception {
    return data.get("/v1/exports?limit=1").get("exports").get(0).get("id").asText();
  }

  /** On a machine that others use too, an answer may be late: the page asks again. */
  private ConsolePage open(Look look) {
    return kit.open(look);
  }

  /** Runs a program with the token where the snippets look for it, and returns what it prints. */
  private String run(String input, String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(Map.of("LANDFALL_TOKEN", kit.token()));
    builder.environment().put("GDAL_HTTP_TIMEOUT", "60");
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", List.of(command), output).isZero();
    return output;
  }

  private static String clipboard(Page page) {
    page.locator("button", new Page.LocatorOptions().setHasText("Copied")).waitFor();
    String text = (String) page.evaluate("navigator.clipboard.readText()");
    page.waitForCondition(() -> page.getByText("Copied", exact()).count() == 0);
    return text;
  }

  private static Page.GetByTextOptions exact() {
    return new Page.GetByTextOptions().setExact(true);
  }
}
