package io.landfall.raster.jp2;

import com.sun.jna.Callback;
import com.sun.jna.FunctionMapper;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import io.landfall.raster.PixelRect;
import io.landfall.raster.jp2.tile.TileInput;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The system's OpenJPEG 2.3 or later, if there is one: decodes one tile. Safe for any thread.
 *
 * <p>Of its structures, only the image is looked into, whose layout has been the same since 2.1:
 * size and bits that it says of a header are compared with what Java read of the same bytes, so a
 * library whose layout is another one is noticed before a pointer is followed.
 */
final class OpenJpeg implements TileDecoder {
  /** What switches off all libraries of the system. */
  private static final String NATIVE_PROP_NAME = "landfall.native";

  private static final List<String> NAMES =
      List.of("libopenjp2.so.7", "openjp2", "libopenjp2.7.dylib");
  private static final int CODESTREAM = 0;
  private static final int PARAMETER_BYTES = 64 << 10; // the structure has some 8 KiB
  private static final int STREAM_BYTES = 256 << 10;
  private static final int ROWS_BYTES = 256 << 10;

  private static final int NUMCOMPS = 16;
  private static final int COMPS = 24;
  private static final int COMPONENT_BYTES = 64;
  private static final int WIDTH = 8;
  private static final int HEIGHT = 12;
  private static final int PRECISION = 24;
  private static final int SIGNED = 32;
  private static final int DATA = 48;

  /** What the callbacks of the thread read from and write to. */
  private static final ThreadLocal<Reading> CURRENT = new ThreadLocal<>();

  private final String version;

  private OpenJpeg(String version) {
    this.version = version;
  }

  /** Returns the library, unless it is missing or switched off. It is looked for only once. */
  static Optional<OpenJpeg> find() {
    return "off".equals(System.getProperty(NATIVE_PROP_NAME))
        ? Optional.empty()
        : LoadedOpenJpeg.LIBRARY;
  }

  @Override
  public String description() {
    return "OpenJPEG " + version;
  }

  private static final class LoadedOpenJpeg {
    static final Optional<OpenJpeg> LIBRARY = load();

    private static Optional<OpenJpeg> load() {
      for (String name : NAMES) {
        try {
          if (Native.POINTER_SIZE != Long.BYTES || Native.SIZE_T_SIZE != Long.BYTES) {
            return Optional.empty();
          }
          FunctionMapper names = (library, method) -> "opj_" + method.getName();
          Native.register(
              OpjFunctions.class,
              NativeLibrary.getInstance(name, Map.of(Library.OPTION_FUNCTION_MAPPER, names)));
          String version = new Pointer(OpjFunctions.version()).getString(0);
          if (version.matches("2\\.([3-9]|\\d\\d)\\b.*")) {
            return Optional.of(new OpenJpeg(version));
          }
        } catch (LinkageError missing) {
          // not under this name, or too old, or JNA itself has nothing for this machine
        }
      }
      return Optional.empty();
    }
  }

  /** Reads up to {@code bytes} into memory; -1 at the end. */
  private interface ReadFunction extends Callback {
    long invoke(long into, long bytes, long data);
  }

  private interface SkipFunction extends Callback {
    long invoke(long bytes, long data);
  }

  private interface SeekFunction extends Callback {
    int invoke(long position, long data);
  }

  private interface MessageFunction extends Callback {
    void invoke(long message, long data);
  }

  /**
   * The functions by their names without {@code opj_}. Pointers and {@code size_t} are plain
   * numbers, which JNA passes on as they are.
   */
  private static final class OpjFunctions {
    private OpjFunctions() {}

    static native long version();

    static native long create_decompress(int format);

    static native void destroy_codec(long codec);

    static native int set_error_handler(long codec, MessageFunction handler, long data);

    static native void set_default_decoder_parameters(long parameters);

    static native int setup_decoder(long codec, long parameters);

    static native long stream_create(long bufferBytes, int isInput);

    static native void stream_destroy(long stream);

    static native void stream_set_read_function(long stream, ReadFunction function);

    static native void stream_set_skip_function(long stream, SkipFunction function);

    static native void stream_set_seek_function(long stream, SeekFunction function);

    static native void stream_set_user_data_length(long stream, long length);

    static native int read_header(long stream, long codec, long image);

    static native int set_decoded_resolution_factor(long codec, int factor);

    static native int set_decode_area(long codec, long image, int x0, int y0, int x1, int y1);

    static native int decode(long codec, long stream, long image);

    static native void image_destroy(long image);
  }

  // held for ever: the library keeps their addresses while it decodes
  private static final ReadFunction READ = (into, bytes, data) -> CURRENT.get().read(into, bytes);
  private static final SkipFunction SKIP = (bytes, data) -> CURRENT.get().skip(bytes);
  private static final SeekFunction SEEK = (position, data) -> CURRENT.get().seek(position);
  private static final MessageFunction ERROR = (message, data) -> noteError(message);

  /** The library may have threads of its own (OPJ_NUM_THREADS), whose words are not kept. */
  private static void noteError(long message) {
    Reading reading = CURRENT.get();
    if (reading != null) {
      reading.error(message);
    }
  }

  /** A tile that is being read, and what went wrong with it. */
  private static final class Reading {
    private final TileStream stream;
    private final byte[] chunk = new byte[STREAM_BYTES];
    private Throwable failure;
    private String error;

    Reading(TileStream stream) {
      this.stream = stream;
    }

