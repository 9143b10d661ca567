package io.landfall.fuzz;

import io.landfall.raster.pack.NativeInflater;
import io.landfall.raster.tiff.JdkInflater;
import io.landfall.raster.tiff.ZlibInflater;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Any bytes as a zlib stream: the native engine and the JDK's give the same bytes, or both refuse.
 * The first two bytes are the size to unpack to.
 */
public final class InflateTarget {
  private static final ZlibInflater NATIVE = NativeInflater.fastest();
  private static final ZlibInflater JDK = new JdkInflater();

  private InflateTarget() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length < 2) {
      return;
    }
    int size = (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
    byte[] stream = Arrays.copyOfRange(bytes, 2, bytes.length);
    byte[] one = unpacked(NATIVE, stream, size);
    byte[] other = unpacked(JDK, stream, size);
    if (!Arrays.equals(one, other)) {
      throw new AssertionError("%s natively, %s by the JDK".formatted(told(one), told(other)));
    }
  }

  /** Returns {@code null} for a refusal. */
  private static byte[] unpacked(ZlibInflater engine, byte[] stream, int size) {
    byte[] into = new byte[size];
    try {
      int done = engine.inflate(stream, stream.length, into, size);
      return Arrays.copyOf(into, done);
    } catch (DataFormatException refusal) {
      return null;
    }
  }

  private static String told(byte[] unpacked) {
    return unpacked == null
        ? "refused"
        : "%d bytes (hash %d)".formatted(unpacked.length, Arrays.hashCode(unpacked));
  }
}
