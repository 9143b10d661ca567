package io.landfall.node.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.FilePayload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Areas of interest from GeoPackages, which the service reads. GDAL writes them. */
@Tag("system")
@ExtendWith(ConsoleKit.Starter.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GeopackageAreasIT {
  private final ConsoleKit kit;
  private ConsolePage console;
  private Page page;
  private AreaPanel area;

  GeopackageAreasIT(ConsoleKit kit) {
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

  @Test
  void theLayerOfAGeoPackageIsChosenByItsName() throws Exception {
    Path file = Files.createTempDirectory("gpkg").resolve("areas.gpkg");
    String square = polygon("[[15,45],[15.1,45],[15.1,45.1],[15,45.1],[15,45]]");
    write(file, "projected", square, "-t_srs", "EPSG:32633");
    area.element().getByLabel("File").setInputFiles(file);
    assertThat(area.size()).containsText("87.4 km²");
    assertThat(area.element().locator(".warning"))
        .containsText("positions were added along its edges");

    write(file, "second 'one\"", polygon("[[16,45],[17,45],[17,46],[16,45]]"), "-update");
    area.element().getByLabel("File").setInputFiles(file);
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Which layer is the area?");
    console.assertAccessible();
    console.screenshot("area-layers");
    dialog.getByLabel("Layer").selectOption("second 'one\"");
    dialog.getByText("Take it").click();
    assertThat(area.size()).hasText("4,333 km², 3 corners");

    area.element().getByLabel("File").setInputFiles(file);
    assertThat(dialog).isVisible();
    page.keyboard().press("Escape");
    assertThat(area.element().getByRole(AriaRole.ALERT)).containsText("areas.gpkg has 2 layers");
  }

  @Test
  void aGeoPackageOfNoCoordinateSystemIsAskedAboutAndALayerOfLinesRefused() throws Exception {
    Path folder = Files.createTempDirectory("gpkg");
    write(
        folder.resolve("a.gpkg"),
        "a",
        polygon("[[12,45],[13,45],[13,46],[12,45]]"),
        "-a_srs",
        "none");
    area.element().getByLabel("File").setInputFiles(folder.resolve("a.gpkg"));
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    dialog.getByLabel("EPSG code").fill("4326");
    dialog.getByText("Use it").click();
    assertThat(area.size()).hasText("4,333 km², 3 corners");

    write(
        folder.resolve("b.gpkg"),
        "roads",
        "{\"type\":\"LineString\",\"coordinates\":[[12,45],[13,45]]}");
    area.element().getByLabel("File").setInputFiles(folder.resolve("b.gpkg"));
    assertThat(area.element().getByRole(AriaRole.ALERT))
        .containsText("it has no polygon: a LineString has no area (row 1, layer roads)");
    byte[] cut = Arrays.copyOf(Files.readAllBytes(folder.resolve("a.gpkg")), 9000);
    area.element().getByLabel("File").setInputFiles(new FilePayload("cut.gpkg", "", cut));
    assertThat(area.element().getByRole(AriaRole.ALERT)).containsText("it was cut short");
  }

  /** Their statements are read for the order of columns, and people name things as they like. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          fid INTEGER PRIMARY KEY, "width as (m)" TEXT, geom POLYGON
          "a""b as (x)" TEXT, fid INTEGER PRIMARY KEY, geom POLYGON
          d TEXT DEFAULT 'as (1, 2)', fid INTEGER PRIMARY KEY, geom POLYGON
          fid INTEGER PRIMARY KEY, n INTEGER GENERATED ALWAYS AS (fid + 1) VIRTUAL, geom POLYGON
          fid INTEGER /* as (1), b ( */ NOT NULL PRIMARY KEY, [odd, name] TEXT, "geom" POLYGON
          """)
  void layersAndColumnsOfAGeoPackageMayHaveAnyName(String columns) throws Exception {
    clear();
    Path file = Files.createTempDirectory("gpkg").resolve("a.gpkg");
    write(file, "a", polygon("[[12,45],[13,45],[13,46],[12,45]]"));
    for (String statement :
        List.of(
            "CREATE TABLE \"areas (2020)\" (%s)".formatted(columns),
            "INSERT INTO \"areas (2020)\" (fid, geom) SELECT fid, geom FROM a",
            "INSERT INTO gpkg_contents (table_name, data_type, srs_id)"
                + " VALUES ('areas (2020)', 'features', 4326)",
            "UPDATE gpkg_geometry_columns SET table_name = 'areas (2020)'")) {
      run(List.of("ogrinfo", "-q", file.toString(), "-sql", statement));
    }
    area.element().getByLabel("File").setInputFiles(file);
    assertThat(area.size()).hasText("4,333 km², 3 corners");
    assertThat(area.element().getByRole(AriaRole.ALERT)).hasCount(0);
  }

  /** What the test before gave is not taken for what this one gives. */
  private void clear() {
    if (console.button("Clear").isVisible()) {
      console.button("Clear").click();
    }
    assertThat(area.size()).hasText("None: all of the scenes.");
  }

  private static String polygon(String ring) {
    return "{\"type\":\"Polygon\",\"coordinates\":[%s]}".formatted(ring);
  }

  /** Writes a layer of one shape in longitude and latitude, by GDAL. */
  private static void write(Path file, String layer, String geoJson, String... more)
      throws Exception {
    Path shape = Files.writeString(file.resolveSibling("shape.geojson"), geoJson);
    List<String> command = new ArrayList<>(List.of("ogr2ogr", "-f", "GPKG", "-nln", layer));
    command.addAll(List.of(more));
    command.addAll(List.of(file.toString(), shape.toString()));
    run(command);
  }

  private static void run(List<String> command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
  }
}
