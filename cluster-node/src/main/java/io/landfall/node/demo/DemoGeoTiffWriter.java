package io.landfall.node.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes one band of 16-bit counts as a GeoTIFF as data providers do: north up, in a UTM zone,
 * tiles of 256 pixels, DEFLATE with differences. For the demonstration's sources only; results are
 * written by {@code io.landfall.raster.cog}.
 */
final class DemoGeoTiffWriter {
  private static final int TILE = 256;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 12;
  private static final int ASCII = 2;

  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final List<DemoTag> entries = new ArrayList<>();

  private record DemoTag(int tag, int type, int count, byte[] value) {}

  private DemoGeoTiffWriter() {
    data.writeBytes(new byte[] {'I', 'I', 42, 0, 0, 0, 0, 0});
  }

  /**
   * Writes the file.
   *
   * @param samples row-major, {@code size} columns and rows; 0 is no-data
   * @param west ground x of the left edge
   * @param north ground y of the upper edge
   * @param metres side of a pixel
   */
  static void write(
      Path file, short[] samples, int size, int epsg, double west, double north, double metres)
      throws IOException {
    var tiff = new DemoGeoTiffWriter();
    tiff.shorts(256, size); // ImageWidth
    tiff.shorts(257, size); // ImageLength
    tiff.shorts(258, 16); // BitsPerSample
    tiff.shorts(259, 8); // Compression: DEFLATE
    tiff.shorts(262, 1); // PhotometricInterpretation: BlackIsZero
    tiff.shorts(277, 1); // SamplesPerPixel
    tiff.shorts(317, 2); // Predictor: differences
    tiff.shorts(322, TILE);
    tiff.shorts(323, TILE);
    tiff.tiles(samples, size);
    tiff.doubles(33550, metres, metres, 0); // ModelPixelScale
    tiff.doubles(33922, 0, 0, 0, west, north, 0); // ModelTiepoint
    // GeoKeys: projected, pixel is area, the code of the CRS
    tiff.shorts(34735, 1, 1, 0, 3, 1024, 0, 1, 1, 1025, 0, 1, 1, 3072, 0, 1, epsg);
    tiff.add(42113, ASCII, 2, "0\0".getBytes(StandardCharsets.US_ASCII)); // GDAL_NODATA
    Files.write(file, tiff.finish());
  }

  private void tiles(short[] samples, int size) {
    int across = (size + TILE - 1) / TILE;
    ByteBuffer offsets = littleEndianBuffer(across * across * 4);
    ByteBuffer counts = littleEndianBuffer(across * across * 4);
    for (int row = 0; row < across; row++) {
      for (int column = 0; column < across; column++) {
        offsets.putInt(data.size());
        byte[] compressed = compressTile(samples, size, column * TILE, row * TILE);
        data.writeBytes(compressed);
        counts.putInt(compressed.length);
      }
    }
    add(324, LONG, across * across, offsets.array()); // TileOffsets
    add(325, LONG, across * across, counts.array()); // TileByteCounts
  }

  private static byte[] compressTile(short[] samples, int size, int left, int top) {
    ByteBuffer raw = littleEndianBuffer(TILE * TILE * 2);
    for (int row = 0; row < TILE; row++) {
      short before = 0;
      for (int column = 0; column < TILE; column++) {
        boolean inside = top + row < size && left + column < size;
        short value = inside ? samples[(top + row) * size + left + column] : 0;
        raw.putShort((short) (value - before));
        before = value;
      }
    }
    var compressed = new ByteArrayOutputStream();
    var deflater = new Deflater(3);
    try (var out = new DeflaterOutputStream(compressed, deflater)) {
      out.write(raw.array());
    } catch (IOException e) {
      throw new IllegalStateException(e); // memory does not fail so
    } finally {
      deflater.end();
    }
    return compressed.toByteArray();
  }

  private void shorts(int tag, int... values) {
    ByteBuffer bytes = littleEndianBuffer(values.length * 2);
    for (int value : values) {
      bytes.putShort((short) value);
    }
    add(tag, SHORT, values.length, bytes.array());
  }

  private void doubles(int tag, double... values) {
    ByteBuffer bytes = littleEndianBuffer(values.length * 8);
    for (double value : values) {
      bytes.putDouble(value);
    }
    add(tag, DOUBLE, values.length, bytes.array());
  }

  private void add(int tag, int type, int count, byte[] value) {
    entries.add(new DemoTag(tag, type, count, value));
  }

  /** Values of over four bytes go before the directory, which goes last. */
  private byte[] finish() {
    ByteBuffer directory = littleEndianBuffer(2 + entries.size() * 12 + 4);
    directory.putShort((short) entries.size());
    for (DemoTag entry : entries) {
      directory.putShort((short) entry.tag()).putShort((short) entry.type()).putInt(entry.count());
      if (entry.value().length <= 4) {
        directory.put(entry.value()).put(new byte[4 - entry.value().length]);
      } else {
        align();
        directory.putInt(data.size());
        data.writeBytes(entry.value());
      }
    }
    align();
    int directoryOffset = data.size();
    data.writeBytes(directory.array());
    byte[] file = data.toByteArray();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(4, directoryOffset);
    return file;
  }

  private void align() {
    if (data.size() % 2 != 0) {
      data.write(0);
    }
  }

  private static ByteBuffer littleEndianBuffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
