package io.landfall.raster.tiff.codec;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;

/**
 * The JPEG stream of a block, made whole: with the tables that the blocks of the image share, and
 * without the markers of applications. One of ours in their place keeps a decoder from guessing at
 * colours.
 *
 * @param bytes a whole stream
 */
record JpegStream(byte[] bytes, int width, int height, int components) {
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int QUANTIZATION = 0xdb;
  private static final int HUFFMAN = 0xc4;
  private static final int RESTART_INTERVAL = 0xdd;
  private static final int NO_COLOR_TRANSFORM = 0;

  /** Progressive ones have about ten; each is a pass over the whole block. */
  private static final int MAX_SCANS = 64;

  /** Walks over the markers; allocates no more than the stream has bytes. */
  static JpegStream of(byte[] tables, byte[] compressed, int length) throws DataFormatException {
    var out = new ByteArrayOutputStream(length + tables.length + 64);
    out.writeBytes(new byte[] {(byte) 0xff, (byte) START});
    byte[] adobe = {
      -1, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, NO_COLOR_TRANSFORM
    };
    out.writeBytes(adobe);
    if (tables.length > 0 && copy(tables, tables.length, out) != null) {
      // its size would count for the decoder, that of the block here
      throw new DataFormatException("there is an image among its shared tables");
    }
    int[] frame = copy(compressed, length, out);
    if (frame == null) {
      throw new DataFormatException("it has no image");
    }
    return new JpegStream(out.toByteArray(), frame[1], frame[0], frame[2]);
  }

  /** Copies what counts; returns height, width and components if there is a frame, else null. */
  private static int[] copy(byte[] from, int length, ByteArrayOutputStream out)
      throws DataFormatException {
    if (length < 4 || (from[0] & 0xff) != 0xff || (from[1] & 0xff) != START) {
      throw new DataFormatException("it does not start as a JPEG");
    }
    int[] frame = null;
    int at = 2;
    while (at + 3 < length) {
      if ((from[at] & 0xff) != 0xff) {
        throw new DataFormatException("no marker where one should be, %d bytes on".formatted(at));
      }
      int marker = from[at + 1] & 0xff;
      if (marker == 0xff) { // fill
        at++;
        continue;
      }
      if (marker == END) {
        return frame;
      }
      int size = word(from, at + 2) + 2;
      if (size < 4 || at + size > length) {
        throw new DataFormatException("marker %x is longer than the data".formatted(marker));
      }
      if (marker == SCAN && frame == null) {
        throw new DataFormatException("a scan comes before its frame");
      }
      if (marker == SCAN) {
        checkScans(from, at, length);
        out.write(from, at, length - at);
        return frame;
      }
      if (isFrame(marker) && frame != null) {
        throw new DataFormatException("it has two frames");
      }
      if (isFrame(marker)) {
        frame = frame(from, at, size, marker);
        out.write(from, at, size);
      } else if (marker == QUANTIZATION || marker == HUFFMAN || marker == RESTART_INTERVAL) {
        out.write(from, at, size);
      }
      at += size;
    }
    return null;
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xc0 && marker <= 0xcf && marker != HUFFMAN && marker != 0xc8;
  }

  private static int[] frame(byte[] from, int at, int size, int marker) throws DataFormatException {
    if (marker > 0xc2) {
      throw new UnsupportedStreamException("lossless or arithmetic JPEG");
    }
    if (size < 10) {
      throw new DataFormatException("a frame header of %d bytes".formatted(size));
    }
    if (from[at + 4] != 8) {
      throw new UnsupportedStreamException(
          "JPEG with samples of %d bits".formatted(from[at + 4] & 0xff));
    }
    return new int[] {word(from, at + 5), word(from, at + 7), from[at + 9] & 0xff};
  }

  private static void checkScans(byte[] from, int start, int length) throws DataFormatException {
    int scans = 0;
    for (int i = start; i + 1 < length; i++) {
      if (from[i] == (byte) 0xff && from[i + 1] == (byte) SCAN && ++scans > MAX_SCANS) {
        throw new DataFormatException("more than %d scans".formatted(MAX_SCANS));
      }
    }
  }

  private static int word(byte[] from, int at) {
    return (from[at] & 0xff) << 8 | from[at + 1] & 0xff;
  }
}
