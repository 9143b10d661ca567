package io.landfall.raster.tiff;

import io.landfall.raster.tiff.format.Tag;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.Deflater;

/**
 * Makes small TIFFs byte by byte, sound and unsound: each directory is a map of tags to values,
 * written before its blocks; {@code long[]} becomes LONG (LONG8 in BigTIFF), {@code double[]}
 * DOUBLE, {@code String} ASCII.
 */
public final class TinyTiff {
  private final ByteOrder order;
  private final boolean big;
  private final int maxBytes;
  private final List<Map<Integer, Object>> directories = new ArrayList<>();
  private final List<byte[][]> blocks = new ArrayList<>();

  public TinyTiff(ByteOrder order, boolean big) {
    this(order, big, 1 << 20);
  }

  /** Makes a file of at most {@code maxBytes}. */
  public TinyTiff(ByteOrder order, boolean big, int maxBytes) {
    this.order = order;
    this.big = big;
    this.maxBytes = maxBytes;
  }

  /** Returns the tags of a gray image in strips; {@code sampleFormat} as the tag has it. */
  public static Map<Integer, Object> gray(
      int width, int height, int rows, int bits, int sampleFormat) {
    var tags = new TreeMap<Integer, Object>();
    tags.put(Tag.IMAGE_WIDTH, new long[] {width});
    tags.put(Tag.IMAGE_LENGTH, new long[] {height});
    tags.put(Tag.BITS_PER_SAMPLE, new long[] {bits});
    tags.put(Tag.COMPRESSION, new long[] {1});
    tags.put(Tag.PHOTOMETRIC, new long[] {1});
    tags.put(Tag.SAMPLES_PER_PIXEL, new long[] {1});
    tags.put(Tag.ROWS_PER_STRIP, new long[] {rows});
    tags.put(Tag.SAMPLE_FORMAT, new long[] {sampleFormat});
    return tags;
  }

  /** Adds a directory; the tags of block offsets and lengths are put in unless they are there. */
  public TinyTiff image(Map<Integer, Object> tags, byte[]... compressed) {
    directories.add(new TreeMap<>(tags));
    blocks.add(compressed);
    return this;
  }

  public static byte[] deflated(byte[] raw) {
    var deflater = new Deflater();
    deflater.setInput(raw);
    deflater.finish();
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[8192];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }

  public MemoryBytes file() {
    var out = ByteBuffer.allocate(maxBytes).order(order);
    out.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    out.putShort((short) (big ? 43 : 42));
    if (big) {
      out.putShort((short) 8).putShort((short) 0);
    }
    int link = out.position();
    putOffset(out, 0);
    for (int i = 0; i < directories.size(); i++) {
      var tags = directories.get(i);
      putBlocks(out, tags, blocks.get(i));
      out.position(out.position() + 1 & ~1);
      int at = out.position();
      out.position(link);
      putOffset(out, at);
      out.position(at);
      link = putDirectory(out, tags);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return new MemoryBytes("tiny.tif", bytes);
  }

  private static void putBlocks(ByteBuffer out, Map<Integer, Object> tags, byte[][] compressed) {
    long[] offsets = new long[compressed.length];
    long[] lengths = new long[compressed.length];
    for (int i = 0; i < compressed.length; i++) {
      offsets[i] = compressed[i].length == 0 ? 0 : out.position();
      lengths[i] = compressed[i].length;
      out.put(compressed[i]);
    }
    boolean tiled = tags.containsKey(Tag.TILE_WIDTH);
    tags.putIfAbsent(tiled ? Tag.TILE_OFFSETS : Tag.STRIP_OFFSETS, offsets);
    tags.putIfAbsent(tiled ? Tag.TILE_BYTE_COUNTS : Tag.STRIP_BYTE_COUNTS, lengths);
  }

  /** Writes a directory and the values that do not fit into it; returns where its link is. */
  private int putDirectory(ByteBuffer out, Map<Integer, Object> tags) {
    int entryBytes = big ? 20 : 12;
    int link = out.position() + (big ? 8 : 2) + tags.size() * entryBytes;
    int spill = link + (big ? 8 : 4);
    if (big) {
      out.putLong(tags.size());
    } else {
      out.putShort((short) tags.size());
    }
    for (var tag : tags.entrySet()) {
      byte[] value = encode(tag.getValue());
      out.putShort((short) (int) tag.getKey()).putShort((short) type(tag.getValue()));
      putOffset(out, count(tag.getValue()));
      int next = out.position() + (big ? 8 : 4);
      if (value.length > (big ? 8 : 4)) {
        putOffset(out, spill);
        out.position(spill);
        spill += value.length;
      }
      out.put(value).position(next);
    }
    putOffset(out, 0);
    out.position(spill);
    return link;
  }

  private int type(Object value) {
    return value instanceof String ? 2 : value instanceof double[] ? 12 : big ? 16 : 4;
  }

  private static int count(Object value) {
    return value instanceof String text
        ? text.getBytes(StandardCharsets.UTF_8).length + 1
        : value instanceof double[] doubles ? doubles.length : ((long[]) value).length;
  }

  private byte[] encode(Object value) {
    var out = ByteBuffer.allocate(count(value) * 8).order(order);
    if (value instanceof String text) {
      out.put(text.getBytes(StandardCharsets.UTF_8)).put((byte) 0);
    } else if (value instanceof double[] doubles) {
      for (double number : doubles) {
        out.putDouble(number);
      }
    } else {
      for (long number : (long[]) value) {
        putOffset(out, number);
      }
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  private void putOffset(ByteBuffer out, long value) {
    if (big) {
      out.putLong(value);
    } else {
      out.putInt((int) value);
    }
  }
}
