package io.landfall.raster.pack;

import io.landfall.raster.BlockCompressor;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/**
 * DEFLATE by {@link LibDeflate}, whose levels go further than zlib's and gain more each. The memory
 * of its compressor lives as long as this.
 */
public final class NativeDeflate implements BlockCompressor {
  private static final Cleaner CLEANER = Cleaner.create();

  private final LibDeflate library;
  private final NativeInflater inflater;
  private final long compressor;
  private final DirectBytes in = new DirectBytes();
  private final DirectBytes out = new DirectBytes();

  /**
   * Makes one.
   *
   * @param level 1 to 12; higher is smaller and slower
   */
  public NativeDeflate(LibDeflate library, int level) {
    this.library = library;
    this.inflater = NativeInflater.of(library);
    this.compressor = library.newCompressor(Math.min(level, LibDeflate.MAX_LEVEL));
    CLEANER.register(this, new Release(library, compressor));
  }

  private record Release(LibDeflate library, long compressor) implements Runnable {
    @Override
    public void run() {
      library.freeCompressor(compressor);
    }
  }

  @Override
  public byte[] pack(byte[] raw, int length, boolean repetitive) {
    try {
      ByteBuffer packed = out.atLeast(library.mostPacked(compressor, length));
      int size = library.pack(compressor, in.holding(raw, length), length, packed);
      if (size == 0) {
        throw new IllegalStateException(
            "Cannot pack %d bytes: the bound is wrong.".formatted(length));
      }
      byte[] result = new byte[size];
      packed.get(0, result);
      return result;
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public void unpack(byte[] packed, byte[] raw) {
    Unpacking.fill(inflater, packed, raw);
  }
}