    /** Nothing may be thrown through the library: it is kept until that has given up. */
    long read(long into, long bytes) {
      try {
        int count = stream.read(chunk, (int) Math.min(bytes, chunk.length));
        new Pointer(into).write(0, chunk, 0, count);
        return count == 0 ? -1 : count;
      } catch (RuntimeException | Error e) { // a callback that fails gives 0: that would never end
        failure = e;
        return -1;
      }
    }

    long skip(long bytes) {
      long count = stream.skip(bytes);
      return count == 0 && bytes != 0 ? -1 : count;
    }

    int seek(long position) {
      return stream.seek(position) ? 1 : 0;
    }

    void error(long message) {
      error = error == null ? new Pointer(message).getString(0).strip() : error;
    }
  }

  @Override
  public void decode(TileRequest request, TileInput.RowSink sink) throws DecodingException {
    ImageSize size = request.stream().size();
    PixelRect area = request.area();
    var stream = new TileStream(request.bytes(), request.stream(), request.tile(), request.parts());
    var reading = new Reading(stream);
    CURRENT.set(reading);
    long codec = OpjFunctions.create_decompress(CODESTREAM);
    long opened = codec == 0 ? 0 : OpjFunctions.stream_create(STREAM_BYTES, 1);
    long image = 0;
    try (var parameters = new Memory(PARAMETER_BYTES);
        var imageAt = new Memory(Long.BYTES)) {
      if (opened == 0) {
        throw new OutOfMemoryError("OpenJPEG");
      }
      imageAt.clear();
      parameters.clear();
      OpjFunctions.set_error_handler(codec, ERROR, 0);
      OpjFunctions.set_default_decoder_parameters(Pointer.nativeValue(parameters));
      OpjFunctions.stream_set_read_function(opened, READ);
      OpjFunctions.stream_set_skip_function(opened, SKIP);
      OpjFunctions.stream_set_seek_function(opened, SEEK);
      OpjFunctions.stream_set_user_data_length(opened, stream.length());
      require(OpjFunctions.setup_decoder(codec, Pointer.nativeValue(parameters)) != 0, reading);
      boolean read = OpjFunctions.read_header(opened, codec, Pointer.nativeValue(imageAt)) != 0;
      image = imageAt.getLong(0);
      require(read && image != 0, reading);
      requireLayout(image, size, request.tile());
      require(OpjFunctions.set_decoded_resolution_factor(codec, request.reduce()) != 0, reading);
      require(
          OpjFunctions.set_decode_area(codec, image, area.x0(), area.y0(), area.x1(), area.y1())
              != 0,
          reading);
      require(OpjFunctions.decode(codec, opened, image) != 0, reading);
      copy(image, size.components(), request.expected(), sink);
    } finally {
      if (image != 0) {
        OpjFunctions.image_destroy(image);
      }
      if (opened != 0) {
        OpjFunctions.stream_destroy(opened);
      }
      if (codec != 0) {
        OpjFunctions.destroy_codec(codec);
      }
      CURRENT.remove();
      Reference.reachabilityFence(reading);
    }
  }

  private static void require(boolean done, Reading reading) throws DecodingException {
    if (reading.failure instanceof RuntimeException e) {
      throw e;
    } else if (reading.failure instanceof Error e) {
      throw e;
    }
    if (!done) {
      throw new DecodingException(reading.error == null ? "it is damaged" : reading.error);
    }
  }

  private void requireLayout(long imageAt, ImageSize size, PixelRect tile)
      throws DecodingException {
    Pointer image = new Pointer(imageAt);
    boolean agrees =
        image.getInt(0) == tile.x0()
            && image.getInt(4) == tile.y0()
            && image.getInt(8) == tile.x1()
            && image.getInt(12) == tile.y1()
            && image.getInt(NUMCOMPS) == size.components();
    Pointer components = agrees ? image.getPointer(COMPS) : null;
    for (int i = 0; agrees && i < size.components(); i++) {
      long at = (long) i * COMPONENT_BYTES;
      agrees =
          components.getInt(at) == 1
              && components.getInt(at + 4) == 1
              && components.getInt(at + PRECISION) == size.bits()[i]
              && components.getInt(at + SIGNED) == (size.signed()[i] ? 1 : 0);
    }
    if (!agrees) {
      throw new DecodingException(
          "OpenJPEG %s sees other sizes in its header than this reader".formatted(version));
    }
  }

  private static void copy(long image, int count, PixelRect expected, TileInput.RowSink sink)
      throws DecodingException {
    Pointer components = new Pointer(image).getPointer(COMPS);
    int width = expected.width();
    int[] rows = new int[Math.max(1, ROWS_BYTES / 4 / width) * width];
    for (int i = 0; i < count; i++) {
      long at = (long) i * COMPONENT_BYTES;
      Pointer data = components.getPointer(at + DATA);
      if (data == null
          || components.getInt(at + WIDTH) != width
          || components.getInt(at + HEIGHT) != expected.height()) {
        throw new DecodingException("component %d has no pixels".formatted(i + 1));
      }
      int rowsAtOnce = rows.length / width;
      for (int y = 0; y < expected.height(); y += rowsAtOnce) {
        int lines = Math.min(rowsAtOnce, expected.height() - y);
        data.read(4L * width * y, rows, 0, lines * width);
        for (int line = 0; line < lines; line++) {
          sink.row(i, y + line, rows, line * width);
        }
      }
    }
  }
}
