package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Projects, lists and exports that are large: the answers are made up, the rest is real. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class LargeListsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SCENES = 1_000;
  private static final int TASKS = 100_000;
  private static final int CELLS_A_SIDE = 141; // the service tells of 20,000 at most

  private final ConsoleKit kit;
  private final ConsoleData data;

  LargeListsIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  /** Items of a thousand scenes take seconds to make: a move makes anew those that change. */
  @Test
  void aMoveInALargeProjectTouchesNoOtherScene() throws Exception {
    List<String> ids =
        IntStream.range(0, SCENES)
            .mapToObj(i -> String.format(Locale.ROOT, "LC8%06d2015002LGN00", i))
            .toList();
    String id = data.project("Of a thousand scenes", ids);
    try (ConsolePage console = kit.open(Look.LIGHT).expectStatus(404).expectStatus(422)) {
      Page page = console.signIn().page();
      page.route("**/stac/search", LargeListsIT::answer);
      console.go("#/projects/" + id);
      assertThat(page.locator(".order li")).hasCount(SCENES);
      assertThat(page.locator(".order li").last()).containsText("7 % clouds");
      page.evaluate("document.querySelectorAll('.order li').forEach(li => (li.wasThere = true))");
      page.locator(".order li").nth(1).locator("[data-act='↑']").click();
      assertThat(page.locator(".order li").first()).hasAttribute("data-scene", ids.get(1));
      assertThat(page.locator("[data-state=saved]")).isVisible();
      assertThat(
              (int)
                  page.evaluate(
                      "[...document.querySelectorAll('.order li')].filter(li =>"
                          + " !li.wasThere).length"))
          .isEqualTo(2); // that on top says so, that below does no longer
    }
  }

  private static void answer(Route route) {
    try {
      ObjectNode body = JSON.createObjectNode();
      ArrayNode features = body.putArray("features");
      for (JsonNode id : JSON.readTree(route.request().postData()).get("ids")) {
        int place = Integer.parseInt(id.asText().substring(3, 9));
        double west = -100 + place % 100 * 0.5;
        double south = 20 + place / 100 * 1.5;
        ObjectNode feature = features.addObject().put("type", "Feature").put("id", id.asText());
        feature.putObject("properties").put("eo:cloud_cover", 7);
        ArrayNode ring =
            feature.putObject("geometry").put("type", "Polygon").putArray("coordinates").addArray();
        for (int[] corner : new int[][] {{0, 0}, {2, 0}, {2, 1}, {0, 0}}) {
          ring.addArray().add(west + corner[0]).add(south + corner[1]);
        }
      }
      route.fulfill(new Route.FulfillOptions().setBody(body.toString()));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Tasks of a hundred thousand, stored by the thousand, leave the map a sixth of its frames. */
  @Test
  void aHundredThousandTasksAreFollowedOnTheMap() {
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().go("#/usage").page();
      @SuppressWarnings("unchecked")
      var found =
          (List<Number>)
              page.evaluate(
                  """
                  async ([tasks, side]) => {
                    const module = (path) => import(new URL(`console/js/exports/${path}.js`, location.href));
                    const [{CellBoard}, {makeCellLayer}] = await Promise.all([module('cells'), module('cellLayer')]);
                    const positions = [...Array(17)].map((_, y) => [...Array(17)].map((_, x) => [x, 16 - y]));
                    const wide = Math.ceil(Math.sqrt(tasks));
                    const cellOf = (task) => [task % wide, Math.floor(task / wide)].map((at) => Math.floor(at * side / wide));
                    const board = new CellBoard({attempt: 1, width: side * 512, height: side * 512, cellSize: 512, positions,
                        tasks: [...Array(tasks)].map((_, task) => ({task, cells: [cellOf(task)]}))});
                    const target = document.createElement('div');
                    Object.assign(target.style, {width: '800px', height: '700px', position: 'fixed', inset: 0});
                    document.body.append(target);
                    const cells = makeCellLayer(() => ({board, isFailed: false, isFaint: false}));
                    const map = new ol.Map({target, layers: [cells.layer], controls: [],
                        view: new ol.View({center: ol.proj.fromLonLat([8, 8]), zoom: 6})});
                    await new Promise((done) => map.once('rendercomplete', done));
                    const framesOf = async (each) => {
                      const begun = performance.now();
                      let frames = 0;
                      for (; performance.now() - begun < 500; frames++) {
                        await new Promise(requestAnimationFrame);
                        each();
                      }
                      return frames;
                    };
                    let [still, live, task] = [0, 0, 0];
                    for (let round = 0; round < 5; round++) { // by turns: others use the machine too
                      still += await framesOf(() => {});
                      live += await framesOf(() => {
                        for (const end = Math.min(tasks, task + 700); task < end; task++) {
                          board.store(task);
                        }
                        cells.redraw();
                      });
                    }
                    target.remove();
                    return [board.cells.length, still, live];
                  }
                  """,
                  List.of(TASKS, CELLS_A_SIDE));
      assertThat(found.get(0).intValue()).as("cells").isGreaterThan(19_000);
      assertThat(found.get(2).intValue())
          .as("frames while tasks are stored, of %s without", found.get(1))
          .isGreaterThan(found.get(1).intValue() / 6);
    }
  }

  /** Whoever has loaded all pages of a long list does not ask for each of its exports again. */
  @Test
  void aLongListOfExportsIsFollowedByFewCalls() throws Exception {
    JsonNode known = data.get("/v1/exports?limit=1").get("exports");
    ObjectNode row =
        known.isEmpty() ? JSON.createObjectNode() : (ObjectNode) known.get(0).deepCopy();
    row.put("status", "RENDERING").putNull("statusReason").putNull("error");
    row.put("createdAt", "2026-01-01T00:00:00Z").put("updatedAt", "2026-01-01T00:00:00Z");
    row.putObject("progress").put("tilesDone", 1).put("tilesTotal", 8).put("percent", 12);
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.signIn().page();
      List<String> asked = new ArrayList<>();
      page.route("**/v1/exports?*", route -> route.fulfill(pageOf(row, route.request().url())));
      page.route(
          "**/v1/exports/*",
          route -> {
            asked.add(route.request().url());
            route.fulfill(new Route.FulfillOptions().setBody(row.toString()));
          });
      console.go("#/exports");
      for (int pages = 2; pages <= 6; pages++) {
        console.button("Show more").click();
        assertThat(page.locator("tbody tr")).hasCount(25 * pages);
      }
      page.waitForCondition(() -> !asked.isEmpty());
      console.settle();
      assertThat(asked).as("in one turn").hasSizeLessThanOrEqualTo(20).doesNotHaveDuplicates();
    }
  }

  private static Route.FulfillOptions pageOf(ObjectNode row, String url) {
    int first = url.contains("cursor=") ? Integer.parseInt(url.replaceAll(".*cursor=", "")) : 0;
    ObjectNode body = JSON.createObjectNode();
    ArrayNode exports = body.putArray("exports");
    for (int i = first; i < first + 25; i++) {
      String id = String.format(Locale.ROOT, "01900000-0000-7000-8000-%012d", i);
      exports.add(row.deepCopy().put("id", id).put("name", "export " + i));
    }
    String next = "/v1/exports?limit=25&cursor=" + (first + 25);
    body.putObject("links").put("next", next);
    return new Route.FulfillOptions().setBody(body.toString());
  }
}
