package io.landfall.raster.tiff;

import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Memory in which large blocks are decoded, as files of one strip have them: who wants one waits
 * until there is room beside those under way. Small blocks take what they need. Safe for use by
 * several threads.
 */
public final class DecodingMemory {
  /** Blocks that need no more than this do not wait, in bytes. */
  static final long SMALL = 16L << 20;

  /** The largest block as compressed, decompressed and split into planes. */
  private static final long LARGEST = 192L << 20;

  private static final int HEAP_SHARE = 4;

  /** That of this JVM: a quarter of the heap, or what the largest block takes. */
  public static final DecodingMemory OF_JVM =
      new DecodingMemory(Math.max(LARGEST, Runtime.getRuntime().maxMemory() / HEAP_SHARE));

  private final int mebibytes;
  private final Semaphore free;

  DecodingMemory(long bytes) {
    this.mebibytes = (int) Math.min(Integer.MAX_VALUE, bytes >> 20);
    this.free = new Semaphore(mebibytes, true);
  }

  /**
   * Decodes when there is room; a block that needs more than all of it is decoded alone.
   *
   * @param bytes that it takes, with what comes of it
   */
  public <T> T decode(long bytes, Supplier<T> work) {
    if (bytes <= SMALL) {
      return work.get();
    }
    int needed = (int) Math.min(mebibytes, bytes >> 20);
    free.acquireUninterruptibly(needed);
    try {
      return work.get();
    } finally {
      free.release(needed);
    }
  }

  /**
   * Memory for a block as it is in the file and as it comes out of its codec, which nobody needs
   * once it is split into planes. Each thread keeps its own: made anew, half a megabyte of zeros a
   * block costs as much as undoing its predictor, and arrays of that size are work for the
   * collector.
   */
  static final class ThreadBuffers {
    /** Larger blocks take memory of their own, bytes. */
    private static final int MOST_KEPT = 2 << 20;

    private static final ThreadLocal<ThreadBuffers> OF_THREAD =
        ThreadLocal.withInitial(ThreadBuffers::new);

    private byte[] encoded = {};
    private byte[] decoded = {};

    private ThreadBuffers() {}

    /** Returns those of the calling thread: one block at a time. */
    static ThreadBuffers ofThread() {
      return OF_THREAD.get();
    }

    /** Returns at least {@code size} bytes for what is in the file, of any content. */
    byte[] encoded(int size) {
      if (size > MOST_KEPT) {
        return new byte[size];
      }
      encoded = encoded.length < size ? new byte[size] : encoded;
      return encoded;
    }

    /** Returns at least {@code size} bytes for what the codec gives, of any content. */
    byte[] decoded(int size) {
      if (size > MOST_KEPT) {
        return new byte[size];
      }
      decoded = decoded.length < size ? new byte[size] : decoded;
      return decoded;
    }
  }
}
