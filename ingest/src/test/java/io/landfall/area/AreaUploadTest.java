package io.landfall.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.area.AreaUpload.OpenQuestionException;
import io.landfall.model.ExportFailure;
import io.landfall.model.geojson.ToLonLat;
import io.landfall.scratch.ScratchFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AreaUploadTest {
  private static final String TRIANGLE =
      "{\"type\":\"Polygon\",\"coordinates\":[[[4,47],[5,47],[5,48],[4,47]]]}";
  private static final String PLACEMARK =
      "<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>%s</coordinates>"
          + "</LinearRing></outerBoundaryIs></Polygon></Placemark>";
  private static final String KML_RING = "4,47 5,47 5,48 4,47";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TRIANGLE,
        "\u001e" + TRIANGLE + "\n\u001e" + TRIANGLE,
        TRIANGLE + "\n" + TRIANGLE,
        "SRID=4326;POLYGON ((4 47, 5 47, 5 48, 4 47))",
      })
  void textIsReadAsAFileOfTheCommandLineIs(String text) {
    AreaUpload upload = read(text, null);
    assertThat(upload.area().coordinates()[0][0]).hasDimensions(4, 2);
    assertThat(upload.warnings()).isEmpty();
  }

  @Test
  void aZippedKmlIsReadAndNothingIsLeftBehind() throws IOException {
    long before = leftBehind();
    byte[] kmz = zip(Map.of("doc.kml", "<kml>" + PLACEMARK.formatted(KML_RING) + "</kml>"));
    assertThat(AreaUpload.read(kmz, null, null, null).area().coordinates()).hasDimensions(1, 1);
    assertThatThrownBy(() -> read("nothing", null)).isInstanceOf(ExportFailure.class);
    assertThat(leftBehind()).isEqualTo(before);
  }

  @Test
  void whatIsTakenForGrantedIsTold() {
    assertThat(read("POLYGON ((4 47, 5 47, 5 48, 4 47))", null).warnings())
        .containsExactly(
            "It names no CRS: its coordinates were taken for longitude and latitude. Name another"
                + " with the parameter srid.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SRID=3857;POLYGON ((0 0, 4000000 0, 4000000 4000000, 0 0))",
        "{\"type\":\"Polygon\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:3857\"}},"
            + "\"coordinates\":[[[0,0],[4000000,0],[4000000,4000000],[0,0]]]}",
      })
  void positionsThatAreAddedAlongEdgesAreTold(String text) {
    ToLonLat.Factory mercator =
        epsg ->
            (x, y, count) -> {
              x[0] = Math.toDegrees(x[0] / 6_378_137);
              y[0] = Math.toDegrees(Math.atan(Math.sinh(y[0] / 6_378_137)));
            };
    byte[] content = text.getBytes(StandardCharsets.UTF_8);
    AreaUpload upload = AreaUpload.read(content, null, null, mercator);
    int added = upload.area().coordinates()[0][0].length - 4;
    assertThat(added).isGreaterThan(1000);
    assertThat(upload.warnings())
        .containsExactly(
            "%,d positions were added along its edges, which are straight in its own CRS and need not be in longitude and latitude."
                .formatted(added));
  }

  @Test
  void severalLayersAreNamed() {
    String kml =
        "<kml><Folder><name>north</name>%1$s</Folder><Folder><name>south</name>%1$s</Folder></kml>"
            .formatted(PLACEMARK.formatted(KML_RING));
    OpenQuestionException none =
        catchThrowableOfType(OpenQuestionException.class, () -> read(kml, null));
    assertThat(none.layers()).containsExactly("north", "south");
    assertThat(none)
        .hasMessage(
            "Cannot use the area: it has 2 layers: north, south. Choose one with the parameter"
                + " layer.");
    OpenQuestionException other =
        catchThrowableOfType(OpenQuestionException.class, () -> read(kml, "west"));
    assertThat(other.layers()).containsExactly("north", "south");
    assertThat(read(kml, "south").area().coordinates()).hasDimensions(1, 1);
  }

  @Test
  void foldersOfTheMachineAreNotTold() throws IOException {
    String temporary = Path.of(System.getProperty("java.io.tmpdir")).toString();
    for (byte[] content :
        new byte[][] {
          "<gpx/>".getBytes(StandardCharsets.UTF_8), zip(Map.of("a/b.kml", "<gpx/>")), shapefile(5)
        }) {
      assertThatThrownBy(() -> AreaUpload.read(content, null, null, null))
          .isInstanceOfAny(ExportFailure.class, OpenQuestionException.class)
          .message()
          .doesNotContain(temporary + "/")
          .doesNotContain("--");
    }
  }

  @Test
  void whatTakesMuchMemoryIsRefusedBeforeItIsTaken() throws IOException {
    refuse(
        "{\"type\":\"Polygon\",\"coordinates\":[%s[]]}".formatted("[],".repeat(2_000_000)),
        "numbers and arrays");
    refuse(
        "{\"type\":\"FeatureCollection\",\"features\":[%s{}]}".formatted("{},".repeat(2_000_000)),
        "numbers and arrays");
    refuse(
        "<kml>" + PLACEMARK.formatted("1,1 ".repeat(1_000_000)) + "</kml>",
        "more than 400000 positions");
    refuse("POLYGON ((" + "1 1,".repeat(1_000_000) + "1 1))", "more than 400000 positions");
    refuse("{\"type\":\"Polygon\",\"x\":\"" + " ".repeat(17 << 20) + "\"}", "over 16 MiB");
    byte[] bomb = zip(Map.of("a.kml", "<kml>" + " ".repeat(130 << 20)));
    assertThatThrownBy(() -> AreaUpload.read(bomb, null, null, null))
        .hasMessageContaining("it holds more than");
    byte[] large = shapefile(200_000);
    assertThatThrownBy(() -> AreaUpload.read(large, null, 4326, null))
        .hasMessageContaining("record 1 has more than 100000 positions");
  }

  @Test
  void layersOfAZipFileAreCountedWithTheirNames() throws IOException {
    String folder = "<Folder><name>%s</name>" + PLACEMARK.formatted(KML_RING) + "</Folder>";
    String many = "<kml>" + folder.formatted("%d").repeat(6_000) + "</kml>";
    Object[] numbers = IntStream.range(0, 6_000).boxed().toArray();
    byte[] layers = zip(Map.of("a.kml", many.formatted(numbers), "b.kml", many.formatted(numbers)));
    assertThatThrownBy(() -> AreaUpload.read(layers, null, null, null))
        .hasMessageContaining("more than 10000 layers");
    String longName = "<kml>" + folder.formatted("x".repeat(600_000)) + "</kml>";
    byte[] names = zip(Map.of("a.kml", longName, "b.kml", longName));
    assertThatThrownBy(() -> AreaUpload.read(names, null, null, null))
        .hasMessageContaining("names of more than 1048576 characters");
  }

  private static void refuse(String text, String why) {
    assertThatThrownBy(() -> read(text, null))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining(why);
  }

  private static AreaUpload read(String text, String layer) {
    return AreaUpload.read(text.getBytes(StandardCharsets.UTF_8), layer, null, null);
  }

  private static long leftBehind() throws IOException {
    try (Stream<Path> files = Files.list(ScratchFolder.path())) {
      return files.filter(file -> file.getFileName().toString().startsWith("landfall-")).count();
    }
  }

  private static byte[] zip(Map<String, String> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  /** Returns a shapefile with one ring of so many points in one place. */
  private static byte[] shapefile(int points) {
    int record = 48 + 16 * points;
    ByteBuffer shp = ByteBuffer.allocate(108 + record).putInt(9994).position(24);
    shp.putInt(shp.capacity() / 2).position(100);
    shp.putInt(1).putInt(record / 2);
    shp.order(ByteOrder.LITTLE_ENDIAN).putInt(5).position(108 + 36);
    shp.putInt(1).putInt(points).putInt(0);
    return shp.array();
  }
}
