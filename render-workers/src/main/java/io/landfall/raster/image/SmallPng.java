package io.landfall.raster.image;

import io.landfall.model.Resampling;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.compress.BlockCompressor;
import io.landfall.raster.compress.Compressors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.zip.CRC32;

/**
 * Encodes small images as PNG, at once and quickly: by libdeflate where it is, with the quick row
 * filters. Up to 256 colours become a palette. Pixels without data are transparent, by the palette
 * or an alpha channel: not all clients, as GDAL's of tiles, know of a transparent colour.
 */
public final class SmallPng {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int LEVEL = 1;
  private static final int COLOUR = 2;
  private static final int OPACITY = 4;
  private static final int PALETTE = 3;
  private static final int CHUNK_OVERHEAD = 12;

  /** Each has memory of its own; as many as threads that encode at a time. */
  private static final Deque<BlockCompressor> COMPRESSORS = new ConcurrentLinkedDeque<>();

  private SmallPng() {}

  /** Returns the file. */
  public static byte[] encode(ShownPixels pixels) {
    IndexedColors indexed = pixels.bands() == 3 ? IndexedColors.of(pixels) : null;
    if (indexed != null) {
      return file(
          pixels,
          PALETTE,
          unfiltered(indexed.indices(), pixels.width(), pixels.height()),
          indexed.palette(),
          indexed.transparent());
    }
    int colour = pixels.bands() == 3 ? COLOUR : 0;
    boolean byAlpha = !pixels.isOpaque();
    byte[] samples = byAlpha ? withAlpha(pixels) : pixels.samples();
    int channels = pixels.bands() + (byAlpha ? 1 : 0);
    byte[] filtered = PngFilters.filter(samples, pixels.width() * channels, channels);
    return file(pixels, byAlpha ? colour | OPACITY : colour, filtered, null, null);
  }

  private static byte[] withAlpha(ShownPixels pixels) {
    int bands = pixels.bands();
    byte[] from = pixels.samples();
    byte[] opacity = pixels.opacity();
    byte[] into = new byte[from.length + opacity.length];
    for (int i = 0, at = 0, source = 0; i < opacity.length; i++) {
      for (int band = 0; band < bands; band++) {
        into[at++] = from[source++];
      }
      into[at++] = opacity[i];
    }
    return into;
  }

  private static byte[] unfiltered(byte[] indices, int width, int height) {
    byte[] rows = new byte[(width + 1) * height];
    for (int y = 0; y < height; y++) {
      System.arraycopy(indices, y * width, rows, y * (width + 1) + 1, width);
    }
    return rows;
  }

  private static byte[] file(
      ShownPixels pixels, int colour, byte[] rows, byte[] palette, byte[] transparent) {
    byte[] data = compress(rows, !pixels.isOpaque());
    int size =
        SIGNATURE.length
            + CHUNK_OVERHEAD * 3
            + 13
            + data.length
            + (palette == null ? 0 : CHUNK_OVERHEAD + palette.length)
            + (transparent == null ? 0 : CHUNK_OVERHEAD + transparent.length);
    ByteBuffer file = ByteBuffer.allocate(size).put(SIGNATURE);
    byte[] header =
        ByteBuffer.allocate(13)
            .putInt(pixels.width())
            .putInt(pixels.height())
            .put((byte) Byte.SIZE)
            .put((byte) colour)
            .array(); // and three zeros: deflate, the five filters, not interlaced
    chunk(file, "IHDR", header);
    if (palette != null) {
      chunk(file, "PLTE", palette);
    }
    if (transparent != null) {
      chunk(file, "tRNS", transparent);
    }
    chunk(file, "IDAT", data);
    chunk(file, "IEND", new byte[0]);
    return file.array();
  }

  private static void chunk(ByteBuffer file, String kind, byte[] data) {
    file.putInt(data.length);
    int at = file.position();
    file.put(kind.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(file.array(), at, file.position() - at);
    file.putInt((int) crc.getValue());
  }

  private static byte[] compress(byte[] rows, boolean repetitive) {
    BlockCompressor compressor = COMPRESSORS.poll();
    if (compressor == null) {
      compressor =
          Compressors.of(
              new OutputFormat(
                  OutputFormat.FileFormat.PNG,
                  OutputFormat.BlockCompression.DEFLATE,
                  null,
                  LEVEL,
                  1,
                  0,
                  Resampling.NEAREST));
    }
    byte[] compressed = compressor.compress(rows, rows.length, repetitive);
    COMPRESSORS.push(compressor);
    return compressed;
  }
}
