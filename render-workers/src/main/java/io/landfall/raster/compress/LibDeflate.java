package io.landfall.raster.compress;

import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system's libdeflate, if there is one: compresses and decompresses zlib streams some three
 * times as fast as the JDK. Only on machines of 64 bits. What it compresses depends on its version
 * and the level, not on the processor.
 */
public final class LibDeflate {
  /** {@value}: set to {@code off}, all is done by Java. */
  public static final String NATIVE_PROP_NAME = "landfall.native";

  /** The highest level, the slowest. */
  public static final int MAX_LEVEL = 12;

  private static final List<String> NAMES =
      List.of("deflate", "libdeflate.so.0", "libdeflate.so", "libdeflate");

  private final String version;
  private final NativeInflater inflater = NativeInflater.create(this);

  private LibDeflate() {
    this.version =
        "libdeflate "
            + CodecFingerprint.of(
                level -> new NativeDeflateCompressor(this, level), 1, 3, 6, 9, 12);
  }

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  public static Optional<LibDeflate> find() {
    return "off".equals(System.getProperty(NATIVE_PROP_NAME))
        ? Optional.empty()
        : LoadedLibrary.LIBRARY;
  }

  /**
   * Returns a name that changes whenever the compressed bytes do. The library does not tell its
   * version, so this is a checksum of how it compresses a sample.
   */
  public String version() {
    return version;
  }

  /** Returns the one inflater of all, as every one has memory in every thread. */
  NativeInflater inflater() {
    return inflater;
  }

  private static final class LoadedLibrary {
    static final Optional<LibDeflate> LIBRARY = load();

    private static Optional<LibDeflate> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          FunctionMapper names = (library, method) -> "libdeflate_" + method.getName();
          Native.register(
              NativeFunctions.class,
              NativeLibrary.getInstance(name, Map.of(Library.OPTION_FUNCTION_MAPPER, names)));
          return Optional.of(new LibDeflate());
        } catch (LinkageError missing) {
          // not under this name, or too old, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /**
   * The functions by their names without {@code libdeflate_}. Pointers and {@code size_t} are plain
   * numbers, which JNA passes on as they are.
   */
  private static final class NativeFunctions {
    private NativeFunctions() {}

    static native long alloc_compressor(int level);

    static native long zlib_compress_bound(long compressor, long size);

    static native long zlib_compress(long compressor, long in, long size, long out, long bound);

    static native void free_compressor(long compressor);

    static native long alloc_decompressor();

    static native int zlib_decompress_ex(
        long decompressor, long in, long size, long out, long bound, long inUsed, long outUsed);

    static native void free_decompressor(long decompressor);
  }

  /** Makes a compressor; {@link #freeCompressor} gives its memory back. */
  long newCompressor(int level) {
    return checkHandle(NativeFunctions.alloc_compressor(level));
  }

  void freeCompressor(long compressor) {
    NativeFunctions.free_compressor(compressor);
  }

  /** Returns the most that {@code size} bytes may take, compressed. */
  int compressBound(long compressor, int size) {
    return Math.toIntExact(NativeFunctions.zlib_compress_bound(compressor, size));
  }

  /**
   * Compresses {@code in[0 .. size)} into {@code out}.
   *
   * @return the number of bytes compressed, or 0 if they do not fit
   */
  int compress(long compressor, ByteBuffer in, int size, ByteBuffer out) {
    if (size > in.capacity()) {
      throw new IllegalArgumentException("Invalid size: %d of %d".formatted(size, in.capacity()));
    }
    try {
      return (int)
          NativeFunctions.zlib_compress(
              compressor, address(in), size, address(out), out.capacity());
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
    }
  }

  /** Makes a decompressor; {@link #freeDecompressor} gives its memory back. */
  long newDecompressor() {
    return checkHandle(NativeFunctions.alloc_decompressor());
  }

  void freeDecompressor(long decompressor) {
    NativeFunctions.free_decompressor(decompressor);
  }

  /**
   * Decompresses {@code in[0 .. size)} into {@code out[0 .. rawSize)}.
   *
   * @return whether it is one sound stream of exactly {@code rawSize} bytes
   */
  boolean decompressExactly(
      long decompressor, ByteBuffer in, int size, ByteBuffer out, int rawSize) {
    if (size > in.capacity() || rawSize > out.capacity()) {
      throw new IllegalArgumentException("Invalid sizes: %d and %d".formatted(size, rawSize));
    }
    try {
      return NativeFunctions.zlib_decompress_ex(
              decompressor, address(in), size, address(out), rawSize, 0, 0)
          == 0;
    } finally {
      Reference.reachabilityFence(in);
      Reference.reachabilityFence(out);
    }
  }

  private static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }

  private static long checkHandle(long handle) {
    if (handle == 0) {
      throw new OutOfMemoryError("libdeflate");
    }
    return handle;
  }
}
