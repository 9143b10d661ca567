package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Mouse;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.BoundingBox;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A search that finds very much: the answers are made up, the rest is real. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class ManyFootprintsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PAGE = 1_000;
  private static final double FRAME_MS = 1_000 / 30.0;

  private final ConsoleKit kit;

  ManyFootprintsIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @Test
  void tenThousandFootprintsStayAboveThirtyFramesASecond() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().go("#/search").page();
      page.route("**/stac/search", ManyFootprintsIT::answer);
      console.button("Search").click();
      for (int pages = 2; pages <= 10; pages++) {
        assertThat(page.locator("#found"))
            .hasText(String.format(Locale.ROOT, "%d,000 of about 50,000 scenes", pages - 1));
        console.button("Load more scenes").click();
      }
      assertThat(page.locator("#found")).hasText("10,000 of about 50,000 scenes");
      assertThat(page.locator(".warning")).containsText("Narrow the search");
      assertThat(page.locator(".scenes li")).hasCount(100);
      console.screenshot("search-many");

      page.evaluate(
          """
          () => {
            window.frames = [];
            let last = performance.now();
            const frame = (now) => {
              window.frames.push(now - last);
              last = now;
              requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
          }
          """);
      BoundingBox map = page.locator("#map").boundingBox();
      double x = map.x + map.width / 2;
      double y = map.y + map.height / 2;
      page.mouse().move(x, y);
      page.mouse().down();
      page.mouse().move(x + 240, y + 120, new Mouse.MoveOptions().setSteps(120));
      page.mouse().up();
      @SuppressWarnings("unchecked")
      var frames = (List<Number>) page.evaluate("window.frames");
      double[] sorted = frames.stream().mapToDouble(Number::doubleValue).sorted().toArray();
      assertThat(sorted[sorted.length / 2])
          .as("median of %d frames, in ms", sorted.length)
          .isLessThan(FRAME_MS);
    }
  }

  private static void answer(Route route) {
    try {
      var asked = JSON.readTree(route.request().postData());
      int page = asked.path("token").asInt();
      route.fulfill(
          new Route.FulfillOptions()
              .setContentType("application/geo+json")
              .setBody(page(page).toString()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode page(int page) {
    var random = new Random(page);
    ObjectNode json = JSON.createObjectNode().put("type", "FeatureCollection");
    ArrayNode features = json.putArray("features");
    for (int i = 0; i < PAGE; i++) {
      double west = random.nextDouble(-170, 168);
      double south = random.nextDouble(-60, 60);
      ObjectNode feature = features.addObject().put("type", "Feature");
      feature.put("id", "scene-%d-%d".formatted(page, i));
      ArrayNode ring =
          feature.putObject("geometry").put("type", "Polygon").putArray("coordinates").addArray();
      double[][] corners = {{0.4, 0}, {2.2, 0.3}, {1.8, 2}, {0, 1.7}, {0.4, 0}};
      for (double[] corner : corners) {
        ring.addArray().add(west + corner[0]).add(south + corner[1]);
      }
      feature.putObject("properties").put("datetime", "2026-04-11T10:00:00Z");
    }
    json.put("numberReturned", PAGE).put("numberMatched", 50_000);
    json.put("numberMatchedEstimated", true);
    json.putArray("links")
        .addObject()
        .put("rel", "next")
        .put("href", "/stac/search")
        .putObject("body")
        .put("token", String.valueOf(page + 1));
    return json;
  }
}
