package io.landfall.raster.compress;

import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * DEFLATE by the JDK. On imagery after a predictor, searching for repeats gains some 4 % of size
 * for ten times the time, so up to level 6 only Huffman coding is used where no repeats are to be
 * expected, and zlib's level 1 elsewhere; from level 7 on zlib's own level, 9 at most.
 */
public final class JdkDeflateCompressor implements BlockCompressor {
  private static final int THOROUGH = 7;
  private static final ZlibInflater INFLATER = new JdkInflater();

  private final Deflater huffman;
  private final Deflater repeats;
  private byte[] buffer = new byte[0];

  /**
   * Makes one.
   *
   * @param level 1 to 12; from 9 on the same
   */
  public JdkDeflateCompressor(int level) {
    repeats = new Deflater(level < THOROUGH ? 1 : Math.min(level, 9));
    huffman = level < THOROUGH ? new Deflater(1) : repeats;
    if (level < THOROUGH) {
      huffman.setStrategy(Deflater.HUFFMAN_ONLY);
    }
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    Deflater deflater = repetitive ? repeats : huffman;
    int bound = length + length / 1000 + 1024;
    if (buffer.length < bound) {
      buffer = new byte[bound];
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
  public void decompress(byte[] compressed, byte[] raw) {
    Decompression.inflateFully(INFLATER, compressed, raw);
  }
}
