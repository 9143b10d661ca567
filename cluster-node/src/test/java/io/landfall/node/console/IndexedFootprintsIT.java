package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.BoundingBox;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As many scenes of a real index as a search shows, on a map that is moved. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class IndexedFootprintsIT {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A machine of its own draws 60; here others draw and compute, and no graphics card helps. */
  private static final double LEAST_FRAMES_A_SECOND = 20;

  private final ConsoleKit kit;

  IndexedFootprintsIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @Test
  void aMapOfTenThousandFootprintsMovesSmoothly() throws Exception {
    ingest();
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      console.signIn().go("#/search");
      Page page = console.page();
      zoomOut(page);
      console.button("Search").click();
      Locator more = console.button("Load more scenes");
      assertThat(page.locator("#found")).containsText("1,000 of", patiently());
      for (int shown = 2_000; shown <= SceneGrid.SCENES; shown += 1_000) {
        more.click();
        assertThat(page.locator("#found")).containsText("%,d".formatted(shown), patiently());
      }
      console.settle().screenshot("footprints");
      double still = framesASecond(page, () -> page.waitForTimeout(1_500));
      double moved = framesASecond(page, () -> drag(page));
      Files.writeString(
          ConsoleKit.FOLDER.resolve("frames-a-second.txt"),
          "still %.0f, moved %.0f%n".formatted(still, moved));
      assertThat(moved).isGreaterThan(LEAST_FRAMES_A_SECOND);
    }
  }

  private void ingest() throws Exception {
    assertThat(kit.send("POST", "/ingest/start", "").statusCode()).isEqualTo(200);
    await()
        .atMost(Duration.ofMinutes(3))
        .until(
            () -> {
              JsonNode found = JSON.readTree(kit.send("GET", "/stac/search?limit=1", null).body());
              return found.path("numberMatched").asInt() == SceneGrid.SCENES;
            });
  }

  private static void zoomOut(Page page) {
    page.locator("#map .ol-zoom-out").click();
    page.waitForTimeout(500); // the animation of the zoom
  }

  private static LocatorAssertions.ContainsTextOptions patiently() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(60_000);
  }

  /** Drags the map round in a rectangle, as somebody who looks for something. */
  private static void drag(Page page) {
    BoundingBox map = page.locator("#map").boundingBox();
    double x = map.x + map.width / 2;
    double y = map.y + map.height / 2;
    page.mouse().move(x, y);
    page.mouse().down();
    for (int step = 0; step < 60; step++) {
      double angle = step * Math.PI / 15;
      page.mouse().move(x + 150 * Math.sin(angle), y + 100 * Math.sin(2 * angle));
    }
    page.mouse().up();
  }

  /** Counts frames that the page draws while something is done. */
  private static double framesASecond(Page page, Runnable action) {
    page.evaluate(
        """
        () => {
          window.frames_ = [];
          const draw = (time) => {
            window.frames_.push(time);
            window.frameRequest_ = requestAnimationFrame(draw);
          };
          window.frameRequest_ = requestAnimationFrame(draw);
        }
        """);
    action.run();
    var times =
        (List<?>)
            page.evaluate(
                "() => { cancelAnimationFrame(window.frameRequest_); return window.frames_; }");
    double first = ((Number) times.get(0)).doubleValue();
    double last = ((Number) times.get(times.size() - 1)).doubleValue();
    return (times.size() - 1) * 1000 / (last - first);
  }
}
