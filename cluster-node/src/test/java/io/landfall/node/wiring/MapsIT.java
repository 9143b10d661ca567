package io.landfall.node.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.tile.TileAddress;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Maps of a whole service: the pixels of exports, at addresses that GDAL reads. */
@ExtendWith(SharedService.Starter.class)
class MapsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final String STYLE = "stretch=3000,6000&bands=red,green,blue&resampling=cubic";

  /** In the middle of the scene of the service, and wholly in it. */
  private static final TileAddress TILE = tileAt(-86.95, 37.006, 13);

  @TempDir Path folder;
  private final SharedService service;
  private String project;

  MapsIT(SharedService service) {
    this.service = service;
  }

  @BeforeEach
  void makeProject() throws Exception {
    String body =
        "{\"name\": \"maps & <tiles>\", \"scenes\": [{\"sceneId\": \"LC80220342026101LGN00\"}]}";
    HttpResponse<String> made =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> service.post("/v1/projects", body), one -> one.statusCode() != 503);
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    project = "/v1/projects/" + JSON.readTree(made.body()).path("id").asText();
  }

  private static TileAddress tileAt(double lon, double lat, int z) {
    double radians = Math.toRadians(lat);
    double y = Math.log(Math.tan(Math.PI / 4 + radians / 2)) / Math.PI;
    return new TileAddress(z, (int) ((lon + 180) / 360 * (1 << z)), (int) ((1 - y) / 2 * (1 << z)));
  }

  private static String path(TileAddress tile, String end) {
    return "/tiles/%d/%d/%d%s".formatted(tile.z(), tile.x(), tile.y(), end);
  }

  private HttpResponse<byte[]> tile(String address, String... headers) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(address));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private String bearer() {
    return "Bearer " + service.token();
  }

  private static BufferedImage image(byte[] bytes) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static void assertSamePixels(BufferedImage one, BufferedImage other) {
    assertThat(one.getWidth()).isEqualTo(other.getWidth());
    assertThat(one.getHeight()).isEqualTo(other.getHeight());
    int visible = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        int pixel = one.getRGB(x, y);
        boolean isClear = pixel >>> 24 == 0;
        visible += isClear ? 0 : 1;
        assertThat(isClear ? other.getRGB(x, y) >>> 24 : other.getRGB(x, y))
            .as("column %d, row %d", x, y)
            .isEqualTo(isClear ? 0 : pixel);
      }
    }
    assertThat(visible).isGreaterThan(one.getWidth() * one.getHeight() / 4);
  }

  @Test
  void aTileIsTheExportOfItsSquare() throws Exception {
    HttpResponse<byte[]> tile =
        tile(service.url() + project + path(TILE, ".png?" + STYLE), "Authorization", bearer());
    assertThat(tile.statusCode())
        .as(new String(tile.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);

    String id = export();
    assertSamePixels(image(tile.body()), image(file(id)));
    HttpResponse<byte[]> finished =
        tile(
            service.url()
                + "/v1/exports/"
                + id
                + path(TILE, ".png?resampling=nearest"), // on its own grid
            "Authorization",
            bearer());
    assertThat(finished.statusCode())
        .as(new String(finished.body(), StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertSamePixels(image(finished.body()), image(tile.body()));
    HttpResponse<byte[]> known =
        tile(
            service.url() + project + path(TILE, ".png?" + STYLE),
            "Authorization",
            bearer(),
            "If-None-Match",
            tile.headers().firstValue("ETag").orElseThrow());
    assertThat(known.statusCode()).isEqualTo(304);
  }

  /** Exports the square of the tile, at the resolution of the tile. */
  private String export() throws Exception {
    String request =
        """
        {"source": {"projectId": "%s", "bands": ["red", "green", "blue"]}, "stretch": [[3000, 6000]],
         "resampling": "cubic", "outputProjection": 3857, "resolution": %s, "grid": "aligned",
         "format": {"type": "PNG"}, "mask": %s}
        """
            .formatted(
                project.substring(project.lastIndexOf('/') + 1), TILE.side() / 256, square());
    String id = service.submit(request);
    JsonNode ended = service.awaitEnd(id);
    assertThat(ended.path("status").asText()).as(ended::toPrettyString).isEqualTo("SUCCESS");
    return id;
  }

  private byte[] file(String id) throws Exception {
    String name =
        JSON.readTree(service.get("/v1/exports/" + id).body()).at("/result/files/0/name").asText();
    return service.download("/v1/exports/%s/files/%s".formatted(id, name)).body();
  }

  private static String square() {
    double side = 360.0 / (1 << TILE.z());
    double west = TILE.x() * side - 180;
    double north = latitude(TILE.north());
    double south = latitude(TILE.north() - TILE.side());
    return String.format(
        Locale.ROOT,
        "{\"type\": \"Polygon\", \"coordinates\":"
            + " [[[%1$.12f,%2$.12f],[%1$.12f,%4$.12f],[%3$.12f,%4$.12f],[%3$.12f,%2$.12f],[%1$.12f,%2$.12f]]]}",
        west,
        north,
        west + side,
        south);
  }

  private static double latitude(double y) {
    double radians = y / TileAddress.HALF_WORLD * Math.PI;
    return Math.toDegrees(2 * Math.atan(Math.exp(radians)) - Math.PI / 2);
  }

  @Test
  void whereNothingIsIsNoTile() throws Exception {
    String url = service.url() + project;
    var far = new TileAddress(12, 0, 0);
    assertThat(tile(url + path(far, ".png"), "Authorization", bearer()).statusCode())
        .isEqualTo(404);
    String gone =
        JSON.readTree(service.get(project + "/tilejson.json").body()).at("/tiles/0").asText();
    assertThat(tile(address(gone, TILE)).statusCode()).isEqualTo(200);
    assertThat(service.send("DELETE", project, service.token(), null).statusCode()).isEqualTo(204);
    assertThat(tile(address(gone, TILE)).statusCode()).isEqualTo(404);
  }

  private static String address(String template, TileAddress tile) {
    return template
        .replace("{z}", "" + tile.z())
        .replace("{x}", "" + tile.x())
        .replace("{y}", "" + tile.y());
  }

  @Test
  void commandsOfThePageRunAsPasted() throws Exception {
    assumeInstalled("bash", "curl", "jq", "gdal_translate", "python3");
    String gdal = snippet("GDAL, by WMTS and by the TMS minidriver:");
    assertThat(pasted("bash", "-ec", gdal)).contains("Driver: WMS").contains("EPSG\",3857");
    assertThat(run("gdalinfo", "-stats", "square.tif"))
        .containsPattern("Upper Left  \\(-96800[0-3]\\d\\.\\d+, 44420[0-3]\\d\\.") // to a pixel
        .containsPattern("STATISTICS_MAXIMUM=[1-9]");
    String python = snippet("Python, with nothing but its library:");
    assertThat(pasted("python3", "-c", python)).contains("'band': 'red'", "'histogram': [");
  }

  /** Returns the code below a line of the page about maps. */
  private static String snippet(String above) throws IOException {
    String page = Files.readString(Path.of("..", "src", "site", "markdown", "tiles.md"));
    String rest = page.substring(page.indexOf(above));
    int begin = rest.indexOf("```") + "```\n".length();
    return rest.substring(begin, rest.indexOf("```", begin));
  }

  private String pasted(String... command) throws Exception {
    String id = project.substring(project.lastIndexOf('/') + 1);
    return run(Map.of("URL", service.url(), "TOKEN", service.token(), "ID", id), command);
  }

  private static void assumeInstalled(String... programs) {
    for (String program : programs) {
      assumeTrue(
          Arrays.stream(System.getenv("PATH").split(":"))
              .anyMatch(bin -> Files.isExecutable(Path.of(bin, program))),
          program + " is not installed");
    }
  }

  @Test
  void gdalReadsTheSameTileByWmtsAndByTms() throws Exception {
    assumeInstalled("gdal_translate");
    JsonNode json = JSON.readTree(service.get(project + "/tilejson.json?" + STYLE).body());
    String template = json.at("/tiles/0").asText();
    String wmts = "WMTS:" + json.at("/links/wmts").asText();
    assertThat(run("gdalinfo", wmts)).contains("EPSG\",3857").contains("maps & <tiles>");
    Path tms = Files.writeString(folder.resolve("tms.xml"), tms(template));
    var deepest = new TileAddress(json.at("/maxzoom").asInt(), TILE.x() / 2, TILE.y() / 2);
    BufferedImage shown = image(tile(address(template, deepest)).body());
    assertSamePixels(shown, translated(wmts, deepest, "-oo", "EXTENT_METHOD=TILE_MATRIX_SET"));
    assertSamePixels(shown, translated(tms.toString(), deepest));
  }

  private static String tms(String template) {
    String url =
        template
            .replace("{z}", "${z}")
            .replace("{x}", "${x}")
            .replace("{y}", "${y}")
            .replace("&", "&amp;");
    return """
    <GDAL_WMS>
      <Service name="TMS"><ServerUrl>%s</ServerUrl></Service>
      <DataWindow>
        <UpperLeftX>-20037508.342789244</UpperLeftX><UpperLeftY>20037508.342789244</UpperLeftY>
        <LowerRightX>20037508.342789244</LowerRightX><LowerRightY>-20037508.342789244</LowerRightY>
        <TileLevel>13</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY>
        <YOrigin>top</YOrigin>
      </DataWindow>
      <Projection>EPSG:3857</Projection>
      <BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY><BandsCount>4</BandsCount>
      <ZeroBlockHttpCodes>204,404</ZeroBlockHttpCodes>
    </GDAL_WMS>
    """
        .formatted(url);
  }

  private BufferedImage translated(String source, TileAddress tile, String... options)
      throws Exception {
    Path png = folder.resolve("tile.png");
    List<String> command = new ArrayList<>(List.of("gdal_translate", "-q", "-of", "PNG"));
    command.addAll(List.of(options));
    command.add("-projwin");
    for (double edge :
        new double[] {
          tile.west(), tile.north(), tile.west() + tile.side(), tile.north() - tile.side()
        }) {
      command.add(Double.toString(edge));
    }
    command.addAll(List.of("-outsize", "256", "256", source, png.toString()));
    run(command.toArray(String[]::new));
    return ImageIO.read(png.toFile());
  }

  private String run(String... command) throws Exception {
    return run(Map.of(), command);
  }

  private String run(Map<String, String> environment, String... command) throws Exception {
    Path output = folder.resolve("output.txt");
    var program =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    program.environment().putAll(environment);
    Process process = program.start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output);
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }
}
