package io.landfall.raster.compress;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * DEFLATE by {@link LibDeflate}, whose levels go further than zlib's and gain more each. The memory
 * of its compressor lives as long as this.
 */
public final class NativeDeflateCompressor implements BlockCompressor {
  private static final Cleaner CLEANER = Cleaner.create();

  private final LibDeflate library;
  private final NativeInflater inflater;
  private final long compressor;
  private final DirectBuffer in = new DirectBuffer();
  private final DirectBuffer out = new DirectBuffer();

  /**
   * Makes one.
   *
   * @param level 1 to 12; higher is smaller and slower
   */
  public NativeDeflateCompressor(LibDeflate library, int level) {
    this.library = library;
    this.inflater = NativeInflater.of(library);
    this.compressor = library.newCompressor(Math.min(level, LibDeflate.MAX_LEVEL));
    CLEANER.register(this, new CompressorCleanup(library, compressor));
  }

  private record CompressorCleanup(LibDeflate library, long compressor) implements Runnable {
    @Override
    public void run() {
      library.freeCompressor(compressor);
    }
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    try {
      ByteBuffer compressed = out.atLeast(library.compressBound(compressor, length));
      int size = library.compress(compressor, in.holding(raw, length), length, compressed);
      if (size == 0) {
        throw new IllegalStateException(
            "Cannot compress %d bytes: the bound is wrong.".formatted(length));
      }
      byte[] result = new byte[size];
      compressed.get(0, result);
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void decompress(byte[] compressed, byte[] raw) {
    Decompression.inflateFully(inflater, compressed, raw);
  }
}
