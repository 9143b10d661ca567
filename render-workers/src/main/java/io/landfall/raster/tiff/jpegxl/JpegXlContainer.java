package io.landfall.raster.tiff.jpegxl;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;

/**
 * The boxes in which encoders put codestreams of more than 8 bits. Only the codestream is taken out
 * of them: the library never sees metadata, compressed boxes or what a JPEG file can be rebuilt of.
 */
final class JpegXlContainer {
  private static final byte[] SIGNATURE = {
    0, 0, 0, 12, 'J', 'X', 'L', ' ', '\r', '\n', (byte) 0x87, '\n'
  };
  private static final int BOX_HEADER_BYTES = 8;
  private static final int PART_NUMBER_BYTES = 4;

  private JpegXlContainer() {}

  /**
   * Returns the codestream in {@code bytes[0 .. length)}, which may be it already.
   *
   * @throws DataFormatException if the boxes do not end where they say
   */
  static byte[] codestream(byte[] bytes, int length) throws DataFormatException {
    if (!Arrays.equals(bytes, 0, Math.min(length, SIGNATURE.length), SIGNATURE, 0, 12)) {
      return Arrays.copyOf(bytes, length);
    }
    var in = ByteBuffer.wrap(bytes, 0, length);
    var codestream = new ByteArrayOutputStream(length);
    while (in.remaining() >= BOX_HEADER_BYTES) {
      int at = in.position();
      long size = in.getInt() & 0xffff_ffffL;
      byte[] type = new byte[4];
      in.get(type);
      if (size == 1 && in.remaining() >= Long.BYTES) {
        size = in.getLong();
      } else if (size == 0) {
        size = length - at;
      }
      long content = at + size - in.position();
      if (size < 0 || content < 0 || content > in.remaining()) {
        throw new DataFormatException(
            "its box at byte %d has %d bytes of %d".formatted(at, size, length - at));
      }
      copy(in, (int) content, new String(type, StandardCharsets.ISO_8859_1), codestream);
      in.position((int) (at + size));
    }
    return codestream.toByteArray();
  }

  private static void copy(
      ByteBuffer in, int content, String type, ByteArrayOutputStream codestream) {
    boolean part = "jxlp".equals(type) && content >= PART_NUMBER_BYTES;
    if (part || "jxlc".equals(type)) {
      int number = part ? PART_NUMBER_BYTES : 0;
      codestream.write(in.array(), in.position() + number, content - number);
    }
  }
}
