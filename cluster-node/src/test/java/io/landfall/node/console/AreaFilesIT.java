package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Areas of interest as people have them: drawn, typed, and in files of many kinds. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AreaFilesIT {
  private static final String UTM_33 =
      """
      PROJCS["WGS_1984_UTM_Zone_33N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],\
      PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],\
      PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",15.0],\
      PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]\
      """;

  /** Easting and northing of a square of 1 km, and a hole that goes round the other way. */
  private static final double[][][] SQUARE = {
    {{500000, 5000000}, {500000, 5001000}, {501000, 5001000}, {501000, 5000000}, {500000, 5000000}},
    {{500200, 5000200}, {500400, 5000200}, {500400, 5000400}, {500200, 5000400}, {500200, 5000200}}
  };

  private final ConsoleKit kit;
  private ConsolePage console;
  private Page page;
  private AreaPanel area;

  AreaFilesIT(ConsoleKit kit) {
    this.kit = kit;
  }

  @BeforeAll
  void openAProject() throws Exception {
    console = kit.open(Look.LIGHT);
    console.expectStatus(422); // areas that the service refuses
    page = console.page();
    area = AreaPanel.open(kit, console);
  }

  @AfterAll
  void close() {
    console.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          12.1, 45, 12.9, 45.6                                         | 4,175 km², 4 corners
          POLYGON((12 45,13 45,13 46,12 45))                           | 4,333 km², 3 corners
          {"type":"Polygon","coordinates":[[[12,45],[13,45],[13,46]]]} | 4,333 km², 3 corners
          170 -10 -170 10                                              | 4,920,665 km², 4 corners
          POLYGON((178 -17,-178 -17,-178 -16,178 -16,178 -17))         | 47,420 km², 4 corners
          POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90))          | 510,065,625 km², 4 corners
          {"type":"Feature","properties":{"a":NaN,"b":"NaN"},"geometry":{"type":"Polygon","coordinates":[[[12,45],[13,45],[13,46]]]}} | 4,333 km², 3 corners
          """)
  void textIsRead(String text, String size) {
    type(text);
    assertThat(size()).hasText(size);
    assertThat(panel().locator(".problem")).hasCount(0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 2 3                                            | A box has four numbers
          POLYGON((0 0,1 0                                 | This is neither GeoJSON nor WKT
          {"a": 1                                          | This is not valid JSON
          POINT(1 2)                                       | no polygon
          POLYGON((-120 80,0 80,120 80,-120 80))           | goes around a pole
          SRID=32633;POLYGON((0 0,1 0,1 1,0 0))            | EPSG:32633
          {"type":"Polygon","coordinates":[[[5e5,5e6],[1,1],[1,0]]]} | is not a longitude and latitude
          {"type":"Polygon","coordinates":[[[12,45],[13,46],[13,45],[12,46],[12,45]]]} | crosses itself at 45.50000, 12.50000
          """)
  void wrongTextIsToldWhatIsWrong(String text, String why) {
    type(text);
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText(why);
  }

  @Test
  void edgesAcrossTheAntimeridianAreTakenTheOtherWayOnDemand() {
    type("POLYGON((178 -17,-178 -17,-178 -16,178 -16,178 -17))");
    console.button("Take them across Greenwich").click();
    assertThat(size()).hasText("4,220,388 km², 4 corners");
    console.button("Take them across the antimeridian").click();
    assertThat(size()).hasText("47,420 km², 4 corners");
  }

  @Test
  void whatCannotBeReadOfAKmlIsCounted() {
    String ring = "<LinearRing><coordinates>12,45 13,45 13,46 12,45</coordinates></LinearRing>";
    type(
        """
        <kml xmlns="http://www.opengis.net/kml/2.2"><Document>
        <Placemark><Polygon><outerBoundaryIs>%s</outerBoundaryIs></Polygon></Placemark>
        <Placemark><Polygon><outerBoundaryIs/></Polygon></Placemark>
        <Placemark><name>A note</name></Placemark></Document></kml>
        """
            .formatted(ring));
    assertThat(size()).hasText("4,333 km², 3 corners");
    assertThat(panel().locator(".warning").first()).containsText("One polygon was left out");
    assertThat(panel().locator(".warning").last()).containsText("One placemark was left out");
  }

  @Test
  void aShapefileIsPutWhereItsProjectionSays() throws Exception {
    give(
        zip(
            Map.of(
                "squares/a.shp",
                shapefile(),
                "squares/a.prj",
                UTM_33.getBytes(StandardCharsets.US_ASCII))),
        "squares.zip");
    assertThat(size()).containsText("0.959 km²");
    @SuppressWarnings("unchecked")
    var first =
        (List<Number>)
            page.evaluate(
                "() => JSON.parse(sessionStorage.getItem('landfall.aoi')).coordinates[0][0][0]");
    // cs2cs EPSG:32633 EPSG:4326 says 45.1534772, 15.0
    assertThat(first.get(0).doubleValue()).isCloseTo(15.0, within(1e-7));
    assertThat(first.get(1).doubleValue()).isCloseTo(45.1534772, within(1e-6));
    console.assertAccessible();
    console.screenshot("area-shapefile");
  }

  /** Nothing is guessed: who gave the file says it, or it is refused. */
  @Test
  void aShapefileWithoutItsProjectionIsAskedAbout() throws Exception {
    give(zip(Map.of("a.shp", shapefile())), "a.zip");
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("a.zip does not say it");
    console.assertAccessible();
    dialog.getByLabel("EPSG code").fill("999999");
    dialog.getByText("Use it").click();
    assertThat(dialog.getByRole(AriaRole.ALERT)).containsText("EPSG:999999");
    dialog.getByLabel("EPSG code").fill("EPSG:32633");
    dialog.getByText("Use it").click();
    assertThat(size()).containsText("0.959 km²");

    give(zip(Map.of("a.shp", shapefile())), "a.zip");
    dialog.getByText("Cancel").click();
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText("nobody else has");
  }

  @Test
  void theFilesOfAShapefileAreSentTogether() {
    panel()
        .getByLabel("File")
        .setInputFiles(
            new FilePayload[] {
              new FilePayload("a ü.shp", "application/octet-stream", shapefile()),
              new FilePayload("a ü.prj", "text/plain", UTM_33.getBytes(StandardCharsets.US_ASCII))
            });
    assertThat(size()).containsText("0.959 km²");
    panel()
        .getByLabel("File")
        .setInputFiles(
            new FilePayload[] {
              new FilePayload("a.shp", "application/octet-stream", shapefile()),
              new FilePayload("b.geojson", "text/plain", new byte[1])
            });
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText("these are 2");
  }

  @Test
  void aLayerOfSeveralIsChosenByThePerson() {
    String placemark =
        "<Folder><name>%s</name><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>12,45"
            + " 13,45 %s"
            + " 12,45</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Folder>";
    byte[] kml =
        ("<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document>"
                + placemark.formatted("West & east", "13,46").replace("&", "&amp;")
                + placemark.formatted("South", "13,45.5")
                + "</Document></kml>")
            .getBytes(StandardCharsets.UTF_8);
    FilePayload file = new FilePayload("two.kml", "application/vnd.google-earth.kml+xml", kml);
    panel().getByLabel("File").setInputFiles(file);
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Which layer is the area?");
    console.assertAccessible();
    dialog.getByLabel("Layer").selectOption("West & east");
    dialog.getByLabel("Layer").focus();
    page.keyboard().press("Tab");
    page.keyboard().press("Enter");
    assertThat(size()).hasText("4,333 km², 3 corners");

    panel().getByLabel("File").setInputFiles(file);
    assertThat(dialog).containsText("Which layer is the area?");
    page.keyboard().press("Escape");
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText("two.kml has 2 layers");
    assertThat(size()).hasText("4,333 km², 3 corners");
  }

  @Test
  void aDatumThatIsNotKnownIsRefusedByItsName() throws Exception {
    String prj = UTM_33.replace("D_WGS_1984", "D_Nowhere_1901");
    give(
        zip(Map.of("a.shp", shapefile(), "a.prj", prj.getBytes(StandardCharsets.US_ASCII))),
        "a.zip");
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText("a.zip: Cannot use the area");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "everyday/F19_kml/aoi.kml, ",
    "everyday/F20_gpkg/aoi.gpkg, ",
    "everyday/F05_utf8_bom/aoi.geojson, ",
    "everyday/F06_crs_member_3857/aoi.geojson, ",
    "everyday/F24_nan_property/aoi.geojson, ",
    "everyday/F19_kml/a.tif, Cannot use the area",
    "everyday/F21_shp/shp/t.dbf, a part of a shapefile",
  })
  void filesOfOtherProgramsAreReadOrRefusedInWords(String file, String why) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set");
    panel().getByLabel("File").setInputFiles(Path.of(data, file));
    if (why == null) {
      assertThat(page.locator("#live")).containsText("Area of interest:");
      assertThat(panel().getByRole(AriaRole.ALERT)).hasCount(0);
    } else {
      assertThat(panel().getByRole(AriaRole.ALERT)).containsText(why);
    }
  }

  @Test
  void aFileThatGrowsWithoutEndIsRefused() throws Exception {
    give(zip(Map.of("a.geojson", new byte[80 << 20])), "bomb.zip");
    assertThat(panel().getByRole(AriaRole.ALERT)).containsText("bomb.zip: Cannot use the area");
  }

  @Test
  void anAreaIsDrawnAndEscapeGivesUp() {
    Locator map = page.locator("#map");
    type("12.1, 45, 12.9, 45.6");
    console.settle();
    console.button("Draw a polygon").click();
    map.click(new Locator.ClickOptions().setPosition(200, 200));
    page.keyboard().press("Escape");
    assertThat(console.button("Draw a polygon")).hasAttribute("aria-pressed", "false");
    assertThat(size()).hasText("4,175 km², 4 corners");
    console.button("Draw a box").click();
    map.click(new Locator.ClickOptions().setPosition(200, 200));
    map.click(new Locator.ClickOptions().setPosition(400, 350));
    assertThat(size()).not().hasText("4,175 km², 4 corners");
    assertThat(size()).containsText("4 corners");
    page.evaluate("location.hash = '#/projects'");
    page.evaluate("history.back()");
    page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Area")).click();
    assertThat(size()).containsText("4 corners");
  }

  private Locator panel() {
    return area.element();
  }

  private Locator size() {
    return area.size();
  }

  private void type(String text) {
    panel().getByRole(AriaRole.TEXTBOX).fill(text);
    console.button("Use this text").click();
  }

  private void give(byte[] content, String name) {
    panel().getByLabel("File").setInputFiles(new FilePayload(name, "application/zip", content));
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  /** Writes a shapefile of one polygon, as ESRI describes it. */
  private static byte[] shapefile() {
    int points = SQUARE[0].length + SQUARE[1].length;
    int record = 44 + 4 * SQUARE.length + 16 * points;
    ByteBuffer out = ByteBuffer.allocate(108 + record);
    out.putInt(9994).position(24).putInt((108 + record) / 2);
    out.order(ByteOrder.LITTLE_ENDIAN).putInt(1000).putInt(5).position(100);
    out.order(ByteOrder.BIG_ENDIAN).putInt(1).putInt(record / 2);
    out.order(ByteOrder.LITTLE_ENDIAN)
        .putInt(5)
        .position(108 + 36)
        .putInt(SQUARE.length)
        .putInt(points);
    out.putInt(0).putInt(SQUARE[0].length);
    for (double[][] ring : SQUARE) {
      for (double[] position : ring) {
        out.putDouble(position[0]).putDouble(position[1]);
      }
    }
    return out.array();
  }
}
