package io.landfall.raster.image;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;

/** The system's libwebp, if there is one: encodes small images as WebP. Safe for any thread. */
public final class LibWebp {
  /** What switches off all libraries of the system. */
  private static final String NATIVE_PROP_NAME = "landfall.native";

  private static final List<String> NAMES = List.of("libwebp.so.7", "libwebp.so.6", "webp");
  private static final float QUALITY = 85;
  private static final int RGBA = 4;

  private LibWebp() {}

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  public static Optional<LibWebp> find() {
    return "off".equals(System.getProperty(NATIVE_PROP_NAME))
        ? Optional.empty()
        : FoundWebp.LIBRARY;
  }

  private static final class FoundWebp {
    static final Optional<LibWebp> LIBRARY = load();

    private static Optional<LibWebp> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          Native.register(WebpFunctions.class, NativeLibrary.getInstance(name));
          return Optional.of(new LibWebp());
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

    static native long WebPEncodeRGBA(
        long samples, int width, int height, int stride, float quality, long output);

    static native void WebPFree(long output);
  }

  /**
   * Returns the file: lossy, transparent where there is no data.
   *
   * @throws IllegalStateException if the library refuses
   */
  public byte[] encode(ShownPixels pixels) {
    byte[] samples = samples(pixels);
    try (Memory memory = new Memory(samples.length);
        Memory output = new Memory(Long.BYTES)) {
      memory.write(0, samples, 0, samples.length);
      long size =
          WebpFunctions.WebPEncodeRGBA(
              Pointer.nativeValue(memory),
              pixels.width(),
              pixels.height(),
              pixels.width() * RGBA,
              QUALITY,
              Pointer.nativeValue(output));
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

  private static byte[] samples(ShownPixels pixels) {
    byte[] from = pixels.samples();
    byte[] opacity = pixels.opacity();
    byte[] into = new byte[RGBA * opacity.length];
    int bands = pixels.bands();
    for (int i = 0; i < opacity.length; i++) {
      for (int part = 0; part < RGBA - 1; part++) {
        into[RGBA * i + part] = from[i * bands + (bands == 1 ? 0 : part)];
      }
      into[RGBA * i + RGBA - 1] = opacity[i];
    }
    return into;
  }
}
