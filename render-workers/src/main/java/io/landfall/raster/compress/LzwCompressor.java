package io.landfall.raster.compress;

import io.landfall.raster.tiff.codec.Codec;
import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.format.Compression;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * LZW as TIFF 6 defines it and libtiff writes it: codes of 9 to 12 bits, highest bit first, one
 * code wider early; all is forgotten when the table is full.
 */
public final class LzwCompressor implements BlockCompressor {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int FIRST = 258;
  private static final int FULL = 4094;
  private static final int HASH_BITS = 13;
  private static final Codec CODEC = Codecs.standard().of(Compression.LZW.number());

  /** Open addressing: prefix code, 12 bits; next byte, 8 bits; code of both, 12 bits. 0: none. */
  private final int[] table = new int[1 << HASH_BITS];

  private byte[] buffer = new byte[0];
  private int size;
  private long bits;
  private int held;

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    begin(length);
    int width = 9;
    int next = FIRST;
    put(CLEAR, width);
    Arrays.fill(table, 0);
    int prefix = length == 0 ? -1 : raw[0] & 0xFF;
    for (int i = 1; i < length; i++) {
      int key = prefix << 8 | raw[i] & 0xFF;
      int slot = key * 0x9E3779B1 >>> 32 - HASH_BITS;
      int entry = table[slot];
      while (entry != 0 && entry >>> 12 != key) {
        slot = slot + 1 & (1 << HASH_BITS) - 1;
        entry = table[slot];
      }
      if (entry != 0) {
        prefix = entry & 0xFFF;
        continue;
      }
      put(prefix, width);
      prefix = raw[i] & 0xFF;
      table[slot] = key << 12 | next++;
      if (next == FULL) {
        put(CLEAR, width);
        Arrays.fill(table, 0);
        width = 9;
        next = FIRST;
      } else if (next == 1 << width) {
        width++;
      }
    }
    return end(prefix, width, next);
  }

  /** Makes room for a code of 12 bits a byte, and one in between each time the table is full. */
  private void begin(int length) {
    int bound = Math.toIntExact((length + length / 2048L + 8) * 3 / 2 + 8);
    if (buffer.length < bound) {
      buffer = new byte[bound];
    }
    size = 0;
    bits = 0;
    held = 0;
  }

  /** A reader adds one more string after the last code, so END may be wider than that. */
  private byte[] end(int last, int width, int next) {
    int wide = width;
    if (last >= 0) {
      put(last, width);
      if (next + 1 == FULL) {
        put(CLEAR, width);
        wide = 9;
      } else if (next + 1 == 1 << width) {
        wide++;
      }
    }
    put(END, wide);
    for (; held > 0; held -= 8) {
      buffer[size++] = (byte) (held >= 8 ? bits >>> held - 8 : bits << 8 - held);
    }
    return Arrays.copyOf(buffer, size);
  }

  private void put(int code, int width) {
    bits = bits << width | code;
    held += width;
    if (held >= 32) {
      held -= 32;
      int word = (int) (bits >>> held);
      buffer[size] = (byte) (word >>> 24);
      buffer[size + 1] = (byte) (word >>> 16);
      buffer[size + 2] = (byte) (word >>> 8);
      buffer[size + 3] = (byte) word;
      size += 4;
    }
  }

  @Override
  public void decompress(byte[] compressed, byte[] raw) {
    try {
      int count = CODEC.decode(Codec.EncodedBlock.ofSamples(compressed), raw, raw.length);
      if (count < raw.length) {
        throw Decompression.damaged(
            "it holds %d bytes instead of %d".formatted(count, raw.length), null);
      }
    } catch (DataFormatException e) {
      throw Decompression.damaged(e.getMessage(), e);
    }
  }
}
