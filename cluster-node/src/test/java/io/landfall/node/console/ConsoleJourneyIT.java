package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The whole way, from a service that knows no scene to a file on disk, through the console alone.
 */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ConsoleJourneyIT {
  private static final List<String> SCENES =
      List.of("LC80220342026101LGN00", "LC80210342026094LGN00");
  private static final Map<String, Integer> BANDS =
      Map.of("blue", 2, "green", 3, "red", 4, "nir", 5);
  private static final double PATIENT = 120_000; // a machine that others use too

  private final ConsoleKit kit;

  ConsoleJourneyIT(ConsoleKit kit) {
    this.kit = kit;
  }

  /** Other tests have the same service. */
  @BeforeEach
  void forgetProjectsAndScenes() throws Exception {
    for (String list : List.of("projects", "scenes")) {
      JsonNode page =
          new ObjectMapper().readTree(kit.send("GET", "/v1/" + list + "?limit=500", null).body());
      for (JsonNode item : page.get(list)) {
        String path = "/v1/%s/%s".formatted(list, item.get("id").asText());
        assertThat(kit.send("DELETE", path, null).statusCode()).as(path).isEqualTo(204);
      }
    }
  }

  @Test
  void fromAnEmptySystemToADownloadedFile() throws Exception {
    // Between nodes that are busy a write is refused once in a while, and sent again.
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn().go("#/search");
      SCENES.forEach(scene -> register(console, scene));
      makeProject(console, "Two demo scenes");
      look(console);
      area(console);
      newExport(console);
      Path file = download(console);
      assertThat(file).isNotEmptyFile();
      console.go("#/exports").settle();
      assertThat(console.page().locator("main")).containsText("demo-ndvi");
      console.screenshot("journey-exports");
      console.assertAccessible();
    }
  }

  private void register(ConsolePage console, String scene) {
    Page page = console.page();
    Locator form = page.locator("details", new Page.LocatorOptions().setHasText("Register scenes"));
    if (form.getAttribute("open") == null) {
      page.getByText("Register scenes of your own").click();
    }
    form.getByLabel("Name", new Locator.GetByLabelOptions().setExact(true)).fill(scene);
    int place = 0;
    for (Map.Entry<String, Integer> band : BANDS.entrySet()) {
      if (place > 0) {
        form.getByText("Add a band").click();
      }
      Path source =
          kit.importFolder().resolve("demo/%1$s/%1$s_B%2$d.TIF".formatted(scene, band.getValue()));
      form.getByLabel("Name of the band").nth(place).fill(band.getKey());
      form.getByLabel("Address of its file").nth(place).fill(source.toUri().toString());
      place++;
    }
    console.button("Register").click();
    assertThat(
            page.locator(
                "[data-scene]", new Page.LocatorOptions().setHasText(scene.substring(0, 9))))
        .hasCount(1, new LocatorAssertions.HasCountOptions().setTimeout(PATIENT));
  }

  private void makeProject(ConsolePage console, String name) {
    Page page = console.page();
    console.button("Choose all").click();
    page.getByLabel("Name of the new project").fill(name);
    console.settle().screenshot("journey-search");
    console.assertAccessible();
    console.button("Add 2 scenes").click();
    assertThat(page.locator("main"))
        .containsText(
            "are now in", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENT));
    console.go("#/projects");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true)).click();
    assertThat(console.heading()).hasText(name);
  }

  private void look(ConsolePage console) {
    Page page = console.page();
    awaitImage(page);
    console.screenshot("journey-project");
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Look")).click();
    page.getByLabel("Show", new Page.GetByLabelOptions().setExact(true)).selectOption("tool:ndvi");
    awaitImage(page);
    console.screenshot("journey-ndvi");
    console.assertAccessible();
  }

  /** The view says when all tiles of a look are there. */
  private static void awaitImage(Page page) {
    page.waitForSelector(
        "main [data-image=complete]", new Page.WaitForSelectorOptions().setTimeout(PATIENT));
  }

  private static void area(ConsolePage console) {
    Page page = console.page();
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Area")).click();
    page.getByLabel("Or as text").fill("-86.9, 36.75, -86.5, 36.95");
    console.button("Use this text").click();
    assertThat(page.locator("main")).containsText("km²");
    console.screenshot("journey-area");
  }

  private static void newExport(ConsolePage console) {
    Page page = console.page();
    console.button("Export…").click();
    assertThat(console.heading()).hasText("New export");
    page.getByLabel("Name", new Page.GetByLabelOptions().setExact(true)).fill("demo-ndvi");
    assertThat(page.locator(".estimate"))
        .containsText("Pixels", new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENT));
    assertThat(page.locator(".estimate")).containsText("Size");
    assertThat(page.locator(".estimate")).containsText("Time");
    page.locator(".estimate").scrollIntoViewIfNeeded();
    console.settle().screenshot("journey-new-export");
    console.assertAccessible();
    console.button("Begin the export").click();
    assertThat(console.heading())
        .hasText("demo-ndvi", new LocatorAssertions.HasTextOptions().setTimeout(PATIENT));
  }

  /** The file is what the link gives, and what the export says of it. */
  private Path download(ConsolePage console) throws Exception {
    Page page = console.page();
    assertThat(page.locator("main .badge").first())
        .hasText("Success", new LocatorAssertions.HasTextOptions().setTimeout(PATIENT));
    Locator file = page.locator("[data-file='demo-ndvi.tif']");
    Locator link =
        file.getByRole(AriaRole.LINK, new Locator.GetByRoleOptions().setName("Download"));
    console.settle().screenshot("journey-export");
    console.assertAccessible();
    Download download = page.waitForDownload(link::click);
    Path saved = ConsoleKit.FOLDER.resolve("demo-ndvi.tif");
    download.saveAs(saved);
    byte[] bytes = Files.readAllBytes(saved);
    HttpResponse<byte[]> linked =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(link.getAttribute("href"))).build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(linked.statusCode()).isEqualTo(200);
    assertThat(bytes).isEqualTo(linked.body());
    String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    assertThat(file).containsText(sha256);
    return saved;
  }
}
