package io.landfall.model.geojson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AoiReaderTest {
  private static final String RING = "[[0,0],[2,0],[2,1],[0,0]]";
  private static final String POLYGON =
      "{\"type\":\"Polygon\",\"coordinates\":[%s]}".formatted(RING);

  @Test
  void everyKindOfObjectWithPolygonsIsRead() {
    Aoi expected = read(POLYGON);
    assertThat(expected.coordinates()[0][0][2]).containsExactly(2, 1);
    String feature = "{\"type\":\"Feature\",\"properties\":{},\"geometry\":%s}".formatted(POLYGON);
    for (String same :
        List.of(
            "{\"type\":\"MultiPolygon\",\"coordinates\":[[%s]]}".formatted(RING),
            feature,
            "{\"type\":\"FeatureCollection\",\"features\":[%s]}".formatted(feature),
            "{\"type\":\"GeometryCollection\",\"geometries\":[%s]}".formatted(POLYGON))) {
      assertThat(read(same)).as(same).isEqualTo(expected);
    }
  }

  @Test
  void polygonsOfSeveralFeaturesAreGatheredAndFeaturesWithoutGeometryAreLeftOut() {
    String feature = "{\"type\":\"Feature\",\"geometry\":%s}";
    Aoi aoi =
        read(
            "{\"type\":\"FeatureCollection\",\"features\":[%s,%s,%s]}"
                .formatted(
                    feature.formatted(POLYGON),
                    feature.formatted("null"),
                    feature.formatted(POLYGON.replace("[2,", "[-2,"))));
    assertThat(aoi.coordinates()).hasDimensions(2, 1);
  }

  @Test
  void heightsAreDropped() {
    Aoi aoi = read("{\"type\":\"Polygon\",\"coordinates\":[[[0,0,9],[2,0,9],[2,1,9],[0,0,9]]]}");
    assertThat(aoi).isEqualTo(read(POLYGON));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "\"Polygon\"",
        "{",
        "{\"type\":null}",
        "{\"type\":\"Feature\"}",
        "{\"type\":\"Polygon\"}",
        "{\"type\":\"Polygon\",\"coordinates\":[]}",
        "{\"type\":\"Polygon\",\"coordinates\":{\"a\":1}}",
        "{\"type\":\"Polygon\",\"coordinates\":[null]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,\"0\"],[1,1],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1],[1,1],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1e999,0],[1,1],[0,0]]]}",
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[500000,4000000],[1,1],[0,0]]]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,0]]]}",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
        "{\"type\":\"FeatureCollection\",\"features\":7}",
        "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}",
      })
  void whatHasNoAreaIsRefusedWithTheReason(String geoJson) {
    assertThatThrownBy(() -> read(geoJson))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(ErrorCode.AOI_INVALID);
              assertThat(failure).hasMessageStartingWith("Invalid area of interest: ");
            });
  }

  @Test
  void theRingAndThePositionAtFaultAreNamed() {
    assertThatThrownBy(
            () ->
                read(
                    "{\"type\":\"Polygon\",\"coordinates\":[%s,[[0,0],[1,0],true,[0,0]]]}"
                        .formatted(RING)))
        .hasMessageContaining("position 3 of ring 2 of polygon 1");
  }

  @Test
  void aMemberThatStandsTwiceIsRefusedAsIsWhatFollowsTheDocument() {
    String twice = POLYGON.replace("}", ",\"coordinates\":[]}");
    assertThatThrownBy(() -> read(twice))
        .hasMessageContaining(
            "the member \"coordinates\" stands twice in one object (line 1, column 61, near");
    assertThatThrownBy(() -> read(POLYGON + "]"))
        .hasMessageContaining("it is not valid JSON (line 1, column 61, near \"}]\")");
  }

  @Test
  void deepNestingAndTooManyPositionsAreRefused() {
    String deep = "{\"type\":\"Polygon\",\"coordinates\":" + "[".repeat(100_000);
    assertThatThrownBy(() -> read(deep))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AOI_INVALID));
    String many = "[[%s[0,0]]]".formatted("[0,0],".repeat(1_000_001));
    assertThatThrownBy(() -> read("{\"type\":\"Polygon\",\"coordinates\":" + many + "}"))
        .hasMessageContaining("1000000 positions");
  }

  @ParameterizedTest
  @CsvSource({
    "geojson_valid, 2",
    "geojsonhint_good, 0",
    "geojsonhint_bad, 1",
    "geojson_invalid_structure, 0",
    "geojson_invalid_geometries, 2",
    "geojson_problematic_geometries, 6",
    "geojson_problematic_structure, 0",
  })
  void everyRealDocumentIsReadOrRefused(String folder, int areas) throws IOException {
    int read = 0;
    for (Path file : files("vectors/" + folder)) {
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      Throwable thrown =
          catchThrowable(() -> assertThat(read(text).toGeometry().isEmpty()).isFalse());
      if (thrown == null) {
        read++;
      } else {
        assertThat(thrown)
            .as(file.toString())
            .isInstanceOfSatisfying(
                ExportFailure.class,
                failure -> assertThat(failure.code()).isEqualTo(ErrorCode.AOI_INVALID));
      }
    }
    assertThat(read).as("documents with an area").isEqualTo(areas);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"aoi/county_Baldwin_AL.geojson", "aoi/ITA.geo.json", "aoi/buncombecounty.geojson"})
  void realPolygonsAreRead(String name) throws IOException {
    Aoi aoi = read(Files.readString(testData("vectors").resolve(name)));
    assertThat(aoi.toGeometry().getArea()).isPositive();
  }

  private static Aoi read(String geoJson) {
    return AoiReader.read(geoJson, null);
  }

  private static List<Path> files(String folder) throws IOException {
    try (Stream<Path> files = Files.list(testData(folder))) {
      List<Path> found = files.sorted().toList();
      assertThat(found).isNotEmpty();
      return found;
    }
  }

  private static Path testData(String name) {
    String data = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(data != null, "LANDFALL_TEST_DATA is not set: no real areas to read");
    return Path.of(data).resolve(name);
  }
}
