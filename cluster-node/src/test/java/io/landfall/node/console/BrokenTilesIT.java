package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No tile is missing from a map without a reason, and the reason is in words. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class BrokenTilesIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> BANDS = List.of("blue", "green", "red");

  private final ConsoleKit kit;

  BrokenTilesIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @Test
  void aProjectThatIsDeletedWhileItIsShownIsSaidToBeGone() throws Exception {
    String id = made("/v1/projects", projectOf("Deleted", registered("deleted")));
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(404).expectStatus(422)) {
      Page page = open(console, id);
      assertThat(kit.send("DELETE", "/v1/projects/" + id, null).statusCode()).isEqualTo(204);
      zoomIn(page);
      assertThat(page.locator(".map-note")).containsText("project");
      console.settle().assertAccessible();
      console.screenshot("broken-project-deleted");
    }
  }

  @Test
  void aSceneWhoseFilesHaveVanishedIsNamedOnTheMap() throws Exception {
    String scene = registered("vanished");
    String id = made("/v1/projects", projectOf("Vanished", scene));
    for (String band : BANDS) {
      Files.delete(file("vanished", band));
    }
    try (ConsolePage console = kit.open(Look.NARROW).expectStatus(410).expectStatus(422)) {
      Page page = console.signIn().go("#/projects/" + id).page();
      assertThat(page.locator(".map-note")).containsText("vanished");
      console.settle().assertAccessible();
      console.screenshot("broken-scene-vanished");
    }
  }

  /** The addresses of its tiles were signed for the old token. */
  @Test
  void whoseTokenIsWithdrawnSignsInAgainAndSeesTheMapAgain() throws Exception {
    String id = made("/v1/projects", projectOf("Withdrawn", registered("withdrawn")));
    JsonNode token = json("POST", "/v1/tokens", JSON.createObjectNode().put("user", "local"));
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(401)) {
      Page page = console.signIn(token.get("token").asText()).go("#/projects/" + id).page();
      page.waitForSelector("[data-image=complete]");
      String path = "/v1/tokens/" + token.get("id").asText();
      assertThat(kit.send("DELETE", path, null).statusCode()).isEqualTo(204);
      RequestOptions old =
          RequestOptions.create()
              .setHeader("Authorization", "Bearer " + token.get("token").asText());
      page.waitForCondition(
          () -> page.request().get(kit.url() + "/v1/projects", old).status() == 401);
      page.route( // what is known of a map is believed for longer
          "**/tiles/**signature=**",
          route -> route.fulfill(new Route.FulfillOptions().setStatus(401).setBody("{}")));
      zoomIn(page);
      Locator dialog = page.getByRole(AriaRole.DIALOG);
      dialog.getByLabel("Token").fill(kit.token());
      dialog.getByText("Sign in", new Locator.GetByTextOptions().setExact(true)).click();
      assertThat(dialog).hasCount(0);
      console.settle();
      assertThat(page.locator(".map-note")).isHidden();
    }
  }

  /** Beyond all zooms and the world there is nothing to see and nothing to say. */
  @Test
  void farFromAnySceneNothingIsBroken() throws Exception {
    String id = made("/v1/projects", projectOf("Far", registered("far")));
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = open(console, id);
      page.locator("#map").focus();
      for (int i = 0; i < 8; i++) {
        page.keyboard().press("-");
        page.waitForTimeout(50);
      }
      console.settle();
      assertThat(page.locator(".map-note")).isHidden();
    }
  }

  private Page open(ConsolePage console, String project) {
    Page page = console.signIn().go("#/projects/" + project).page();
    page.waitForSelector("[data-image=complete]");
    return page;
  }

  private static void zoomIn(Page page) {
    page.locator("#map").focus();
    page.keyboard().press("+");
    page.waitForTimeout(400); // the zoom is animated, and asks for tiles where it ends
    page.keyboard().press("+");
  }

  private Path file(String name, String band) {
    return kit.importFolder().resolve(name).resolve(band + ".TIF");
  }

  /** Registers a scene of its own files. */
  private String registered(String name) throws Exception {
    ObjectNode body = JSON.createObjectNode().put("name", name).put("acquired", "2026-04-11");
    for (int i = 0; i < BANDS.size(); i++) {
      String band = BANDS.get(i);
      Path file = file(name, band);
      Files.createDirectories(file.getParent());
      String scene = ConsoleData.SCENES.get(0);
      Files.copy(
          kit.importFolder().resolve("demo/%s/%s_B%d.TIF".formatted(scene, scene, i + 2)), file);
      body.withArray("bands").addObject().put("name", band).put("href", file.toUri().toString());
    }
    return made("/v1/scenes", body);
  }

  private static ObjectNode projectOf(String name, String scene) {
    ObjectNode body = JSON.createObjectNode().put("name", name);
    body.putArray("scenes").addObject().put("sceneId", scene);
    return body;
  }

  private String made(String path, ObjectNode body) throws Exception {
    return json("POST", path, body).get("id").asText();
  }

  private JsonNode json(String method, String path, ObjectNode body) throws Exception {
    var answer = kit.send(method, path, body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    return JSON.readTree(answer.body());
  }
}
