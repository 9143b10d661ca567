package io.landfall.raster.compress;

import io.landfall.raster.tiff.codec.Codecs;
import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Decompresses zlib streams by {@link LibDeflate}, and by the JDK whatever is not exactly one sound
 * stream of the expected size: so both give the same bytes, and refuse the same streams but for
 * some that are damaged where it changes no byte of what was compressed. Keeps one decompressor a
 * thread and the memory of its largest block.
 */
public final class NativeInflater implements ZlibInflater {
  /** Larger blocks are rare, and not worth keeping so much memory for in every thread. */
  private static final int MAX_BYTES = 16 << 20;

  private static final Cleaner CLEANER = Cleaner.create();

  private final LibDeflate library;
  private final ZlibInflater tolerant = new JdkInflater();
  private final ThreadLocal<InflaterScratch> scratches;

  private NativeInflater(LibDeflate library) {
    this.library = library;
    this.scratches = ThreadLocal.withInitial(() -> new InflaterScratch(library));
  }

  /** Returns the one of {@code library}. */
  public static NativeInflater of(LibDeflate library) {
    return library.inflater();
  }

  /** Returns the fastest there is on this machine. */
  public static ZlibInflater fastest() {
    return LibDeflate.find().<ZlibInflater>map(NativeInflater::of).orElseGet(JdkInflater::new);
  }

  /** Returns the codecs of a reader, with the fastest inflater of this machine for DEFLATE. */
  public static Codecs codecs() {
    return FastestCodecs.CODECS;
  }

  /** Made when they are first wanted: to find the library takes its time. */
  private static final class FastestCodecs {
    static final Codecs CODECS = Codecs.standardWith(fastest());
  }

  static NativeInflater create(LibDeflate library) {
    return new NativeInflater(library);
  }

  /** What a thread keeps. */
  private static final class InflaterScratch {
    private final long decompressor;
    private final DirectBuffer in = new DirectBuffer();
    private final DirectBuffer out = new DirectBuffer();

    InflaterScratch(LibDeflate library) {
      this.decompressor = library.newDecompressor();
      CLEANER.register(this, new DecompressorCleanup(library, decompressor));
    }
  }

  private record DecompressorCleanup(LibDeflate library, long decompressor) implements Runnable {
    @Override
    public void run() {
      library.freeDecompressor(decompressor);
    }
  }

  @Override
  public int inflate(byte[] compressed, int length, byte[] into, int size)
      throws DataFormatException {
    if (length > compressed.length || size > into.length) {
      throw new IndexOutOfBoundsException(
          "%d of %d bytes into %d of %d".formatted(length, compressed.length, size, into.length));
    }
    if (length > MAX_BYTES || size > MAX_BYTES || !tryInflate(compressed, length, into, size)) {
      return tolerant.inflate(compressed, length, into, size);
    }
    return size;
  }

  private boolean tryInflate(byte[] compressed, int length, byte[] into, int size) {
    InflaterScratch scratch = scratches.get();
    try {
      ByteBuffer out = scratch.out.atLeast(size);
      ByteBuffer in = scratch.in.holding(compressed, length);
      if (!library.decompressExactly(scratch.decompressor, in, length, out, size)) {
        return false;
      }
      out.get(0, into, 0, size);
      return true;
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }
}
