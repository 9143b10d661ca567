package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The form of a new export, from its first estimate to the export that it begins. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class NewExportIT {
  private static final String PROJECT = "Exported";

  private final ConsoleKit kit;
  private final ConsoleData data;
  private String project;

  NewExportIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @BeforeEach
  void makeProject() throws Exception {
    project = data.sharedProject(PROJECT);
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
      String list = "/v1/exports?label=" + look.id();
      await().until(() -> !data.get(list).get("exports").isEmpty());
      assertThat(data.get(list).get("exports")).as("two clicks, one export").hasSize(1);

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

  @Test
  void howScenesBecomeOneIsChosenInTheForm() {
    try (ConsolePage console = open(Look.LIGHT).expectStatus(422)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(page.locator(".short")).containsText("About");
      assertThat(page.getByLabel("Percentile")).isHidden();
      page.getByLabel("Where scenes overlap").selectOption("percentile");
      page.getByLabel("Percentile").fill("25");
      page.getByLabel("With a raster of scene numbers").check();
      assertThat(page.locator(".estimate")).containsText("may be made of several of them");
      page.getByLabel("Where scenes overlap").selectOption("last");
      assertThat(page.locator(".short")).containsText("About");
      page.getByText("As curl and Python").click();
      assertThat(page.locator("details pre").first()).containsText("\"composite\": \"last\"");
      assertThat(page.locator("details pre").first()).containsText("\"provenance\": true");
      console.settle().assertAccessible();

      page.locator("form a[href='#/destinations']").click();
      assertThat(page.locator("h1")).hasText("Destinations");
      page.goBack();
      assertThat(page.getByLabel("Where scenes overlap")).hasValue("last");
      assertThat(page.getByLabel("With a raster of scene numbers")).isChecked();
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
      page.locator("[data-pointer='/source/scenes']").fill(ConsoleData.SCENES.get(0));
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

  /** On a machine that others use too, an answer may be late: the page asks again. */
  private ConsolePage open(Look look) {
    return kit.open(look);
  }

  private static Page.LocatorOptions holding(Locator control) {
    return new Page.LocatorOptions().setHas(control);
  }
}
