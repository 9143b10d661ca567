package io.landfall.raster;

import io.landfall.raster.RasterException.Kind;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * DEFLATE by the JDK. On imagery after a predictor, searching for repeats gains some 4 % of size
 * for ten times the time, so up to level 6 only Huffman coding is used where no repeats are to be
 * expected, and zlib's level 1 elsewhere; from level 7 on zlib's own level, 9 at most.
 */
final class JdkDeflate implements BlockCompressor {
  private static final int THOROUGH = 7;

  private final Deflater huffman;
  private final Deflater repeats;
  private byte[] buffer = new byte[0];

  JdkDeflate(int level) {
    repeats = new Deflater(level < THOROUGH ? 1 : Math.min(level, 9));
    huffman = level < THOROUGH ? new Deflater(1) : repeats;
    if (level < THOROUGH) {
      huffman.setStrategy(Deflater.HUFFMAN_ONLY);
    }
  }

  @Override
  public byte[] pack(byte[] raw, int length, boolean repetitive) {
    Deflater deflater = repetitive ? repeats : huffman;
    int most = length + length / 1000 + 1024;
    if (buffer.length < most) {
      buffer = new byte[most];
    }
    deflater.reset();
    deflater.setInput(raw, 0, length);
    deflater.finish();
    int size = 0;
    while (!deflater.finished()) {
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * size);
      }
      size += deflater.deflate(buffer, size, buffer.length - size);
    }
    return Arrays.copyOf(buffer, size);
  }

  @Override
  public void unpack(byte[] packed, byte[] raw) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int size = 0;
      while (size < raw.length && !inflater.finished()) {
        int count = inflater.inflate(raw, size, raw.length - size);
        if (count == 0 && inflater.needsInput()) {
          break;
        }
        size += count;
      }
      if (size < raw.length) {
        throw new RasterException(
            Kind.DAMAGED,
            "Cannot unpack a tile: it holds %d bytes instead of %d.".formatted(size, raw.length));
      }
    } catch (DataFormatException e) {
      throw new RasterException(
          Kind.DAMAGED, "Cannot unpack a tile: %s.".formatted(e.getMessage()), e);
    } finally {
      inflater.end();
    }
  }
}
