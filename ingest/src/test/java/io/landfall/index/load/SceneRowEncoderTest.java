package io.landfall.index.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.index.postgres.BoxFootprintColumn;
import io.landfall.index.postgres.CopyRow;
import io.landfall.landsat.LandsatScene;
import io.landfall.landsat.LandsatScene.FootprintSource;
import io.landfall.landsat.LandsatScene.SunPosition;
import io.landfall.landsat.LineDigest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

class SceneRowEncoderTest {
  private static final Instant TIME = Instant.parse("2020-06-01T12:00:00Z");
  private static final SunPosition SUN = new SunPosition(45, 130);
  private static final Geometry BOX = box(10);

  private final SceneRowEncoder encoder = new SceneRowEncoder(new BoxFootprintColumn(), (short) 1);

  /** The value that MurmurHash3_x64_128 of its author, A. Appleby, gives with seed 0. */
  @Test
  void theHashIsThePublishedOne() {
    assertThat(SceneRowEncoder.idHash("The quick brown fox jumps over the lazy dog"))
        .isEqualTo(0xe34bbc7bbc071b6cL);
    assertThat(SceneRowEncoder.idHash("")).isZero();
  }

  @Test
  void everyValueOfARowIsInItsDigest() {
    List<LandsatScene> scenes =
        List.of(
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("b", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", null, TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME.plusMillis(1), 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.01, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, null, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 2, 1, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1GT", 2, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 1, "T1", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T2", SUN, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", null, "u", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "v", "b", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "c", BOX, 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", box(11), 1),
            scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 2));

    List<ByteBuffer> digests = scenes.stream().map(this::digest).toList();
    assertThat(digests).doesNotHaveDuplicates();
    for (int half = 0; half <= 8; half += 8) {
      int at = half;
      assertThat(digests.stream().map(digest -> digest.getLong(at)).distinct())
          .hasSameSizeAs(scenes);
    }
    assertThat(scenes.stream().map(this::digest)).isEqualTo(digests); // and of nothing else
  }

  @Test
  void theDigestStandsInTheRowAndThatOfValuesDoesNotDependOnTheList() {
    LandsatScene scene = scene("a", "e", TIME, 5.0, 1, 2, "L1TP", 2, "T1", SUN, "u", "b", BOX, 1);
    var ofOther = new SceneRowEncoder(new BoxFootprintColumn(), (short) 2);

    CopyRow row = encoder.encode(scene);
    LineDigest ofValues = encoder.valuesDigest();
    encoder.setDigest(new LineDigest(5, 7));
    ByteBuffer bytes = ByteBuffer.wrap(row.array(), 0, row.length());
    assertThat(bytes.getInt(2)).isEqualTo(SceneRowEncoder.DIGEST_BYTES);
    assertThat(new long[] {bytes.getLong(6), bytes.getLong(14)}).isEqualTo(new long[] {5, 7});
    assertThat(bytes.getInt(22)).isEqualTo(Short.BYTES);
    assertThat(bytes.getShort(26)).isEqualTo((short) 1);
    ofOther.encode(scene);
    assertThat(ofOther.valuesDigest()).isEqualTo(ofValues).isEqualTo(encoder.valuesDigest());
  }

  private ByteBuffer digest(LandsatScene scene) {
    encoder.encode(scene);
    LineDigest digest = encoder.valuesDigest();
    return ByteBuffer.allocate(16).putLong(digest.first()).putLong(digest.second()).flip();
  }

  private static LandsatScene scene(
      String id,
      String entityId,
      Instant acquired,
      Double cloudCover,
      int path,
      int row,
      String level,
      int collection,
      String category,
      SunPosition sun,
      String url,
      String browseUrl,
      Geometry footprint,
      int source) {
    return new LandsatScene(
        id,
        entityId,
        acquired,
        cloudCover,
        path,
        row,
        level,
        collection,
        category,
        sun,
        url,
        browseUrl,
        footprint,
        FootprintSource.values()[source]);
  }

  private static Geometry box(double east) {
    return new GeometryFactory().toGeometry(new Envelope(0, east, 0, 10));
  }
}
