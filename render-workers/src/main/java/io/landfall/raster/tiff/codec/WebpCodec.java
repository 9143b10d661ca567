package io.landfall.raster.tiff.codec;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.TiffLimits;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * Compression 50001: WebP of red, green and blue, with opacity or without, by the system's libwebp.
 * Sizes are checked before pixels are decoded.
 */
public final class WebpCodec implements Codec {
  /** What switches off all libraries of the system. */
  private static final String NATIVE_PROP_NAME = "landfall.native";

  private static final List<String> NAMES = List.of("libwebp.so.7", "libwebp.so.6", "webp");

  private WebpCodec() {}

  /** Returns the codec, unless the library is missing or switched off. It is looked for once. */
  static Optional<WebpCodec> find() {
    return "off".equals(System.getProperty(NATIVE_PROP_NAME))
        ? Optional.empty()
        : FoundDecoder.CODEC;
  }

  private static final class FoundDecoder {
    static final Optional<WebpCodec> CODEC = load();

    private static Optional<WebpCodec> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          Native.register(WebpDecoding.class, NativeLibrary.getInstance(name));
          return Optional.of(new WebpCodec());
        } catch (LinkageError missing) {
          // not under this name, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /** The functions by their names. Pointers and {@code size_t} are plain numbers. */
  private static final class WebpDecoding {
    private WebpDecoding() {}

    static native int WebPGetInfo(long data, long bytes, long width, long height);

    static native long WebPDecodeRGBInto(
        long data, long bytes, long into, long intoBytes, int stride);

    static native long WebPDecodeRGBAInto(
        long data, long bytes, long into, long intoBytes, int stride);
  }

  /** Tells whether so many samples of a pixel can be WebP: colours, or those and opacity. */
  public static boolean holds(int samples) {
    return samples == 3 || samples == 4;
  }

  @Override
  public String name() {
    return Compression.WEBP.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int sampleBits() {
    return 8;
  }

  @Override
  public boolean includesRowsBeyondEdge() {
    return true;
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    try (var data = new Memory(Math.max(1, block.length()));
        var sizes = new Memory(2 * Integer.BYTES)) {
      data.write(0, block.bytes(), 0, block.length());
      long from = Pointer.nativeValue(data);
      long at = Pointer.nativeValue(sizes);
      if (WebpDecoding.WebPGetInfo(from, block.length(), at, at + Integer.BYTES) == 0) {
        throw new DataFormatException("it is not WebP");
      }
      int width = sizes.getInt(0);
      int height = sizes.getInt(Integer.BYTES);
      long bytes = (long) width * height * block.samples();
      if (width != block.width() || height > block.height() || bytes > TiffLimits.BLOCK_BYTES) {
        throw new DataFormatException(
            "it has %d x %d pixels, the block %d x %d"
                .formatted(width, height, block.width(), block.height()));
      }
      try (var pixels = new Memory(bytes)) {
        int stride = width * block.samples();
        long out = Pointer.nativeValue(pixels);
        long done =
            block.samples() == 3
                ? WebpDecoding.WebPDecodeRGBInto(from, block.length(), out, bytes, stride)
                : WebpDecoding.WebPDecodeRGBAInto(from, block.length(), out, bytes, stride);
        if (done == 0) {
          throw new DataFormatException("it is damaged");
        }
        int found = (int) Math.min(bytes, size);
        pixels.read(0, into, 0, found);
        return found;
      }
    }
  }
}
