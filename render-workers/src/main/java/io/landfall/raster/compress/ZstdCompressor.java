package io.landfall.raster.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.ZstdVersion;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * Zstandard, TIFF compression 50000: one frame a block, which tells its size and has no checksum,
 * as GDAL writes it.
 */
public final class ZstdCompressor implements BlockCompressor {
  /** The highest level, the slowest. */
  public static final int MAX_LEVEL = 22;

  private static final Cleaner CLEANER = Cleaner.create();

  private final ZstdCompressCtx compressor = new ZstdCompressCtx();
  private final ZstdDecompressCtx decompressor = new ZstdDecompressCtx();
  private final DirectBuffer in = new DirectBuffer();
  private final DirectBuffer out = new DirectBuffer();

  /**
   * Makes one.
   *
   * @param level 1 to 22; higher is smaller and slower
   */
  public ZstdCompressor(int level) {
    compressor.setLevel(Math.min(level, MAX_LEVEL)).setContentSize(true).setChecksum(false);
    CLEANER.register(this, release(compressor, decompressor));
  }

  /** Knows not the object whose end it waits for. */
  private static Runnable release(ZstdCompressCtx compressor, ZstdDecompressCtx decompressor) {
    return () -> {
      compressor.close();
      decompressor.close();
    };
  }

  /** Returns the library and its version, on which the compressed bytes depend. */
  static String version() {
    return "zstd-jni " + ZstdVersion.VERSION;
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    try {
      int bound = Math.toIntExact(Zstd.compressBound(length));
      ByteBuffer compressed = out.atLeast(bound);
      int size =
          compressor.compressDirectByteBuffer(
              compressed, 0, bound, in.holding(raw, length), 0, length);
      byte[] result = new byte[size];
      compressed.get(0, result);
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void decompress(byte[] compressed, byte[] raw) {
    try {
      ByteBuffer decompressed = out.atLeast(raw.length);
      int size =
          decompressor.decompressDirectByteBuffer(
              decompressed,
              0,
              raw.length,
              in.holding(compressed, compressed.length),
              0,
              compressed.length);
      if (size < raw.length) {
        throw Decompression.damaged(
            "it holds %d bytes instead of %d".formatted(size, raw.length), null);
      }
      decompressed.get(0, raw);
    } catch (ZstdException e) {
      throw Decompression.damaged(e.getMessage(), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
