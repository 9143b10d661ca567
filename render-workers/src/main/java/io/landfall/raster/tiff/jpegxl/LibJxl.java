package io.landfall.raster.tiff.jpegxl;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * The system's libjxl 0.7 to 0.11, if there is one: decodes one image of known size. Safe for any
 * thread; each decodes in the thread that calls.
 *
 * <p>Sizes, bits and frames are read in Java before the library sees a byte ({@link JpegXlHeader}),
 * and compared with what the library says of them: one of another layout is refused, not believed.
 */
public final class LibJxl {
  /** What switches off all libraries of the system. */
  private static final String NATIVE_PROP_NAME = "landfall.native";

  private static final List<String> NAMES =
      List.of(
          "libjxl.so.0.11",
          "libjxl.so.0.10",
          "libjxl.so.0.9",
          "libjxl.so.0.8",
          "libjxl.so.0.7",
          "jxl");
  private static final int OLDEST = 7_000; // thousands are minor versions
  private static final int NEWEST = 11_999;

  private static final int SUCCESS = 0;
  private static final int NEEDS_OUTPUT = 5;
  private static final int BASIC_INFO = 0x40;
  private static final int FULL_IMAGE = 0x1000;
  private static final int LITTLE_ENDIAN = 1;

  private static final int INFO_BYTES = 1024; // the structure has some 200
  private static final int INFO_COLORS = 52;
  private static final int FORMAT_BYTES = 24;

  private final String version;

  private LibJxl(int packed) {
    this.version = "%d.%d.%d".formatted(packed / 1_000_000, packed / 1000 % 1000, packed % 1000);
  }

  /** What samples are, by the library's numbers. */
  public enum JxlSamples {
    UINT8(2, 8, false),
    UINT16(3, 16, false),
    FLOAT32(0, 32, true);

    private final int number;
    private final int bits;
    private final boolean floating;

    JxlSamples(int number, int bits, boolean floating) {
      this.number = number;
      this.bits = bits;
      this.floating = floating;
    }

    /** Returns the bytes of a sample. */
    public int bytes() {
      return bits / Byte.SIZE;
    }
  }

  /**
   * What an image must be.
   *
   * @param width in pixels
   * @param height in pixels; it may have fewer rows
   * @param channels with those beside the colours
   */
  public record JxlBlock(int width, int height, int channels, JxlSamples samples) {}

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  public static Optional<LibJxl> find() {
    return "off".equals(System.getProperty(NATIVE_PROP_NAME))
        ? Optional.empty()
        : LoadedLibJxl.LIBRARY;
  }

  /** Returns name and version for people. */
  public String description() {
    return "libjxl " + version;
  }

  private static final class LoadedLibJxl {
    static final Optional<LibJxl> LIBRARY = load();

