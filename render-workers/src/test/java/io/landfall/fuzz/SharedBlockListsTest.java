package io.landfall.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tiff.format.FieldType;
import io.landfall.raster.tiff.format.Tag;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Threat T1: lists that many directories point at, and lists longer than an image has blocks. */
class SharedBlockListsTest {
  private static final int LIST_AT = 8192;
  private static final int BLOCKS = 1 << 22;

  @Test
  void aFileOfFourMegabytesDoesNotTakeFourGigabytes() {
    byte[] bytes = file(1 << 20, 512);
    try (var file = TiffFile.open(new MemoryBytes("shared.tif", bytes))) {
      assertThat(file.info().overviews()).as("those that fit beside the image").hasSize(1);
      assertThat(file.info().warnings())
          .anyMatch(text -> text.contains("more than 8388608 blocks"));
    }
  }

  @Test
  void anImageOfTooManyBlocksIsRefused() {
    byte[] bytes = file(1 << 20, 256);
    assertThatThrownBy(() -> TiffFile.open(new MemoryBytes("many.tif", bytes)))
        .isInstanceOf(RasterException.class)
        .hasMessageContaining("blocks");
  }

  @Test
  void listsLongerThanTheImageAreCut() {
    byte[] bytes = file(16, 16);
    try (var file = TiffFile.open(new MemoryBytes("longer.tif", bytes))) {
      assertThat(file.info().overviews()).hasSize(63);
    }
  }

  @Test
  void masksOfManyOverviewsCountOnce() {
    byte[] bytes = masked(1 << 20, 512, 1024, 8);
    try (var file = TiffFile.open(new MemoryBytes("masked.tif", bytes))) {
      assertThat(file.info().overviews()).hasSize(8);
      assertThat(file.hasMask()).isTrue();
    }
  }

  /** Makes an image with a mask, and overviews of half the size each with theirs. */
  private static byte[] masked(int side, int tileWidth, int tileHeight, int overviews) {
    var out = ByteBuffer.allocate(LIST_AT + BLOCKS).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    for (int mask = 0; mask <= 1; mask++) {
      for (int i = 0; i <= overviews; i++) {
        int kind = (i == 0 ? 0 : 1) | 4 * mask;
        boolean last = mask == 1 && i == overviews;
        put(out, kind, side >> i, tileWidth, tileHeight, last);
      }
    }
    return out.array();
  }

  /** Makes an image of 63 overviews, all as large as itself, with one list of blocks for all. */
  private static byte[] file(int side, int tile) {
    var out = ByteBuffer.allocate(LIST_AT + BLOCKS).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8);
    for (int i = 0; i < 64; i++) {
      put(out, i == 0 ? 0 : 1, side, tile, tile, i == 63);
    }
    return out.array();
  }

  /** Adds a directory; its list of blocks is the one of all. */
  private static void put(
      ByteBuffer out, int kind, int side, int tileWidth, int tileHeight, boolean last) {
    int[][] entries = {
      {Tag.NEW_SUBFILE_TYPE, FieldType.LONG.number(), 1, kind},
      {Tag.IMAGE_WIDTH, FieldType.LONG.number(), 1, side},
      {Tag.IMAGE_LENGTH, FieldType.LONG.number(), 1, side},
      {Tag.BITS_PER_SAMPLE, FieldType.SHORT.number(), 1, 8},
      {Tag.TILE_WIDTH, FieldType.LONG.number(), 1, tileWidth},
      {Tag.TILE_LENGTH, FieldType.LONG.number(), 1, tileHeight},
      {Tag.TILE_OFFSETS, FieldType.BYTE.number(), BLOCKS, LIST_AT},
      {Tag.TILE_BYTE_COUNTS, FieldType.BYTE.number(), BLOCKS, LIST_AT}
    };
    out.putShort((short) entries.length);
    for (int[] entry : entries) {
      out.putShort((short) entry[0]).putShort((short) entry[1]);
      out.putInt(entry[2]).putInt(entry[3]);
    }
    out.putInt(last ? 0 : out.position() + 4);
  }
}
