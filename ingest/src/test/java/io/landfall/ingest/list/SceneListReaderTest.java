package io.landfall.ingest.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.landsat.LandsatId;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;

class SceneListReaderTest {
  private static final String GOOGLE =
      "SCENE_ID,PRODUCT_ID,SPACECRAFT_ID,SENSOR_ID,DATE_ACQUIRED,COLLECTION_NUMBER,"
          + "COLLECTION_CATEGORY,SENSING_TIME,DATA_TYPE,WRS_PATH,WRS_ROW,CLOUD_COVER,NORTH_LAT,"
          + "SOUTH_LAT,WEST_LON,EAST_LON,TOTAL_SIZE,BASE_URL\n";

  @Test
  void googleIndexBeforeAndSinceCollections() {
    SceneLists.Read read =
        SceneLists.read(
            GOOGLE
                + "LT50430302000016XXX03,LT05_L1TP_043030_20000116_20160919_01_T1,LANDSAT_5,TM,"
                + "2000-01-16,01,T1,2000-01-16T18:12:57.2480600Z,L1TP,43,30,4.0,43.8,41.9,-120.6,"
                + "-117.7,123,gs://gcp-public-data-landsat/LT05/01/043/030/LT05_X\n"
                + "LM10430301972306AAA04,,LANDSAT_1,MSS,1972-11-01,PRE,N/A,"
                + "1972-11-01T18:17:20.5000000Z,L1T,43,30,-1.0,43.8,41.9,-120.6,-117.7,123,\n");

    assertThat(read.format()).isEqualTo(SceneListFormat.GOOGLE_INDEX);
    assertThat(read.bad()).isEmpty();
    LandsatScene tm = read.scenes().get(0);
    assertThat(tm.id()).isEqualTo("LT05_L1TP_043030_20000116_20160919_01_T1");
    assertThat(tm.url())
        .isEqualTo("https://storage.googleapis.com/gcp-public-data-landsat/LT05/01/043/030/LT05_X");
    assertThat(tm.acquired()).isEqualTo(Instant.parse("2000-01-16T18:12:57.248060Z"));
    assertThat(tm.footprint().getEnvelopeInternal())
        .isEqualTo(new Envelope(-120.6, -117.7, 41.9, 43.8));
    LandsatScene mss = read.scenes().get(1);
    assertThat(mss.id()).isEqualTo(mss.entityId()).isEqualTo("LM10430301972306AAA04");
    assertThat(mss.cloudCover()).isNull();
    assertThat(mss.url()).isNull();
    assertThat(mss.collection()).isZero();
  }

  @Test
  void bulkMetadataOfCollection2() {
    SceneLists.Read read =
        SceneLists.read(
            "Display ID,Ordering ID,Landsat Product Identifier L2,Landsat Product Identifier L1,"
                + "Landsat Scene Identifier,Date Acquired,Collection Category,Collection Number,"
                + "WRS Path,WRS Row,Start Time,Scene Cloud Cover L1,Sun Elevation L0RA,"
                + "Sun Azimuth L0RA,Corner Upper Left Latitude,Corner Upper Left Longitude,"
                + "Corner Upper Right Latitude,Corner Upper Right Longitude,"
                + "Corner Lower Left Latitude,Corner Lower Left Longitude,"
                + "Corner Lower Right Latitude,Corner Lower Right Longitude\n"
                + "LC08_L2SP_017036_20130419_20200913_02_T2,LC80170362013109LGN02,"
                + "LC08_L2SP_017036_20130419_20200913_02_T2,"
                + "LC08_L1TP_017036_20130419_20200913_02_T2,LC80170362013109LGN02,2013/04/19,T2,2,"
                + "17,36,2013-04-19 16:01:12.6478490,91.15,59.5,135.6,"
                + "35.68,-80.83,35.26,-78.79,33.95,-81.3,33.54,-79.3\n");

    assertThat(read.bad()).isEmpty();
    LandsatScene scene = read.scenes().get(0);
    assertThat(scene.id()).isEqualTo("LC08_L2SP_017036_20130419_20200913_02_T2");
    assertThat(scene.level()).isEqualTo("L2SP");
    assertThat(scene.collection()).isEqualTo(2);
    assertThat(scene.category()).isEqualTo("T2");
    assertThat(scene.acquired()).isEqualTo(Instant.parse("2013-04-19T16:01:12.647849Z"));
    assertThat(scene.sun()).isEqualTo(new LandsatScene.SunPosition(59.5, 135.6));
    assertThat(scene.footprintSource()).isEqualTo(FootprintSource.CORNERS);
    assertThat(scene.footprint().getCoordinates())
        .hasSize(5)
        .contains(new Coordinate(-81.3, 33.95), new Coordinate(-79.3, 33.54));
  }

