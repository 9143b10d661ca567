package io.landfall.fuzz;

import io.landfall.raster.compress.NativeInflater;
import io.landfall.raster.tiff.codec.JdkInflater;
import io.landfall.raster.tiff.codec.ZlibInflater;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * Any bytes as a zlib stream: the native codec and the JDK's give the same bytes, or both refuse.
 * The first two bytes are the size to decompress to.
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
    byte[] one = inflated(NATIVE, stream, size);
    byte[] other = inflated(JDK, stream, size);
    if (!Arrays.equals(one, other)) {
      throw new AssertionError(
          "%s natively, %s by the JDK".formatted(outcome(one), outcome(other)));
    }
  }

  /** Returns {@code null} for a refusal. */
  private static byte[] inflated(ZlibInflater inflater, byte[] stream, int size) {
    byte[] into = new byte[size];
    try {
      int done = inflater.inflate(stream, stream.length, into, size);
      return Arrays.copyOf(into, done);
    } catch (DataFormatException refusal) {
      return null;
    }
  }

  private static String outcome(byte[] decompressed) {
    return decompressed == null
        ? "refused"
        : "%d bytes (hash %d)".formatted(decompressed.length, Arrays.hashCode(decompressed));
  }
}
