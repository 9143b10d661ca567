package io.landfall.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.index.query.IndexedScene;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/** What is written from rows is what is written from trees, character by character. */
class IndexedFeatureWriterTest {
  private static final ObjectMapper JSON = new ObjectMapper(new JsonFactory());
  private static final GeometryFactory WGS84 = new GeometryFactory();
  private static final List<String> IDS =
      List.of(
          "LC08_L1TP_015042_20180304_20180319_01_T1",
          "LC09_L2SP_015042_20230304_20230319_02_T1",
          "LE07_L1GT_015042_20030304_20160319_01_T2",
          "LM03_L1GS_015042_19790304_20160319_01_T2",
          "LT52320702011261CUB00",
          "LC80150422018063LGN00",
          "not \"Landsat\" é\u0001");

  @Test
  void scenesOfAllKindsAreWrittenAsTheirTreesAre() throws Exception {
    var random = new Random(5);
    for (int n = 0; n < 2_000; n++) {
      IndexedScene scene = randomScene(random);
      assertThat(written(scene))
          .isEqualTo(
              JSON.writeValueAsString(
                  BrokerFeatureJson.feature(IndexedBrokerScenes.toBrokerScene(scene))));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POLYGON ((0 0, 0 4, 4 4, 4 0, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
        "POLYGON ((10 -0.0000001, 12 0, 12 2, 10 2, 10 -0.0000001))",
        "MULTIPOLYGON (((179 1, 180 1, 180 2, 179 2, 179 1)), ((-180 1, -179 1, -179 2, -180 2,"
            + " -180 1)))",
        "MULTIPOLYGON (((0 0, 1 0, 1 1, 0 0)), ((5 5, 6 5, 6 6, 5 5)), ((-170 5, -160 5, -160 6,"
            + " -170 5)))",
        "POLYGON ((1e-7 12.3456784, 1.00000049 12.3456785, 1 13, 1e-7 12.3456784))"
      })
  void footprintsOfAnyShapeAreWrittenAsTheirTreesAre(String wkt)
      throws IOException, ParseException {
    IndexedScene scene = scene(IDS.get(0), Instant.EPOCH, 1.0, null, new WKTReader().read(wkt));
    assertThat(written(scene))
        .isEqualTo(
            JSON.writeValueAsString(
                BrokerFeatureJson.feature(IndexedBrokerScenes.toBrokerScene(scene))));
  }

  private static String written(IndexedScene scene) throws IOException {
    var text = new StringWriter();
    try (var json = JSON.getFactory().createGenerator(text)) {
      IndexedFeatureWriter.write(scene, json);
    }
    return text.toString();
  }

  private static IndexedScene randomScene(Random random) {
    Instant acquired =
        Instant.ofEpochSecond(
            random.nextInt(1_800_000_000),
            random.nextBoolean() ? 0 : random.nextInt(1_000_000_000));
    Double clouds = random.nextInt(4) == 0 ? null : (Double) (random.nextInt(10_001) / 100.0);
    String url =
        switch (random.nextInt(5)) {
          case 0 -> null;
          case 1 -> "https://pds.example.org/c1/L8/x/index.html";
          case 2 -> "c1/L8/015/042/x";
          case 3 -> "ftp://pds.example.org/x/";
          default -> "s3://bucket/prefix?x=\"1\"";
        };
    double west = random.nextDouble() * 358 - 179;
    double south = random.nextInt(160) - 80;
    Geometry footprint = WGS84.toGeometry(new Envelope(west, west + 1, south, south + 1.5));
    if (random.nextInt(4) == 0) {
      footprint =
          WGS84.createMultiPolygon(
              new Polygon[] {
                (Polygon) WGS84.toGeometry(new Envelope(178.5, 180, south, south + 2)),
                (Polygon) WGS84.toGeometry(new Envelope(-180, -179.123456789, south, south + 2))
              });
    }
    return scene(IDS.get(random.nextInt(IDS.size())), acquired, clouds, url, footprint);
  }

  private static IndexedScene scene(
      String id, Instant acquired, Double clouds, String url, Geometry footprint) {
    var listed =
        new LandsatScene(
            id,
            null,
            acquired,
            clouds,
            15,
            42,
            id.contains("L2SP") ? "L2SP" : null,
            1,
            "T1",
            null,
            url,
            null,
            footprint,
            FootprintSource.WRS2_FRAME);
    return new IndexedScene(listed, Instant.EPOCH, Instant.EPOCH, null, null);
  }
}
