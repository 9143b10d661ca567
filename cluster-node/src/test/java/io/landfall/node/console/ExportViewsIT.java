package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From a project to its file through the console alone, and what may come between. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ExportViewsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PROJECT = "Exported";
  private static final String HOSTILE_NAME = "it's \"so\" $HOME `id` \\ <b>";
  private static final String SCENE = "LC80220342026101LGN00";
  private static final List<String> BANDS = List.of("blue", "green", "red", "nir");

  private static final double PATIENCE_MS = 60_000; // exports, on a machine that others use too

  private final ConsoleKit kit;
  private String project;

  ExportViewsIT(ConsoleKit kit) {
    this.kit = kit;
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
  }

  @BeforeEach
  void makeProject() throws Exception {
    project = null;
    for (JsonNode known : get("/v1/projects?limit=500").get("projects")) {
      project = known.get("name").asText().equals(PROJECT) ? known.get("id").asText() : project;
    }
    if (project == null) {
      ObjectNode body = JSON.createObjectNode().put("name", PROJECT);
      body.putArray("scenes").addObject().put("sceneId", registered());
      project = post("/v1/projects", body).get("id").asText();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anExportIsEstimatedBegunOnceAndFollowedToItsFiles(Look look) throws Exception {
    try (ConsolePage console = open(look)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(page.locator(".estimate")).containsText("about");
      assertThat(page.locator(".estimate")).containsText("1 scene in use");
      page.getByLabel("Name").fill("From the console in " + look.id());
      page.getByLabel("Labels").fill("console, " + look.id());
      assertThat(page.locator(".short")).containsText("About");
      console.settle().assertAccessible();
      console.screenshot("export-new");

      page.locator(".foot button").evaluate("button => { button.click(); button.click(); }");
      assertThat(page.locator(".badge").first()).hasText("Success");
      assertThat(page.locator("[data-file$='.tif']")).containsText("SHA-256");
      assertThat(page.locator(".timeline")).containsText("every destination has the file");
      console.settle().assertAccessible();
      console.screenshot("export-done");
      assertThat(get("/v1/exports?label=" + look.id()).get("exports"))
          .as("two clicks, one export")
          .hasSize(1);

      console.go("#/exports?label=" + look.id());
      assertThat(page.locator("tbody tr")).hasCount(1);
      assertThat(page.locator("tbody tr")).containsText("Success");
      console.settle().assertAccessible();
      console.screenshot("exports-list");
    }
  }

  @Test
  void whatWouldBeRefusedIsSaidAtItsFieldBeforeAnythingIsBegun() {
    try (ConsolePage console = open(Look.LIGHT).expectStatus(422)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(page.locator(".short")).containsText("About");
      page.getByLabel("Resolution").fill("-5");
      Locator field = page.locator(".field", holding(page.getByLabel("Resolution")));
      assertThat(field.locator(".field-problem")).containsText("must be above 0");
      assertThat(page.getByLabel("Resolution")).hasAttribute("aria-invalid", "true");
      assertThat(page.getByLabel("Resolution")).isFocused();
      console.settle().assertAccessible();
      console.screenshot("export-refused");

      page.getByLabel("Resolution").fill("");
      page.getByLabel("Projection").selectOption("epsg");
      page.getByLabel("EPSG code").fill("999999");
      assertThat(page.locator(".field", holding(page.getByLabel("EPSG code"))))
          .containsText("999999");
      page.getByLabel("EPSG code").fill("3857");
      assertThat(page.locator(".short")).containsText("About");
      assertThat(page.locator("[aria-invalid]")).hasCount(0);
    }
  }

  /** The file would be in the CRS of the first scene, and nobody would have said so. */
  @Test
  void aUtmZoneThatIsNotKnownIsSaidAtItsFieldAndNothingIsBegun() {
    try (ConsolePage console = open(Look.LIGHT)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(page.locator("option[value=utm]")).containsText("EPSG:326");
      page.getByLabel("Projection").selectOption("utm");
      assertThat(page.locator(".estimate")).containsText("EPSG:326");
      page.getByLabel("What", new Page.GetByLabelOptions().setExact(true)).selectOption("scenes");
      page.locator("textarea").fill(SCENE);
      assertThat(page.locator(".estimate")).containsText("UTM zone is not");
      console.button("Begin the export").click();
      assertThat(page.locator(".field", holding(page.getByLabel("Projection"))))
          .containsText("Give an area");
      assertThat(page.locator("h1")).hasText("New export");
    }
  }

  @Test
  void aFormThatIsLeftForADestinationIsThereAgain() {
    try (ConsolePage console = open(Look.LIGHT)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(console.button("Begin the export")).isEnabled();
      page.getByLabel("Name").fill("Left for a bucket");
      page.locator("form a[href='#/destinations']").click();
      assertThat(page.locator("h1")).hasText("Destinations");
      page.goBack();
      assertThat(page.getByLabel("Name")).hasValue("Left for a bucket");
      console.button("Begin with a new one").click();
      assertThat(page.getByLabel("Name")).hasValue("");
      assertThat(console.button("Begin the export")).isEnabled();
    }
  }

  /** Nothing is missed or told twice by who loses the stream, and progress does not fall back. */
  @Test
  void aPageWhoseStreamIsCutGoesOnToTheEnd() throws Exception {
    String id = paused("cut");
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
    String id = paused("canceled");
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
    ObjectNode request = request(HOSTILE_NAME);
    String id = post("/v1/exports", request).get("id").asText();
    try (ConsolePage console = open(Look.LIGHT)) {
      console.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      Page page = console.signIn().go("#/exports/" + id).page();
      assertThat(page.locator(".badge").first()).hasText("Success");
      page.getByText("This request as curl and Python").click();

      console.button("Copy: curl").click();
      JsonNode again = JSON.readTree(run(clipboard(page), "bash", "-s"));
      assertThat(again.get("id").asText()).isNotEqualTo(id);
      assertThat(again.get("request")).isEqualTo(get("/v1/exports/" + id).get("request"));

      console.button("Copy: Python").click();
      String literal =
          """
          import ast, json, sys
          for node in ast.parse(sys.stdin.read()).body:
              if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "request":
                  print(json.dumps(ast.literal_eval(node.value)))
          """;
      assertThat(JSON.readTree(run(clipboard(page), "python3", "-c", literal)))
          .isEqualTo(again.get("request"));

      page.locator("[data-file$='.tif']").getByText("Copy /vsicurl/").click();
      String path = clipboard(page);
      assertThat(path).startsWith("/vsicurl/http://127.0.0.1");
      JsonNode info = JSON.readTree(run("", "gdalinfo", "-json", path));
      assertThat(info.get("bands")).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDestinationThatDoesNotWorkIsToldInWordsAndItsSecretIsGone(Look look) throws Exception {
    String name = "Nowhere in " + look.id();
    String secret = "secretOf" + look.id();
    try (ConsolePage console = open(look).expectStatus(422)) {
      Page page = console.signIn().go("#/destinations").page();
      page.getByLabel("Name").fill(name);
      page.getByLabel("Bucket").fill("no");
      page.getByLabel("Endpoint").fill("https://s3.example.invalid");
      page.getByLabel("Access key id").fill("AKIAEXAMPLE");
      page.getByLabel("Secret access key").fill(secret);
      console.button("Keep it").click();
      assertThat(page.locator(".field", holding(page.getByLabel("Bucket"))))
          .containsText("a bucket's name in S3");
      console.settle().assertAccessible();
      page.getByLabel("Bucket").fill("maps-of-nobody");
      console.button("Keep it").click();

      Locator item = page.locator(".destinations > li", new Page.LocatorOptions().setHasText(name));
      assertThat(item.locator(".checks")).containsText("the host of the store cannot be found");
      assertThat(item.locator(".dot")).hasAttribute("data-health", "bad");
      assertThat(page.getByLabel("Secret access key")).hasValue("");
      assertThat(
              (String)
                  page.evaluate(
                      "() => JSON.stringify({...sessionStorage, ...localStorage})"
                          + " + document.documentElement.outerHTML"))
          .doesNotContain(secret);
      console.settle().assertAccessible();
      console.screenshot("destinations-problem");

      item.getByText("Delete").click();
      page.getByRole(AriaRole.DIALOG).getByText("Delete", exactly()).click();
      assertThat(item).hasCount(0);
    }
  }

  @Test
  void thePoliciesOfABucketAreWritten() throws Exception {
    ObjectNode body = JSON.createObjectNode().put("name", "Maps of ann").put("type", "S3");
    body.put("bucket", "maps-of-ann").put("prefix", "exports");
    body.put("accessKeyId", "AKIAEXAMPLE").put("secretAccessKey", "x");
    post("/v1/delivery-configs", body);
    try (ConsolePage console = open(Look.LIGHT)) {
      Page page = console.signIn().go("#/destinations").page();
      Locator item =
          page.locator(".destinations > li", new Page.LocatorOptions().setHasText("Maps of ann"));
      item.getByText("Policies").click();
      assertThat(item.locator("pre")).containsText("arn:aws:s3:::maps-of-ann/exports/*");
      console.settle().assertAccessible();
      console.screenshot("destinations-policy");
    }
  }

  /** Registers a scene of the demo, if nobody has, and returns its id. */
  private String registered() throws Exception {
    for (JsonNode scene : get("/v1/scenes?limit=500").get("scenes")) {
      if (scene.get("name").asText().equals(SCENE)) {
        return scene.get("id").asText();
      }
    }
    ObjectNode body = JSON.createObjectNode().put("name", SCENE).put("acquired", "2026-04-11");
    var bands = body.putArray("bands");
    for (int i = 0; i < BANDS.size(); i++) {
      Path file = kit.importFolder().resolve("demo/%s/%s_B%d.TIF".formatted(SCENE, SCENE, i + 2));
      bands.addObject().put("name", BANDS.get(i)).put("href", file.toUri().toString());
    }
    return post("/v1/scenes", body).get("id").asText();
  }

  /** Begins an export that takes a while, and halts it before it has ended. */
  private String paused(String name) throws Exception {
    for (int resolution = 10; ; resolution /= 2) {
      ObjectNode request = request(name).put("resolution", resolution);
      String id = post("/v1/exports", request).get("id").asText();
      if (answered("POST", "/v1/exports/" + id + "/pause", null).statusCode() == 202) {
        return id;
      }
    }
  }

  private ObjectNode request(String name) {
    ObjectNode request = JSON.createObjectNode().put("name", name);
    ObjectNode source = request.putObject("source").put("projectId", project);
    source.putArray("bands").add("red").add("green").add("blue");
    return request;
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

  private static Locator.GetByTextOptions exactly() {
    return new Locator.GetByTextOptions().setExact(true);
  }

  private static Page.LocatorOptions holding(Locator control) {
    return new Page.LocatorOptions().setHas(control);
  }

  /** On a machine that others use too, an answer may be late: the page asks again. */
  private ConsolePage open(Look look) {
    return kit.open(look).expectStatus(503);
  }

  private JsonNode get(String path) throws Exception {
    return JSON.readTree(answered("GET", path, null).body());
  }

  private JsonNode post(String path, JsonNode body) throws Exception {
    var answer = answered("POST", path, body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    return JSON.readTree(answer.body());
  }

  private HttpResponse<String> answered(String method, String path, String body) throws Exception {
    var answer = kit.send(method, path, body);
    for (int i = 0; i < 20 && answer.statusCode() == 503; i++) {
      answer = kit.send(method, path, body);
    }
    return answer;
  }
}