  @Test
  void bulkMetadataOfCollection1WithCornersInAnyOrderOfColumns() {
    SceneLists.Read read =
        SceneLists.read(
            "row,path,lowerRightCornerLongitude,lowerRightCornerLatitude,lowerLeftCornerLongitude,"
                + "lowerLeftCornerLatitude,upperRightCornerLongitude,upperRightCornerLatitude,"
                + "upperLeftCornerLongitude,upperLeftCornerLatitude,cloudCoverFull,cloudCover,acquisitionDate,sceneID,LANDSAT_PRODUCT_ID,sceneStartTime,unheard"
                + " of\n"
                + "36,17,-79.3,33.54,-81.3,33.95,-78.79,35.26,-80.83,35.68,91.15,9,2013-04-19,LC80170362013109LGN02,LC08_L1TP_017036_20130419_20170310_01_T2,,\"a,"
                + " \"\"b\"\"\"\n");

    assertThat(read.bad()).isEmpty();
    LandsatScene scene = read.scenes().get(0);
    assertThat(scene.id()).isEqualTo("LC08_L1TP_017036_20130419_20170310_01_T2");
    assertThat(scene.cloudCover()).isEqualTo(91.15);
    assertThat(scene.acquired()).isEqualTo(Instant.parse("2013-04-19T00:00:00Z"));
    assertThat(scene.footprint().getCoordinates())
        .contains(new Coordinate(-80.83, 35.68), new Coordinate(-78.79, 35.26));
  }

