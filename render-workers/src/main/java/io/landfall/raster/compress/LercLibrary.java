package io.landfall.raster.compress;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.landfall.model.SampleType;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/**
 * The encoder of the system's liblerc, if there is one of version 4: limited error raster
 * compression. Safe for any thread.
 */
final class LercLibrary {
  private static final List<String> NAMES = List.of("libLerc.so.4", "libLerc.4.dylib");

  /** As GDAL writes: LERC 2.4. */
  private static final int CODEC_VERSION = 4;

  private LercLibrary() {}

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  static Optional<LercLibrary> find() {
    return "off".equals(System.getProperty(LibDeflate.NATIVE_PROP_NAME))
        ? Optional.empty()
        : FoundLerc.LIBRARY;
  }

  private static final class FoundLerc {
    static final Optional<LercLibrary> LIBRARY = load();

    private static Optional<LercLibrary> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          Native.register(LercFunctions.class, NativeLibrary.getInstance(name));
          return Optional.of(new LercLibrary());
        } catch (LinkageError missing) {
          // not under this name, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /** The function by its name. Pointers are plain numbers. */
  private static final class LercFunctions {
    private LercFunctions() {}

    static native int lerc_encodeForVersion(
        long values,
        int version,
        int type,
        int valuesOfPixel,
        int width,
        int height,
        int bands,
        int masks,
        long mask,
        double maxError,
        long out,
        int outBytes,
        long written);
  }

  /**
   * Values to encode.
   *
   * @param ofPixel values of a pixel, side by side
   * @param bands one after the other
   * @param masks 0, 1 or one a band: a byte a pixel, 0 where there is no value
   */
  record LercValues(ByteBuffer values, int ofPixel, int bands, int masks, ByteBuffer mask) {}

  /**
   * Encodes into {@code out}.
   *
   * @param written gets the size, as four bytes
   * @return the size, in bytes
   * @throws IllegalStateException if the library refuses
   */
  int encode(
      BlockShape shape, LercValues values, double maxError, ByteBuffer out, ByteBuffer written) {
    try {
      int status =
          LercFunctions.lerc_encodeForVersion(
              address(values.values()),
              CODEC_VERSION,
              type(shape.type()),
              values.ofPixel(),
              shape.side(),
              shape.side(),
              values.bands(),
              values.masks(),
              values.masks() == 0 ? 0 : address(values.mask()),
              maxError,
              address(out),
              out.capacity(),
              address(written));
      if (status != 0) {
        throw new IllegalStateException(
            "Cannot compress by LERC: liblerc refuses (%d).".formatted(status));
      }
      return written.order(ByteOrder.nativeOrder()).getInt(0);
    } finally {
      Reference.reachabilityFence(values);
      Reference.reachabilityFence(out);
      Reference.reachabilityFence(written);
    }
  }

  private static int type(SampleType type) {
    return switch (type) {
      case INT8 -> 0;
      case UINT8 -> 1;
      case INT16 -> 2;
      case UINT16 -> 3;
      case INT32 -> 4;
      case UINT32 -> 5;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
    };
  }

  private static long address(ByteBuffer direct) {
    return Pointer.nativeValue(Native.getDirectBufferPointer(direct));
  }
}
