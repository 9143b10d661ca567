package io.landfall.node.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page about map tiles tells to paste into a page of one's own, pasted. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
class MapSnippetsIT {
  private static final Path MANUAL = Path.of("../src/site/markdown/tiles.md");

  /** From the middle of the layer to that of what is drawn, in pixels of the screen. */
  private static final double MOST_OFF = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final ConsoleKit kit;
  private final ConsoleData data;

  MapSnippetsIT(ConsoleKit kit) {
    this.kit = kit;
    this.data = new ConsoleData(kit);
  }

  /**
   * @param place tells where on the map a longitude and latitude are
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "Leaflet    | leaflet | dist/leaflet | at =>"
            + " Object.values(map.latLngToContainerPoint([at[1], at[0]]))",
        "OpenLayers | ol      | dist/ol      | at =>"
            + " map.getPixelFromCoordinate(ol.proj.fromLonLat(at))",
        "MapLibre GL JS | maplibre-gl | dist/maplibre-gl | at => Object.values(map.project(at))",
      })
  void theLayerIsDrawnWhereItLies(String name, String library, String script, String place)
      throws Exception {
    if (library.equals(NpmPackage.MAPLIBRE.name())) {
      NpmPackage.assumeNpm();
      NpmPackage.MAPLIBRE.read("package.json"); // before the page waits for it
    }
    String project = data.sharedProject("Snippets");
    List<Integer> statuses = new ArrayList<>();
    try (ConsolePage console = kit.open(Look.LIGHT)) {
      Page page = console.page();
      page.route("**/of-ones-own/*", route -> fulfil(route, library, script));
      page.onResponse(
          response -> {
            if (response.url().contains("/tiles/")) {
              statuses.add(response.status());
            }
          });
      page.navigate(kit.url() + "/of-ones-own/page.html");
      String pasted = snippet("A page asks for the document once:") + snippet(name + ":");
      List<List<Double>> corners = paste(page, pasted, place, project);
      console.settle();
      awaitDrawnBetween(corners.get(0), corners.get(1), page);
      assertThat(statuses).isNotEmpty().containsOnly(200);
    }
  }

  /** Returns where the layer's north-western and south-eastern corners are on the screen. */
  @SuppressWarnings("unchecked")
  private List<List<Double>> paste(Page page, String pasted, String place, String project) {
    String script =
        """
        async ({url, id, token}) => {
          %s
          await new Promise(requestAnimationFrame);
          const [w, s, e, n] = tiles.bounds;
          return [[w, n], [e, s]].map(%s).map(at => at.map(number => number + 0.001));
        }
        """
            .formatted(pasted, place);
    return (List<List<Double>>)
        page.evaluate(script, Map.of("url", kit.url(), "id", project, "token", kit.token()));
  }

  /** Tiles fade in, so the last look counts. */
  private static void awaitDrawnBetween(List<Double> from, List<Double> to, Page page)
      throws IOException {
    double[] bounds = {from.get(0), from.get(1), to.get(0), to.get(1)};
    long until = System.nanoTime() + PATIENCE.toNanos();
    double[] drawn = drawnBox(page);
    while (!isDrawnWithin(drawn, bounds) && System.nanoTime() < until) {
      page.waitForTimeout(100);
      drawn = drawnBox(page);
    }
    assertThat(isDrawnWithin(drawn, bounds))
        .as("%s is drawn in the middle of %s", Arrays.toString(drawn), Arrays.toString(bounds))
        .isTrue();
  }

  /** Scenes stand a little askew within their bounds, which they touch with their corners. */
  private static boolean isDrawnWithin(double[] drawn, double[] bounds) {
    return isInTheMiddle(drawn[0], drawn[2], bounds[0], bounds[2])
        && isInTheMiddle(drawn[1], drawn[3], bounds[1], bounds[3]);
  }

  private static boolean isInTheMiddle(double low, double high, double from, double to) {
    double share = (high - low) / (to - from);
    return Math.abs(low + high - from - to) / 2 <= MOST_OFF && share > 0.9 && share < 1.02;
  }

  /** Returns the box around the pixels that are not white: left, top, right, bottom. */
  private static double[] drawnBox(Page page) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(page.screenshot()));
    double[] box = {image.getWidth(), image.getHeight(), 0, 0};
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        if ((image.getRGB(x, y) & 0xFFFFFF) != 0xFFFFFF) {
          box[0] = Math.min(box[0], x);
          box[1] = Math.min(box[1], y);
          box[2] = Math.max(box[2], x + 1);
          box[3] = Math.max(box[3], y + 1);
        }
      }
    }
    return box;
  }

  /** Serves a page with a white map and nothing on top of it, and the files of a library. */
  private static void fulfil(Route route, String library, String script) {
    String file = route.request().url().replaceFirst(".*/of-ones-own/", "");
    Route.FulfillOptions answer = new Route.FulfillOptions();
    switch (file) {
      case "page.html" ->
          answer
              .setContentType("text/html")
              .setBody(
                  """
                  <!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="map.css">
                  <style>
                    body, #map { margin: 0; background: #fff } #map { width: 600px; height: 400px }
                    .leaflet-control-container, .ol-overlaycontainer-stopevent { display: none }
                    .maplibregl-control-container { display: none }
                  </style>
                  <div id="map"></div><script src="map.js"></script>
                  """);
      case "map.js" ->
          answer.setContentType("text/javascript").setBodyBytes(file(library, script + ".js"));
      default ->
          answer
              .setContentType("text/css")
              .setBodyBytes(file(library, library.equals("ol") ? "ol.css" : script + ".css"));
    }
    route.fulfill(answer);
  }

  private static byte[] file(String library, String name) {
    try {
      if (library.equals(NpmPackage.MAPLIBRE.name())) {
        return NpmPackage.MAPLIBRE.read(name);
      }
      Properties properties = new Properties();
      properties.load(
          new ByteArrayInputStream(
              resource("META-INF/maven/org.webjars.npm/%s/pom.properties".formatted(library))));
      String version = properties.getProperty("version");
      return resource("META-INF/resources/webjars/%s/%s/%s".formatted(library, version, name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = MapSnippetsIT.class.getClassLoader().getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  /** Returns the block of the manual that a line introduces. */
  private static String snippet(String line) throws IOException {
    String after = Files.readString(MANUAL).split("\n" + line + "\n\n```\n", 2)[1];
    return after.substring(0, after.indexOf("```"));
  }
}