    private static Optional<LibJxl> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          Native.register(JxlFunctions.class, NativeLibrary.getInstance(name));
          int packed = JxlFunctions.JxlDecoderVersion();
          if (packed >= OLDEST && packed <= NEWEST) {
            return Optional.of(new LibJxl(packed));
          }
        } catch (LinkageError missing) {
          // not under this name, or too old, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /** The functions by their names. Pointers and {@code size_t} are plain numbers. */
  private static final class JxlFunctions {
    private JxlFunctions() {}

    static native int JxlDecoderVersion();

    static native long JxlDecoderCreate(long memoryManager);

    static native void JxlDecoderDestroy(long decoder);

    static native int JxlDecoderSubscribeEvents(long decoder, int events);

    static native int JxlDecoderSetKeepOrientation(long decoder, int keep);

    static native int JxlDecoderSetRenderSpotcolors(long decoder, int render);

    static native int JxlDecoderSetInput(long decoder, long bytes, long length);

    static native void JxlDecoderCloseInput(long decoder);

    static native int JxlDecoderProcessInput(long decoder);

    static native int JxlDecoderGetBasicInfo(long decoder, long info);

    static native int JxlDecoderSetImageOutBuffer(long decoder, long format, long into, long bytes);

    static native int JxlDecoderSetExtraChannelBuffer(
        long decoder, long format, long into, long bytes, int channel);
  }

  /**
   * Decodes an image into {@code into[0 .. size)}: samples by pixel, colours first, then further
   * channels in their order, the lowest byte of a sample first. Rows that do not fit are left out.
   *
   * @param bytes whose first {@code length} are the codestream, in a container or without
   * @return the number of bytes decoded
   * @throws UnsupportedJpegXlException if it is of a kind that is not decoded
   * @throws DataFormatException if it is damaged, or not what is expected
   */
  public int decode(byte[] bytes, int length, JxlBlock expected, byte[] into, int size)
      throws DataFormatException {
    byte[] codestream = JpegXlContainer.codestream(bytes, length);
    JpegXlHeader header = JpegXlHeader.read(codestream, codestream.length);
    check(header, expected);
    long decoder = JxlFunctions.JxlDecoderCreate(0);
    if (decoder == 0) {
      throw new OutOfMemoryError("libjxl");
    }
    try (var input = new Memory(codestream.length);
        var pixels = new Memory((long) header.width() * header.height() * pixelBytes(expected))) {
      input.write(0, codestream, 0, codestream.length);
      JxlFunctions.JxlDecoderSubscribeEvents(decoder, BASIC_INFO | FULL_IMAGE);
      JxlFunctions.JxlDecoderSetKeepOrientation(decoder, 1);
      JxlFunctions.JxlDecoderSetRenderSpotcolors(decoder, 0);
      require(
          JxlFunctions.JxlDecoderSetInput(decoder, Pointer.nativeValue(input), codestream.length),
          SUCCESS);
      JxlFunctions.JxlDecoderCloseInput(decoder);
      require(JxlFunctions.JxlDecoderProcessInput(decoder), BASIC_INFO);
      int colors = colors(decoder, header, expected);
      require(JxlFunctions.JxlDecoderProcessInput(decoder), NEEDS_OUTPUT);
      place(decoder, header, expected.samples(), colors, pixels);
      require(JxlFunctions.JxlDecoderProcessInput(decoder), FULL_IMAGE);
      return interleave(pixels, header, expected, colors, into, size);
    } finally {
      JxlFunctions.JxlDecoderDestroy(decoder);
    }
  }

  private static int pixelBytes(JxlBlock expected) {
    return expected.channels() * expected.samples().bytes();
  }

  private static void check(JpegXlHeader header, JxlBlock expected) throws DataFormatException {
    if (header.width() != expected.width() || header.height() > expected.height()) {
      throw new DataFormatException(
          "it has %d x %d pixels, the block %d x %d"
              .formatted(header.width(), header.height(), expected.width(), expected.height()));
    }
    JxlSamples samples = expected.samples();
    if (header.bits() != samples.bits || header.isFloat() != samples.floating) {
      throw new DataFormatException(
          "it has %s of %d bits, the file %s"
              .formatted(
                  header.isFloat() ? "floating-point numbers" : "integers",
                  header.bits(),
                  samples));
    }
    int colors = expected.channels() - header.extraChannels();
    if (colors != 1 && colors != 3) {
      throw new DataFormatException(
          "it has %d channels beside its colours, the file %d bands"
              .formatted(header.extraChannels(), expected.channels()));
    }
  }

  /** Returns how many colours the library finds, if it finds what Java does. */
  private int colors(long decoder, JpegXlHeader header, JxlBlock expected)
      throws DataFormatException {
    try (var info = new Memory(INFO_BYTES)) {
      info.clear();
      require(JxlFunctions.JxlDecoderGetBasicInfo(decoder, Pointer.nativeValue(info)), SUCCESS);
      boolean agrees =
          info.getInt(4) == header.width()
              && info.getInt(8) == header.height()
              && info.getInt(12) == header.bits()
              && info.getInt(16) != 0 == header.isFloat()
              && info.getInt(40) == 0
              && info.getInt(44) == 0
              && info.getInt(INFO_COLORS + 4) == header.extraChannels();
      if (!agrees) {
        throw new DataFormatException(
            "%s sees other sizes in its header than this reader".formatted(description()));
      }
      int colors = info.getInt(INFO_COLORS);
      if (colors + header.extraChannels() != expected.channels()) {
        throw new DataFormatException(
            "it has %d colours and %d channels beside them, the file %d bands"
                .formatted(colors, header.extraChannels(), expected.channels()));
      }
      return colors;
    }
  }

  /** Says where pixels go: colours by pixel, then each further channel by itself. */
  private void place(
      long decoder, JpegXlHeader header, JxlSamples samples, int colors, Memory pixels)
      throws DataFormatException {
    long plane = (long) header.width() * header.height() * samples.bytes();
    try (var format = new Memory(FORMAT_BYTES)) {
      format.clear();
      format.setInt(0, colors);
      format.setInt(4, samples.number);
      format.setInt(8, LITTLE_ENDIAN);
      long at = Pointer.nativeValue(pixels);
      long how = Pointer.nativeValue(format);
      require(JxlFunctions.JxlDecoderSetImageOutBuffer(decoder, how, at, plane * colors), SUCCESS);
      format.setInt(0, 1);
      for (int i = 0; i < header.extraChannels(); i++) {
        require(
            JxlFunctions.JxlDecoderSetExtraChannelBuffer(
                decoder, how, at + plane * (colors + i), plane, i),
            SUCCESS);
      }
    }
  }

  private static int interleave(
      Memory pixels, JpegXlHeader header, JxlBlock expected, int colors, byte[] into, int size) {
    int pixelBytes = pixelBytes(expected);
    int count = Math.min(header.width() * header.height(), size / pixelBytes);
    if (header.extraChannels() == 0) {
      pixels.read(0, into, 0, count * pixelBytes);
      return count * pixelBytes;
    }
    int bytes = expected.samples().bytes();
    long at = copy(pixels, 0, colors * bytes, header, into, 0, pixelBytes, count);
    for (int i = 0; i < header.extraChannels(); i++) {
      at = copy(pixels, at, bytes, header, into, (colors + i) * bytes, pixelBytes, count);
    }
    return count * pixelBytes;
  }

  /** Copies groups of {@code bytes} from {@code at} on; returns where they end. */
  private static long copy(
      Memory pixels,
      long at,
      int bytes,
      JpegXlHeader header,
      byte[] into,
      int first,
      int step,
      int count) {
    byte[] row = new byte[header.width() * bytes];
    int rows = count / header.width();
    for (int y = 0; y < rows; y++) {
      pixels.read(at + (long) y * row.length, row, 0, row.length);
      int target = first + y * header.width() * step;
      for (int from = 0; from < row.length; from += bytes, target += step) {
        System.arraycopy(row, from, into, target, bytes);
      }
    }
    return at + (long) row.length * header.height();
  }

  private void require(int status, int wanted) throws DataFormatException {
    if (status != wanted) {
      throw new DataFormatException(
          "it is damaged, or newer than %s (status %d)".formatted(description(), status));
    }
  }
}
