package io.landfall.raster.pack;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import com.github.luben.zstd.util.ZstdVersion;
import io.landfall.raster.BlockCompressor;
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
  private final DirectBytes in = new DirectBytes();
  private final DirectBytes out = new DirectBytes();

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

  /** Returns the library and its version, on which the packed bytes depend. */
  static String version() {
    return "zstd-jni " + ZstdVersion.VERSION;
  }

  @Override
  public byte[] pack(byte[] raw, int length, boolean repetitive) {
    try {
      int most = Math.toIntExact(Zstd.compressBound(length));
      ByteBuffer packed = out.atLeast(most);
      int size =
          compressor.compressDirectByteBuffer(packed, 0, most, in.holding(raw, length), 0, length);
      byte[] result = new byte[size];
      packed.get(0, result);
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void unpack(byte[] packed, byte[] raw) {
    try {
      ByteBuffer unpacked = out.atLeast(raw.length);
      int size =
          decompressor.decompressDirectByteBuffer(
              unpacked, 0, raw.length, in.holding(packed, packed.length), 0, packed.length);
      if (size < raw.length) {
        throw Unpacking.damaged(
            "it holds %d bytes instead of %d".formatted(size, raw.length), null);
      }
      unpacked.get(0, raw);
    } catch (ZstdException e) {
      throw Unpacking.damaged(e.getMessage(), e);
    } finally {
      Reference.reachabilityFence(this);
    }
  }
}
