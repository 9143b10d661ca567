package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From scenes on the map to a project in order, as somebody does it with mouse and keys. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class MapViewsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ConsoleKit kit;
  private final ConsoleData data;
  private final List<String> scenes = new ArrayList<>();

  MapViewsIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  @BeforeEach
  void registerScenes() throws Exception {
    scenes.addAll(data.scenes());
  }

  @ParameterizedTest
  @EnumSource
  void scenesThatAreFoundBecomeAProjectInOrder(Look look) throws Exception {
    String name = "Found in " + look.id();
    try (ConsolePage console = kit.open(look)) {
      Page page = console.signIn().go("#/search").page();
      page.getByLabel("Collection").selectOption("own");
      console.button("Search").click();
      assertThat(page.locator("#found")).containsText("2 scenes");
      console.button("Show all on the map").click();
      console.settle().assertAccessible();
      console.screenshot("search-found");
      for (String demo : ConsoleData.SCENES) {
        page.locator(".scenes li", new Page.LocatorOptions().setHasText(demo))
            .getByRole(AriaRole.CHECKBOX)
            .check();
      }
      page.getByLabel("Name of the new project").fill(name);
      console.button("Add 2 scenes").click();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open the project"))
          .click();
      assertThat(console.heading()).hasText(name);
      assertThat(page.locator(".order li")).hasCount(2);
      assertThat(page.locator(".order li").first()).containsText("on top");
      console.settle().assertAccessible();
      console.screenshot("project");

      String second = page.locator(".order li").nth(1).getAttribute("data-scene");
      page.locator(".order li").nth(1).locator("[data-act='↑']").focus();
      page.keyboard().press("Enter");
      assertThat(page.locator("#live")).containsText("is on top now");
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(order(page.url())).first().isEqualTo(second);
      assertThat((String) page.evaluate("document.activeElement.dataset.act"))
          .as("the focus stays with the scene, where it can go on")
          .isEqualTo("↓");
    }
  }

  @Test
  void aSceneIsDraggedToItsPlace() throws Exception {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      String id = data.project("Dragged", scenes);
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".order li")).hasCount(2);
      console.settle();
      page.locator(".order li")
          .first()
          .dragTo(
              page.locator(".order li").nth(1),
              new Locator.DragToOptions().setTargetPosition(120, 60));
      assertThat(page.locator(".order li").first()).hasAttribute("data-scene", scenes.get(1));
      assertThat(page.locator("[data-state=saved]")).isVisible();
      page.waitForCondition(() -> order(page.url()).equals(List.of(scenes.get(1), scenes.get(0))));
    }
  }

  @Test
  void aSceneThatIsGoneIsNamedAndRemoved() throws Exception {
    String gone = "LC08_L1TP_192029_20200714_20200714_02_T1";
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(404).expectStatus(422)) {
      String id = data.project("With one that is gone", List.of(scenes.get(0), gone));
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".warning")).containsText("Not there any more: " + gone);
      console.settle().assertAccessible();
      console.screenshot("project-scene-gone");
      console.button("Remove it").click();
      assertThat(page.locator("[data-state=saved]")).isVisible();
      page.waitForCondition(() -> order(page.url()).equals(List.of(scenes.get(0))));
      assertThat(page.locator(".warning:visible")).hasCount(0);
    }
  }

  @Test
  void changesOfOthersAreJoinedOrAskedAbout() throws Exception {
    // 404: tiles where the scene was that has just been removed elsewhere
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(412).expectStatus(404)) {
      String id = data.project("Of two people", scenes);
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".order li")).hasCount(2);
      changeElsewhere(page, id, "project => ({...project, name: 'Renamed elsewhere'})");
      moveSecondUp(page);
      assertThat(console.heading()).hasText("Renamed elsewhere");
      page.waitForCondition(() -> order(page.url()).equals(List.of(scenes.get(1), scenes.get(0))));

      changeElsewhere(page, id, "project => ({...project, scenes: project.scenes.slice(0, 1)})");
      moveSecondUp(page);
      Locator conflict =
          page.getByRole(AriaRole.ALERT)
              .filter(new Locator.FilterOptions().setHasText("Somebody else"));
      assertThat(conflict).containsText("One scene was removed");
      console.assertAccessible();
      console.screenshot("project-conflict");
      console.button("Keep my version").click();
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(order(page.url())).isEqualTo(scenes);
    }
  }

  @Test
  void changesThatAreRefusedForGoodAreDropped() throws Exception {
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(403)) {
      String id = data.project("Of somebody else", scenes);
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".order li")).hasCount(2);
      page.route(
          "**/v1/projects/" + id,
          route -> {
            if (route.request().method().equals("PUT")) {
              route.fulfill(
                  new Route.FulfillOptions()
                      .setStatus(403)
                      .setBody("{\"title\": \"not allowed\", \"detail\": \"It is theirs.\"}"));
            } else {
              route.resume();
            }
          });
      moveSecondUp(page);
      assertThat(page.getByRole(AriaRole.ALERT)).containsText("It is theirs.");
      console.button("Drop my changes").click();
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(page.locator(".order li").first()).hasAttribute("data-scene", scenes.get(0));
    }
  }

  @Test
  void theMapFollowsTheLook() throws Exception {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      String id = data.project("Looked at", scenes);
      Page page = console.signIn().go("#/projects/" + id).page();
      Locator shown = page.locator(".view[data-image=complete]");
      shown.waitFor(); // for as long as a slow machine takes
      String natural = imageOfMap(page);
      console.screenshot("look-natural");
      page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Look")).click();
      Locator show = page.getByLabel("Show", new Page.GetByLabelOptions().setExact(true));

      show.selectOption("look:color-infrared");
      page.waitForCondition(() -> shown.isVisible() && !imageOfMap(page).equals(natural));
      console.screenshot("look-infrared");

      show.selectOption("bands");
      page.getByLabel("Brightness").selectOption("range");
      page.locator(".histogram").nth(2).waitFor();
      shown.waitFor();
      console.settle().assertAccessible();
      console.screenshot("look-histograms");
      page.getByLabel("Darkest, nir").fill("9");
      page.getByLabel("Brightest, nir").fill("8");
      page.getByLabel("Brightest, nir").press("Tab");
      assertThat(page.locator(".range-of-band .field-problem").first())
          .containsText("must be below");

      show.selectOption("tool:ndvi");
      page.getByLabel("Colours of the values").selectOption("viridis");
      shown.waitFor();
      page.locator("#map").click();
      assertThat(page.locator("table.values")).containsText("calculated");
      assertThat(page.getByLabel("Values", new Page.GetByLabelOptions().setExact(true)))
          .containsText(ConsoleData.SCENES.get(0));
      console.settle().assertAccessible();
      console.screenshot("look-ndvi");
      var look = JSON.readTree((String) page.evaluate("sessionStorage.getItem('landfall.look')"));
      assertThat(look.get("tool").asText()).isEqualTo("ndvi");
      assertThat(look.get("ramp").asText()).isEqualTo("viridis");
    }
  }

  /** Returns what the map's canvas shows, as a hash of its pixels. */
  private static String imageOfMap(Page page) {
    return (String)
        page.evaluate(
            """
            async () => {
              const pixels = [...document.querySelectorAll('#map canvas')].map((canvas) => canvas.toDataURL()).join();
              let hash = 0;
              for (let i = 0; i < pixels.length; i++) {
                hash = (hash * 31 + pixels.charCodeAt(i)) | 0;
              }
              return String(hash);
            }
            """);
  }

  @Test
  void aToolIsToldInWhichLineItIsWrong() throws Exception {
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(422)) {
      String id = data.project("With a tool", scenes);
      Page page = console.signIn().go("#/projects/" + id).page();
      page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Look")).click();
      console.button("New tool").click();
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      dialog.getByLabel("Name").fill("Brightening");
      Locator tree = dialog.getByLabel("Tree of map algebra, as JSON");
      tree.fill(
          "{\"apply\": \"-\",\n"
              + " \"args\": [\n"
              + "  {\"type\": \"src\", \"id\": \"nir\"},\n"
              + "  {\"type\": \"ref\"}]}");
      dialog.getByText("Save", new Locator.GetByTextOptions().setExact(true)).click();
      assertThat(dialog.locator(".places")).containsText("Line 4");
      assertThat((String) tree.evaluate("t => t.value.slice(t.selectionStart, t.selectionEnd)"))
          .isEqualTo("{\"type\": \"ref\"}");
      console.assertAccessible();
      console.screenshot("tool-wrong");
      tree.fill(
          "{\"apply\": \"-\", \"args\": [{\"type\": \"src\", \"id\": \"nir\"}, {\"type\": \"src\","
              + " \"id\": \"red\"}]}");
      dialog.getByText("Save", new Locator.GetByTextOptions().setExact(true)).click();
      assertThat(dialog).hasCount(0);
      assertThat(page.getByLabel("Show").locator("option:checked")).hasText("Brightening");
    }
  }

  @Test
  void aFileThatCannotBeASceneIsNamed() throws Exception {
    Files.writeString(kit.importFolder().resolve("text.tif"), "this is no image");
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(422)) {
      Page page = console.signIn().go("#/search").page();
      page.getByText("Register scenes of your own").click();
      page.getByLabel("Name of the band").fill("red");
      page.getByLabel("Address of its file")
          .fill(kit.importFolder().resolve("text.tif").toUri().toString());
      console.button("Register").click();
      assertThat(page.locator(".field-problem")).containsText("text.tif");
      assertThat(page.getByLabel("Address of its file")).isFocused();
      console.assertAccessible();
    }
  }

  private static void moveSecondUp(Page page) {
    page.locator(".order li").nth(1).locator("[data-act='↑']").click();
  }

  /** Has another page change the project: by the newest version, as if somebody else did. */
  private static void changeElsewhere(Page page, String id, String change) {
    page.evaluate(
        """
        async ([id, change]) => {
          const api = await import(new URL('console/js/api.js', location.href));
          const {updateOf} = await import(new URL('console/js/project/values.js', location.href));
          const {body, etag} = await api.getWithETag(`/v1/projects/${id}`);
          const changed = [%s][0](updateOf(body));
          await api.put(`/v1/projects/${id}`, changed, {headers: {'If-Match': etag}});
        }
        """
            .formatted(change),
        List.of(id, ""));
  }

  private List<String> order(String url) {
    try {
      List<String> order = new ArrayList<>();
      data.get("/v1/projects/" + url.substring(url.lastIndexOf('/') + 1))
          .get("scenes")
          .forEach(scene -> order.add(scene.get("sceneId").asText()));
      return order;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
