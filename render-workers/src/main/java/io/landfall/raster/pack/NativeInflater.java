package io.landfall.raster.pack;

import io.landfall.raster.tiff.JdkInflater;
import io.landfall.raster.tiff.ZlibInflater;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;

/**
 * Unpacks zlib streams by {@link LibDeflate}, and by the JDK whatever is not exactly one sound
 * stream of the expected size: so both give the same bytes and refuse the same streams. Keeps one
 * decompressor a thread and the memory of its largest block.
 */
public final class NativeInflater implements ZlibInflater {
  /** Larger blocks are rare, and not worth keeping so much memory for in every thread. */
  private static final int MOST_BYTES = 16 << 20;

  private static final Cleaner CLEANER = Cleaner.create();

  private final LibDeflate library;
  private final ZlibInflater tolerant = new JdkInflater();
  private final ThreadLocal<Scratch> scratches;

  private NativeInflater(LibDeflate library) {
    this.library = library;
    this.scratches = ThreadLocal.withInitial(() -> new Scratch(library));
  }

  /** Returns the one of {@code library}. */
  public static NativeInflater of(LibDeflate library) {
    return library.inflater();
  }

  /** Returns the fastest there is on this machine. */
  public static ZlibInflater fastest() {
    return LibDeflate.find().<ZlibInflater>map(NativeInflater::of).orElseGet(JdkInflater::new);
  }

  static NativeInflater create(LibDeflate library) {
    return new NativeInflater(library);
  }

  /** What a thread keeps. */
  private static final class Scratch {
    private final long decompressor;
    private final DirectBytes in = new DirectBytes();
    private final DirectBytes out = new DirectBytes();

    Scratch(LibDeflate library) {
      this.decompressor = library.newDecompressor();
      CLEANER.register(this, new Release(library, decompressor));
    }
  }

  private record Release(LibDeflate library, long decompressor) implements Runnable {
    @Override
    public void run() {
      library.freeDecompressor(decompressor);
    }
  }

  @Override
  public int inflate(byte[] packed, int length, byte[] into, int size) throws DataFormatException {
    if (length > packed.length || size > into.length) {
      throw new IndexOutOfBoundsException(
          "%d of %d bytes into %d of %d".formatted(length, packed.length, size, into.length));
    }
    if (length > MOST_BYTES || size > MOST_BYTES || !unpacks(packed, length, into, size)) {
      return tolerant.inflate(packed, length, into, size);
    }
    return size;
  }

  private boolean unpacks(byte[] packed, int length, byte[] into, int size) {
    Scratch scratch = scratches.get();
    try {
      ByteBuffer out = scratch.out.atLeast(size);
      ByteBuffer in = scratch.in.holding(packed, length);
      if (!library.unpacks(scratch.decompressor, in, length, out, size)) {
        return false;
      }
      out.get(0, into, 0, size);
      return true;
    } finally {
      Reference.reachabilityFence(scratch);
    }
  }
}
