package io.landfall.raster.tileset;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.TileFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** The file is read back by what the format's text says. */
class PmtilesWriterTest {
  private static final TileSetMetadata METADATA =
      new TileSetMetadata(
          "a \"name\"",
          "of it",
          TileFormat.PNG,
          3,
          9,
          new double[] {-10, -20, 30.5, 40},
          10.25,
          10);

  @Test
  void aSmallFileHasOneDirectory() throws IOException {
    Map<Long, String> tiles = new TreeMap<>(Map.of(85L, "a", 86L, "b", 90L, "c"));
    byte[] file = write(tiles);
    assertThat(read(file)).isEqualTo(tiles);
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(file, 0, 7, StandardCharsets.US_ASCII)).isEqualTo("PMTiles");
    assertThat(header.getLong(48)).as("bytes of leaf directories").isZero();
    assertThat(file[96]).as("clustered").isEqualTo((byte) 1);
    assertThat(file[99]).as("PNG").isEqualTo((byte) 2);
    assertThat(file[100]).isEqualTo((byte) 3);
    assertThat(file[101]).isEqualTo((byte) 9);
    assertThat(header.getInt(102)).isEqualTo(-100_000_000);
    assertThat(header.getInt(110)).isEqualTo(305_000_000);
    assertThat(header.getInt(119)).isEqualTo(102_500_000);
    int at = (int) header.getLong(24);
    String told = new String(gunzip(file, at, (int) header.getLong(32)), StandardCharsets.UTF_8);
    assertThat(told).startsWith("{\"name\":\"a \\u0022name\\u0022\",").contains("\"of it\"");
  }

  @Test
  void manyTilesHaveLeafDirectories() throws IOException {
    Map<Long, String> tiles = new TreeMap<>();
    for (long id = 0; id < 40_000; id++) {
      tiles.put(21_845 + id * 3 / 2, "tile " + id % 7 * id % 1_000);
    }
    byte[] file = write(tiles);
    assertThat(read(file)).isEqualTo(tiles);
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getLong(48)).isPositive();
    assertThat(header.getLong(72)).as("addressed tiles").isEqualTo(40_000);
    assertThat(write(tiles)).isEqualTo(file);
  }

  @Test
  void leavesGrowSoThatTheRootHasRoomForThem() throws IOException {
    var writer = new PmtilesWriter(OutputStream.nullOutputStream(), METADATA);
    byte[][] images = {new byte[300], new byte[4_000], new byte[90]};
    long id = 0;
    for (int i = 0; i < 2_500_000; i++) {
      id += 1 + (i * 7_919L % 13);
      writer.add(id, 0, 0, 0, images[(int) (i * 104_729L % 31 % 3)]);
    }
    byte[] front = writer.finish();
    ByteBuffer header = ByteBuffer.wrap(front).order(ByteOrder.LITTLE_ENDIAN);
    long bytes = header.getLong(16);
    ByteBuffer root = ByteBuffer.wrap(gunzip(front, (int) header.getLong(8), (int) bytes));
    assertThat(header.getLong(72)).as("addressed tiles").isEqualTo(2_500_000);
    assertThat(number(root)).as("leaves").isBetween(513L, 600L);
  }

  @Test
  void neighboursThatAreEqualAreStoredOnce() throws IOException {
    Map<Long, String> tiles = new TreeMap<>(Map.of(5L, "sea", 6L, "sea", 7L, "sea", 9L, "sea"));
    byte[] file = write(tiles);
    assertThat(read(file)).isEqualTo(tiles);
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getLong(72)).as("addressed").isEqualTo(4);
    assertThat(header.getLong(80)).as("entries").isEqualTo(2);
    assertThat(header.getLong(64)).as("bytes of tiles").isEqualTo(6);
  }

  private static byte[] write(Map<Long, String> tiles) throws IOException {
    var out = new ByteArrayOutputStream();
    var writer = new PmtilesWriter(out, METADATA);
    for (Map.Entry<Long, String> tile : tiles.entrySet()) {
      writer.add(tile.getKey(), 0, 0, 0, tile.getValue().getBytes(StandardCharsets.UTF_8));
    }
    byte[] front = writer.finish();
    byte[] file = out.toByteArray();
    System.arraycopy(front, 0, file, 0, front.length);
    return file;
  }

  private static Map<Long, String> read(byte[] file) throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(header.getLong(8) + header.getLong(16)).isLessThanOrEqualTo(16_384);
    Map<Long, String> tiles = new TreeMap<>();
    read(file, (int) header.getLong(8), (int) header.getLong(16), tiles);
    return tiles;
  }

  private static void read(byte[] file, int at, int length, Map<Long, String> tiles)
      throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer directory = ByteBuffer.wrap(gunzip(file, at, length));
    int count = (int) number(directory);
    long[][] columns = new long[4][count];
    for (long[] column : columns) {
      for (int i = 0; i < count; i++) {
        column[i] = number(directory);
      }
    }
    for (int i = 0; i < count; i++) {
      columns[0][i] += i == 0 ? 0 : columns[0][i - 1];
      columns[3][i] =
          columns[3][i] == 0 ? columns[3][i - 1] + columns[2][i - 1] : columns[3][i] - 1;
      int bytes = (int) columns[2][i];
      if (columns[1][i] == 0) {
        read(file, (int) (header.getLong(40) + columns[3][i]), bytes, tiles);
      }
      for (long tile = 0; tile < columns[1][i]; tile++) {
        int from = (int) (header.getLong(56) + columns[3][i]);
        tiles.put(columns[0][i] + tile, new String(file, from, bytes, StandardCharsets.UTF_8));
      }
    }
    assertThat(directory.hasRemaining()).isFalse();
  }

  private static byte[] gunzip(byte[] file, int at, int length) throws IOException {
    return new GZIPInputStream(new ByteArrayInputStream(file, at, length)).readAllBytes();
  }

  private static long number(ByteBuffer bytes) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte one = bytes.get();
      number |= (long) (one & 0x7f) << shift;
      if (one >= 0) {
        return number;
      }
    }
  }
}
