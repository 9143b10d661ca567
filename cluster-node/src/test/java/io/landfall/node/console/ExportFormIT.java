package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The form of a new export: its area, and leaving it while it is sent. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ExportFormIT {
  private final ConsoleKit kit;
  private String project;

  ExportFormIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @BeforeEach
  void makeProject() throws Exception {
    project = new ConsoleData(kit).sharedProject("Formed");
  }

  @ParameterizedTest
  @EnumSource
  void anAreaIsGivenInTheFormItself(Look look) {
    try (ConsolePage console = kit.open(look)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      Locator area = page.getByLabel("Area of interest");
      assertThat(page.locator(".short")).containsText("About");
      assertThat(area.locator("p.number")).hasText("None: all of the scenes.");
      console.settle();

      console.button("Draw a box").click();
      Locator map = page.locator("#map");
      map.click(at(map, 0.4));
      map.click(at(map, 0.6));
      assertThat(area.locator("p.number")).containsText("km², 4 corners");
      assertThat(page.locator(".estimate")).containsText("about");

      area.getByText("By numbers, text or file").click();
      double west = Double.parseDouble(side(page, "West").inputValue());
      double east = Double.parseDouble(side(page, "East").inputValue());
      side(page, "East").fill(Double.toString((west + east) / 2));
      side(page, "East").press("Enter");
      assertThat(console.heading()).hasText("New export");
      assertThat(side(page, "East")).hasValue(Double.toString(rounded((west + east) / 2)));
      side(page, "North").fill("100");
      console.button("Use this box").click();
      assertThat(area.getByRole(com.microsoft.playwright.options.AriaRole.ALERT))
          .containsText("Give the north of the box as a number from -90 to 90");
      console.settle().assertAccessible();
      console.screenshot("export-area");

      console.button("Clear").click();
      assertThat(area.locator("p.number")).hasText("None: all of the scenes.");
      assertThat((String) page.evaluate("sessionStorage.getItem('landfall.aoi')")).isNull();
    }
  }

  /** Nobody would know whether it was made, if it were broken off. */
  @Test
  void anExportThatIsLeftAsItIsSentIsMadeOnceAndSaid() throws Exception {
    List<Route> held = new ArrayList<>();
    List<String> keys = new ArrayList<>();
    var isNextHeld = new AtomicBoolean(); // not those that the page sends again after a 503
    try (ConsolePage console = kit.open(Look.NARROW)) {
      Page page = console.signIn().go("#/exports/new?project=" + project).page();
      assertThat(console.button("Begin the export")).isEnabled();
      page.getByLabel("Labels").fill("left");
      page.route(
          "**/v1/exports",
          route -> {
            if (isNextHeld.compareAndSet(true, false)) {
              keys.add(route.request().headers().get("idempotency-key"));
              held.add(route);
            } else {
              route.resume();
            }
          });
      isNextHeld.set(true);
      console.button("Begin the export").click();
      page.waitForCondition(() -> held.size() == 1);
      console.go("#/usage");
      held.remove(0).resume();
      assertThat(page.locator("#notices")).containsText("has begun");
      assertThat(console.heading()).hasText("Usage");
      console.settle().assertAccessible();
      console.screenshot("notice");
      page.getByText("Follow it").click();
      assertThat(page.locator("#notices .notice-bar")).hasCount(0);
      assertThat(console.heading()).containsText(ConsoleData.SCENES.get(0));

      console.go("#/exports/new?project=" + project);
      assertThat(page.getByLabel("Labels")).hasValue("");
      page.getByLabel("Labels").fill("lost");
      isNextHeld.set(true);
      console.button("Begin the export").click();
      page.waitForCondition(() -> held.size() == 1);
      console.go("#/usage");
      held.remove(0).abort();
      assertThat(page.locator("#notices")).containsText("has not begun: Cannot reach the service");
      page.getByText("Back to the form").click();
      assertThat(page.getByLabel("Labels")).hasValue("lost");
      assertThat(console.button("Begin the export")).isEnabled();
      isNextHeld.set(true);
      console.button("Begin the export").click();
      page.waitForCondition(() -> held.size() == 1);
      held.remove(0).resume();
      assertThat(page.locator(".badge").first()).isVisible();
    }
    assertThat(keys).hasSize(3);
    assertThat(keys.get(2)).as("the same export, sent again").isEqualTo(keys.get(1));
    assertThat(keys.get(1)).isNotEqualTo(keys.get(0));
    String list = kit.send("GET", "/v1/exports?label=left", null).body();
    assertThat(new ObjectMapper().readTree(list).get("exports")).hasSize(1);
  }

  private static Locator.ClickOptions at(Locator map, double share) {
    var box = map.boundingBox();
    return new Locator.ClickOptions().setPosition(box.width * share, box.height * share);
  }

  private static Locator side(Page page, String name) {
    return page.getByLabel(name, new Page.GetByLabelOptions().setExact(true));
  }

  private static double rounded(double degrees) {
    return Math.round(degrees * 1e7) / 1e7;
  }
}
