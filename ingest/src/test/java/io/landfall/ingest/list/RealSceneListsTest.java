package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

/**
 * Lists as they were published. The numbers are what Python's csv module sees in the same files;
 * boxes, clouds and times also come from the answers of the services that the rows were made of.
 */
class RealSceneListsTest {
  private static final double ROUNDED = 1e-6;

  /**
   * Every row of the seven files is a scene: 589 in all. Footprints: those with four corners give
   * CORNERS (410), with a box alone BOUNDING_BOX (136), and the two of collection 1 by path and row
   * WRS2_FRAME (43).
   */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "LANDSAT_8_C1.csv, USGS_BULK_C1, 23, WRS2_FRAME, 1070.33, 989, 690,"
        + " 2015-01-09T18:38:05.614558Z, 2015-12-27T18:38:10.166624Z",
    "LANDSAT_TM_C1.csv, USGS_BULK_C1, 20, WRS2_FRAME, 616.0, 860, 600, 2000-01-16T18:12:57.248060Z,"
        + " 2000-12-17T18:17:36.045940Z",
    "aws_scene_list_C0_reconstructed_a.csv, AWS_SCENE_LIST, 110, BOUNDING_BOX, 5246.3, 1579, 3557,"
        + " 2013-04-14T15:41:26.504604Z, 2015-11-05T15:45:54.196610Z",
    "aws_scene_list_C0_verbatim.csv, AWS_SCENE_LIST, 6, BOUNDING_BOX, 369.16, 928, 480,"
        + " 2015-01-02T12:30:31.546373Z, 2015-01-02T16:56:51.399666Z",
    "aws_scene_list_C1_reconstructed.csv, AWS_SCENE_LIST, 20, BOUNDING_BOX, 806.0, 751, 661,"
        + " 2019-01-30T17:37:04.255116Z, 2019-01-31T18:22:43.094031Z",
    "earthexplorer_LE07_C1_a.csv, EARTH_EXPLORER, 400, CORNERS, 14643.0, 51302, 15293,"
        + " 2002-12-16T01:00:40.245187Z, 2002-12-31T05:17:44.234250Z",
    "usgs_LANDSAT_8_precollection.csv, USGS_BULK, 10, CORNERS, 129.29, 1560, 469,"
        + " 2015-07-28T06:18:48.308172Z, 2015-07-28T06:29:33.819426Z",
  })
  void everyRowIsAScene(
      String file,
      SceneListFormat format,
      int rows,
      FootprintSource from,
      double clouds,
      int paths,
      int rowNumbers,
      Instant first,
      Instant last)
      throws IOException {
    SceneLists.Read read = SceneLists.read(Files.newInputStream(SceneLists.real(file)));

    assertThat(read.bad()).isEmpty();
    assertThat(read.warnings()).containsOnly("");
    assertThat(read.format()).isEqualTo(format);
    assertThat(read.scenes()).hasSize(rows).extracting(LandsatScene::id).doesNotHaveDuplicates();
    assertThat(read.scenes()).extracting(LandsatScene::footprintSource).containsOnly(from);
    assertThat(sum(read, LandsatScene::cloudCover)).isCloseTo(clouds, within(ROUNDED));
    assertThat(sum(read, LandsatScene::path)).isEqualTo(paths);
    assertThat(sum(read, LandsatScene::row)).isEqualTo(rowNumbers);
    List<Instant> times = read.scenes().stream().map(LandsatScene::acquired).sorted().toList();
    assertThat(times.get(0)).isEqualTo(first);
    assertThat(times.get(rows - 1)).isEqualTo(last);
    assertThat(read.seemsCut()).isFalse();
  }

  @Test
  void cornersAndSunOfEarthExplorerAreThoseInDecimals() throws IOException {
    SceneLists.Read read =
        SceneLists.read(Files.newInputStream(SceneLists.real("earthexplorer_LE07_C1_a.csv")));

    assertThat(sum(read, scene -> scene.sun().elevation())).isCloseTo(12038.388148, within(1e-6));
    assertThat(sum(read, scene -> scene.sun().azimuth())).isCloseTo(61167.558429, within(1e-6));
    LandsatScene first = read.scenes().get(0);
    assertThat(first.id()).isEqualTo("LE07_L1TP_116026_20021231_20170127_01_T1");
    assertThat(first.entityId()).isEqualTo("LE71160262002365EDC00");
    assertThat(first.level()).isEqualTo("L1TP");
    assertThat(first.collection()).isEqualTo(1);
    assertThat(first.category()).isEqualTo("T1");
    assertThat(first.footprint().getCoordinates())
        .contains(
            new Coordinate(129.5937, 49.8525),
            new Coordinate(132.1852, 49.4724),
            new Coordinate(131.4906, 47.8724),
            new Coordinate(128.978, 48.2405));
  }

  @Test
  void cloudsOfOldBulkMetadataArePercentNotTenths() throws IOException {
    SceneLists.Read read =
        SceneLists.read(Files.newInputStream(SceneLists.real("usgs_LANDSAT_8_precollection.csv")));

    LandsatScene first = read.scenes().get(0);
    assertThat(first.id()).isEqualTo("LC81560642015209LGN00").isEqualTo(first.entityId());
    assertThat(first.cloudCover()).isEqualTo(35.68); // the column cloudCover says 3
    assertThat(first.collection()).isZero();
    assertThat(first.category()).isNull();
    assertThat(first.level()).isEqualTo("L1GT");
    assertThat(first.url()).isNull();
    assertThat(first.browseUrl()).endsWith("LC81560642015209LGN00.jpg");
  }

  @Test
  void boxesHoldTheCornersOfTheServiceThatTheyCameFrom() throws IOException {
    JsonNode answer =
        new ObjectMapper().readTree(SceneLists.real("usgs_metadata_philadelphia.json").toFile());
    Map<String, JsonNode> truth = new HashMap<>();
    answer.get("results").forEach(scene -> truth.put(scene.get("sceneID").asText(), scene));

    SceneLists.Read read =
        SceneLists.read(
            Files.newInputStream(SceneLists.real("aws_scene_list_C0_reconstructed_a.csv")));

    assertThat(read.scenes())
        .allSatisfy(
            scene -> {
              JsonNode expected = truth.get(scene.id());
              assertThat(scene.cloudCover()).isEqualTo(expected.get("cloudCoverFull").asDouble());
              assertThat(scene.path()).isEqualTo(expected.get("path").asInt());
              assertThat(scene.row()).isEqualTo(expected.get("row").asInt());
              assertThat(scene.level()).isEqualTo(expected.get("DATA_TYPE_L1").asText());
              var box = new Envelope();
              for (String corner : List.of("upperLeft", "upperRight", "lowerLeft", "lowerRight")) {
                box.expandToInclude(
                    expected.get(corner + "CornerLongitude").asDouble(),
                    expected.get(corner + "CornerLatitude").asDouble());
              }
              assertThat(scene.footprint().getEnvelopeInternal()).isEqualTo(box);
            });
  }

  @Test
  void rowsOfCollection1AreTheItemsThatTheyCameFrom() throws IOException {
    JsonNode answer =
        new ObjectMapper().readTree(SceneLists.real("sat_api_landsat8_items.json").toFile());
    Map<String, JsonNode> truth = new HashMap<>();
    answer.get("features").forEach(item -> truth.put(item.get("id").asText(), item));

    SceneLists.Read read =
        SceneLists.read(
            Files.newInputStream(SceneLists.real("aws_scene_list_C1_reconstructed.csv")));

    assertThat(read.scenes())
        .allSatisfy(
            scene -> {
              JsonNode item = truth.get(scene.entityId());
              JsonNode properties = item.get("properties");
              assertThat(scene.id()).isEqualTo(properties.get("landsat:product_id").asText());
              assertThat(scene.category()).isEqualTo(properties.get("landsat:tier").asText());
              assertThat(scene.cloudCover()).isEqualTo(properties.get("eo:cloud_cover").asDouble());
              assertThat(scene.acquired())
                  .isEqualTo(OffsetDateTime.parse(properties.get("datetime").asText()).toInstant());
              JsonNode box = item.get("bbox");
              assertThat(scene.footprint().getEnvelopeInternal())
                  .isEqualTo(
                      new Envelope(
                          box.get(0).asDouble(),
                          box.get(2).asDouble(),
                          box.get(1).asDouble(),
                          box.get(3).asDouble()));
            });
  }

  private static double sum(SceneLists.Read read, ToDoubleFunction<LandsatScene> number) {
    return read.scenes().stream().mapToDouble(number).sum();
  }
}
