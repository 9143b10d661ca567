package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TiffLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Threats T1 to T5: claims that no honest file makes are refused before memory is spent on them.
 */
class TiffLimitsTest {
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;

  @Test
  void t1AnImageOfTerabytesInAFewBytesIsRefused() {
    refuses(Map.of(Tag.IMAGE_WIDTH, new long[] {1L << 31}), "width of 2147483648");
    refuses(Map.of(Tag.IMAGE_LENGTH, new long[] {(1 << 20) + 1}), "height of 1048577");
    refuses(
        Map.of(Tag.TILE_WIDTH, new long[] {1 << 20}, Tag.TILE_LENGTH, new long[] {1 << 20}),
        "a block of 1048576 x 1048576");
    refuses(
        Map.of(
            Tag.IMAGE_WIDTH, new long[] {1 << 20},
            Tag.IMAGE_LENGTH, new long[] {1 << 20},
            Tag.TILE_WIDTH, new long[] {16},
            Tag.TILE_LENGTH, new long[] {16}),
        "blocks (at most");
  }

  @Test
  void t2AChainOfDirectoriesThatTurnsBackIsLeft() {
    var source =
        new TinyTiff(LITTLE, false).image(TinyTiff.gray(1, 1, 1, 8, 1), new byte[1]).file();
    byte[] bytes = source.bytes();
    var buffer = ByteBuffer.wrap(bytes).order(LITTLE);
    int directory = buffer.getInt(4);
    int link = directory + 2 + 12 * buffer.getShort(directory);
    buffer.putInt(link, directory);

    try (var file = TiffFile.open(source)) {
      assertThat(file.info().warnings())
          .containsExactly(
              "tiny.tif is read without its image directories after the first, as their chain turns"
                  + " back to byte "
                  + directory
                  + ".");
    }
  }

  @Test
  void t2ADirectoryIsNotItsOwnChild() {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(Tag.NEW_SUBFILE_TYPE, new long[] {1});
    tags.put(Tag.SUB_IFDS, new long[] {0});
    var source = new TinyTiff(LITTLE, false).image(tags, new byte[1]).file();
    var buffer = ByteBuffer.wrap(source.bytes()).order(LITTLE);
    int directory = buffer.getInt(4);
    int entry = directory + 2;
    while (buffer.getShort(entry) != (short) Tag.SUB_IFDS) {
      entry += 12;
    }
    buffer.putInt(entry + 8, directory);

    try (var file = TiffFile.open(source)) {
      assertThat(file.info().overviews()).isEmpty();
    }
  }

  @Test
  void t2DirectoriesBeyondTheLimitAreNotRead() {
    var tiff = new TinyTiff(LITTLE, false);
    for (int i = 0; i <= TiffLimits.DIRECTORIES; i++) {
      tiff.image(TinyTiff.gray(1, 1, 1, 8, 1), new byte[1]);
    }
    var source = tiff.file();

    try (var file = TiffFile.open(source)) {
      assertThat(file.info().warnings())
          .contains("tiny.tif is read without its image directories after the first 64.");
    }
  }

  @Test
  void t3OffsetsAndLengthsBeyondTheFileAreRefused() {
    for (long offset : new long[] {1 << 20, Long.MAX_VALUE, -1, Long.MIN_VALUE}) {
      for (long length : new long[] {4, Long.MAX_VALUE, -1}) {
        var tags = TinyTiff.gray(1, 1, 1, 8, 1);
        tags.put(Tag.STRIP_OFFSETS, new long[] {offset});
        tags.put(Tag.STRIP_BYTE_COUNTS, new long[] {length});
        var file = TiffFile.open(new TinyTiff(LITTLE, true).image(tags, new byte[4]).file());

        assertThatThrownBy(() -> file.readBlock(0, 0, 0))
            .isInstanceOf(RasterException.class)
            .hasMessageContaining("tiny.tif at byte " + Long.toUnsignedString(offset));
      }
    }
  }

  @Test
  void t3ACountThatNoFileHasRoomForIsRefused() {
    for (boolean big : new boolean[] {false, true}) {
      var source = new TinyTiff(LITTLE, big).image(TinyTiff.gray(4, 4, 1, 8, 1), fourRows()).file();
      var buffer = ByteBuffer.wrap(source.bytes()).order(LITTLE);
      int directory = big ? (int) buffer.getLong(8) : buffer.getInt(4);
      int entry = directory + (big ? 8 : 2) + 6 * (big ? 20 : 12);
      assertThat(buffer.getShort(entry)).isEqualTo((short) Tag.SAMPLES_PER_PIXEL);
      if (big) {
        buffer.putLong(entry + 4, -1);
      } else {
        buffer.putInt(entry + 4, -1);
      }

      assertThatThrownBy(() -> TiffFile.open(source))
          .isInstanceOf(RasterException.class)
          .hasMessageContaining("claims");
    }
  }

  @Test
  void t4ABombInOneBlockIsCutAtTheSizeOfTheBlock() {
    var tags = TinyTiff.gray(16, 16, 16, 8, 1);
    tags.put(Tag.COMPRESSION, new long[] {8});
    byte[] bomb = TinyTiff.deflated(new byte[64 << 20]);
    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, bomb).file());

    assertThat(file.readBlock(0, 0, 0).bytes()).isEqualTo(256);
  }

  @Test
  void t4AStreamThatEndsEarlyIsRefusedForEveryCodec() {
    for (long compression : new long[] {1, 5, 8, 32946, 32773}) {
      var tags = TinyTiff.gray(100, 100, 100, 8, 1);
      tags.put(Tag.COMPRESSION, new long[] {compression});
      byte[] shortStream = Arrays.copyOf(TinyTiff.deflated(new byte[] {1, 2, 3}), 9);
      var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, shortStream).file());

      assertThatThrownBy(() -> file.readBlock(0, 0, 0))
          .isInstanceOfSatisfying(
              RasterException.class,
              e -> assertThat(e.reason()).isEqualTo(RasterException.Reason.DAMAGED));
    }
  }

  @Test
  void t5PredictorsAndTransformsThatMakeNoSenseAreRefusedOrIgnored() {
    refuses(
        Map.of(Tag.COMPRESSION, new long[] {8}, Tag.PREDICTOR, new long[] {3}), "predictor 3 with");
    refuses(Map.of(Tag.COMPRESSION, new long[] {8}, Tag.PREDICTOR, new long[] {9}), "predictor 9");
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.put(Tag.MODEL_PIXEL_SCALE, new double[] {Double.NaN, 1, 0});
    tags.put(Tag.MODEL_TIEPOINT, new double[] {0, 0, 0, 0, Double.POSITIVE_INFINITY, 0});

    var file = TiffFile.open(new TinyTiff(LITTLE, false).image(tags, new byte[1]).file());

    assertThat(file.info().transform()).isNull();
  }

  private static byte[][] fourRows() {
    return new byte[][] {new byte[4], new byte[4], new byte[4], new byte[4]};
  }

  private static void refuses(Map<Integer, Object> change, String what) {
    var tags = TinyTiff.gray(1, 1, 1, 8, 1);
    tags.putAll(change);
    var source = new TinyTiff(LITTLE, false).image(tags, new byte[4]).file();
    assertThatThrownBy(() -> TiffFile.open(source))
        .isInstanceOf(RasterException.class)
        .hasMessageContaining(what);
  }
}