  @Test
  void boxesAcrossTheAntimeridianAreNotTheRestOfTheWorld() {
    String row = SceneLists.awsRow(75, 17, 1);
    SceneLists.Read read =
        SceneLists.read(
            SceneLists.AWS
                + row.replace("-77.75745", "178.9").replace("-75.02513", "-177.1")
                + row.replace("-77.75745", "-179.9").replace("-75.02513", "179.9"));

    assertThat(read.bad()).isEmpty();
    LandsatScene across = read.scenes().get(0);
    assertThat(across.footprintSource()).isEqualTo(FootprintSource.BOUNDING_BOX);
    assertThat(across.footprint().getNumGeometries()).isEqualTo(2);
    assertThat(across.footprint().getArea()).isLessThan(20);
    assertThat(read.scenes().get(1).footprintSource()).isEqualTo(FootprintSource.WRS2_FRAME);
    assertThat(read.scenes().get(1).footprint().getArea()).isLessThan(60);
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "hello | LC08_L1TP_015032_20180501_20180519_01_T1 | \"hello\" is not a valid Landsat scene"
            + " id",
        "2018-05-32 | 2018-05-01 | acquisitionDate \"2018-05-32 15:45:24.440753\" cannot be read",
        "-75.02513,x | -75.02513 | there are 13 cells under 12 columns",
        ",\"L1TP, | ,L1TP, | the quote of cell 5 is not closed",
        ",\"L1\"TP, | ,L1TP, | there is text after the closing quote of cell 5",
      })
  void invalidRowsAreReportedWithLineAndReason(String bad, String good, String reason) {
    String row = SceneLists.awsRow(1);
    int at = row.indexOf(good);
    String broken = row.substring(0, at) + bad + row.substring(at + good.length());

    SceneLists.Read read =
        SceneLists.read(SceneLists.AWS + SceneLists.awsRow(2) + broken + SceneLists.awsRow(3));

    assertThat(read.scenes()).hasSize(2);
    assertThat(read.bad())
        .containsExactly(
            new SceneListRow.InvalidRow(
                3, reason, broken.stripTrailing(), LandsatId.findAll(broken)));
  }

  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "130 | 12.58 | cloudCover 130 is above 100",
        "cloudy | 12.58 | cloudCover \"cloudy\" cannot be read",
        "1e999 | 12.58 | cloudCover \"1e999\" cannot be read",
        ",300, | ,15, | path \"300\" is not 1 to 251",
        ",x, | ,32, | row \"x\" cannot be read",
        "LC08_L1TP_014032 | LC08_L1TP_015032 | path 15 is not that of the id",
        "91.5 | 41.38955 | max_lat 91.5 is not -90 to 90",
        "39.1 | 41.38955 | min_lat is north of max_lat",
        "NaN | 41.38955 | there is no max_lat",
        "89 | 41.38955 | max_lat is too far from min_lat",
        "7.5% | 12.58 | cloudCover \"7.5%\" cannot be read",
        "-77.8 | -75.02513 | min_lon is east of max_lon",
        "0,0,0,0 | 39.26098,-77.75745,41.38955,-75.02513 | the box from west 0.0, south 0.0 to east"
            + " 0.0, north 0.0 makes no area",
        "in\0dex | index | download_url holds U+0000, which is no character of any text",
      })
  void whatASceneMayLackIsUnknownAndWarnedAbout(String bad, String good, String warning) {
    String row = SceneLists.awsRow(1);
    int at = row.indexOf(good);
    String broken = row.substring(0, at) + bad + row.substring(at + good.length());

    SceneLists.Read read = SceneLists.read(SceneLists.AWS + broken + SceneLists.awsRow(2));

    assertThat(read.bad()).isEmpty();
    assertThat(read.warnings()).containsExactly(warning, "");
    LandsatScene scene = read.scenes().get(0);
    assertThat(scene.path()).isEqualTo(15);
    assertThat(scene.row()).isEqualTo(32);
    assertThat(scene.cloudCover()).isIn(12.58, null);
    assertThat(scene.footprint()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NULL",
        "null",
        "None",
        "nan",
        "NaN",
        "\\N",
        "N/A",
        "n/a",
        "NA",
        "-",
        "",
        " ",
        "\"\"",
        "\" NULL \"",
        "\"-\"",
        "NaT",
        "<NA>",
        "#N/A",
        "(null)",
        "-1",
        "-1.0",
        "-0.5",
        "-9999"
      })
  void whatSaysThatItIsUnknownIsUnknown(String cell) {
    String row = SceneLists.awsRow(1).replace("12.58", cell);

    SceneLists.Read read = SceneLists.read(SceneLists.AWS + row);

    assertThat(read.warnings()).containsExactly("");
    assertThat(read.scenes().get(0).cloudCover()).isNull();
  }

  @Test
  void anEndlessLineCostsThatLineAlone() {
    String endless = "x".repeat(3_000_000);

    SceneLists.Read read =
        SceneLists.read(
            SceneLists.AWS
                + SceneLists.awsRow(1)
                + endless
                + "\n"
                + SceneLists.awsRow(2)
                + endless);

    assertThat(read.scenes()).hasSize(2);
    assertThat(read.bad()).extracting(SceneListRow.InvalidRow::line).containsExactly(3L, 5L);
    assertThat(read.bad().get(0).excerpt()).isEqualTo("x".repeat(500));
    assertThat(read.seemsCut()).isTrue();
  }

  @Test
  void linesMayEndAsOnWindowsBeEmptyOrLackTheLastFeed() {
    String list = SceneLists.AWS + SceneLists.awsRow(1) + "\n\n" + SceneLists.awsRow(2);

    SceneLists.Read read = SceneLists.read(list.replace("\n", "\r\n").stripTrailing());

    assertThat(read.bad()).isEmpty();
    assertThat(read.rows()).extracting(SceneListRow::line).containsExactly(2L, 5L);
    assertThat(read.seemsCut()).isFalse();
  }

  @Test
  void aRowThatWasCutSaysSo() {
    String list = SceneLists.AWS + SceneLists.awsRow(1) + SceneLists.awsRow(2);

    assertThat(SceneLists.read(list.substring(0, list.length() - 90)).seemsCut()).isTrue();
  }

  @Test
  void bytesMayBeLatin1OrUtf8AndBeginWithAMark() {
    String list = SceneLists.AWS + SceneLists.awsRow(1).replace("example.org", "dépôt.example.org");
    byte[] mark = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    var marked = new ByteArrayOutputStream();
    marked.writeBytes(mark);
    marked.writeBytes(list.getBytes(StandardCharsets.UTF_8));

    assertThat(SceneLists.read(list.getBytes(StandardCharsets.ISO_8859_1)).scenes())
        .isEqualTo(SceneLists.read(list.getBytes(StandardCharsets.UTF_8)).scenes())
        .isEqualTo(SceneLists.read(marked.toByteArray()).scenes())
        .singleElement()
        .satisfies(scene -> assertThat(scene.url()).startsWith("https://dépôt.example.org/"));
  }

  @Test
  void compressionIsSeenInTheBytesAndMayComeInPieces() {
    var pieces = new ByteArrayOutputStream();
    pieces.writeBytes(SceneLists.gzip(SceneLists.AWS + SceneLists.awsRow(1)));
    pieces.writeBytes(SceneLists.gzip(SceneLists.awsRow(2)));
    pieces.writeBytes(SceneLists.gzip(SceneLists.awsRow(3)));

    // a network has nothing available between two pieces
    var network =
        new FilterInputStream(new ByteArrayInputStream(pieces.toByteArray())) {
          @Override
          public int available() {
            return 0;
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws java.io.IOException {
            return super.read(bytes, offset, Math.min(length, 64));
          }
        };

    assertThat(SceneLists.read(network).scenes()).hasSize(3);
  }

  @Test
  void compressedBytesThatEndEarlyAreNotTheEndOfTheList() {
    byte[] whole = SceneLists.gzip(SceneLists.AWS + SceneLists.awsRow(1) + SceneLists.awsRow(2));

    assertThatThrownBy(() -> SceneLists.read(Arrays.copyOf(whole, whole.length - 9)))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void otherFilesAreRefusedWithWhatWasFoundAndWhatIsKnown() {
    assertThatThrownBy(() -> SceneLists.read("<html><head>,<title>Sign in</title>\n"))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE))
        .hasMessageContaining("<html><head>,<title>Sign in</title>")
        .hasMessageContaining("AWS scene_list (acquisitionDate, path, row, download_url)")
        .hasMessageContaining("Google index")
        .hasMessageContaining("EarthExplorer");
    assertThatThrownBy(() -> SceneLists.read("")).hasMessageContaining("it is empty");
    assertThatThrownBy(() -> SceneLists.read(SceneLists.gzip("")))
        .hasMessageContaining("it is empty");
  }

  @Test
  void aColumnThatIsReadAndStandsThereTwiceIsRefused() {
    assertThatThrownBy(
            () -> SceneLists.read("productId,acquisitionDate,Path,row,download_url, PATH\n"))
        .hasMessageContaining("names the column path twice");
  }
}
