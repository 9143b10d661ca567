package io.landfall.raster.compress;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;

/** The encoder of the system's libwebp, if there is one. Safe for any thread. */
public final class WebpLibrary {
  private static final List<String> NAMES = List.of("libwebp.so.7", "libwebp.so.6", "webp");

  private WebpLibrary() {}

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  public static Optional<WebpLibrary> find() {
    return "off".equals(System.getProperty(LibDeflate.NATIVE_PROP_NAME))
        ? Optional.empty()
        : FoundWebp.LIBRARY;
  }

  private static final class FoundWebp {
    static final Optional<WebpLibrary> LIBRARY = load();

    private static Optional<WebpLibrary> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          Native.register(WebpFunctions.class, NativeLibrary.getInstance(name));
          return Optional.of(new WebpLibrary());
        } catch (LinkageError missing) {
          // not under this name, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /** The functions by their names. Pointers and {@code size_t} are plain numbers. */
  private static final class WebpFunctions {
    private WebpFunctions() {}

    static native int WebPGetEncoderVersion();

    static native long WebPEncodeRGB(
        long samples, int width, int height, int stride, float quality, long output);

    static native long WebPEncodeRGBA(
        long samples, int width, int height, int stride, float quality, long output);

    static native long WebPEncodeLosslessRGB(
        long samples, int width, int height, int stride, long output);

    static native long WebPEncodeLosslessRGBA(
        long samples, int width, int height, int stride, long output);

    static native void WebPFree(long output);
  }

  /** Returns its version, as {@code 1.2.4}. */
  public String version() {
    int packed = WebpFunctions.WebPGetEncoderVersion();
    return "%d.%d.%d".formatted(packed >> 16, packed >> 8 & 0xff, packed & 0xff);
  }

  /**
   * Encodes a picture, losslessly at quality 100.
   *
   * @param samples red, green and blue of each pixel, and opacity if {@code bands} is 4
   * @param width of the picture, in pixels
   * @param height of the picture, in pixels
   * @param quality 0 to 100
   * @throws IllegalStateException if the library refuses
   */
  public byte[] encode(byte[] samples, int width, int height, int bands, int quality) {
    int stride = width * bands;
    long bytes = (long) stride * height;
    try (Memory memory = new Memory(bytes);
        Memory output = new Memory(Long.BYTES)) {
      memory.write(0, samples, 0, (int) bytes);
      long from = Pointer.nativeValue(memory);
      long into = Pointer.nativeValue(output);
      long size =
          quality < 100
              ? bands == 3
                  ? WebpFunctions.WebPEncodeRGB(from, width, height, stride, quality, into)
                  : WebpFunctions.WebPEncodeRGBA(from, width, height, stride, quality, into)
              : bands == 3
                  ? WebpFunctions.WebPEncodeLosslessRGB(from, width, height, stride, into)
                  : WebpFunctions.WebPEncodeLosslessRGBA(from, width, height, stride, into);
      if (size == 0) {
        throw new IllegalStateException("Cannot encode an image as WebP: libwebp refuses it.");
      }
      long file = output.getLong(0);
      try {
        return new Pointer(file).getByteArray(0, Math.toIntExact(size));
      } finally {
        WebpFunctions.WebPFree(file);
      }
    }
  }
}
