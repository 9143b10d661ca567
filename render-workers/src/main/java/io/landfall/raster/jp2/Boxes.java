package io.landfall.raster.jp2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The boxes of a JP2 file that are of use: where the codestream is, what its components mean, and
 * where the image lies. Source: ISO/IEC 15444-1, annex I; GeoJP2 1.0.3; GMLJP2 (OGC 05-047).
 */
final class Boxes {
  private static final int MAX_BOXES = 4096;
  private static final int MAX_CONTENT_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 4;
  private static final String SIGNATURE = "\0\0\0\fjP  ";
  private static final byte[] GEOJP2 = {
    (byte) 0xb1,
    0x4b,
    (byte) 0xf8,
    (byte) 0xbd,
    0x08,
    0x3d,
    0x4b,
    0x43,
    (byte) 0xa5,
    (byte) 0xae,
    (byte) 0x8c,
    (byte) 0xd7,
    (byte) 0xd5,
    (byte) 0xa6,
    (byte) 0xce,
    0x03
  };
  private static final int UUID_BYTES = 16;

  private final Jp2Bytes bytes;
  private int count;
  private boolean isInGml;

  long codestream = -1;
  long codestreamEnd;
  int colorSpace;
  byte[] geoTiff;
  String gml;
  byte[] palette;
  byte[] channels;

  private Boxes(Jp2Bytes bytes) {
    this.bytes = bytes;
  }

  /** Tells whether a file starts as JPEG 2000 does, with boxes or without. */
  static boolean isJpeg2000(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    return text.startsWith(SIGNATURE) || isCodestream(text);
  }

  private static boolean isCodestream(String text) {
    return text.startsWith("\u00ff\u004f\u00ff\u0051");
  }

  /** Reads all boxes that come before the codestream, and those behind it that can be read. */
  static Boxes read(Jp2Bytes bytes) {
    var boxes = new Boxes(bytes);
    int length = (int) Math.min(12, bytes.size());
    byte[] start = new byte[length];
    bytes.read(0, start, length);
    if (isCodestream(new String(start, StandardCharsets.ISO_8859_1))) {
      boxes.codestream = 0;
      boxes.codestreamEnd = bytes.size();
      return boxes;
    }
    boxes.readAll(0, bytes.size(), 0);
    if (boxes.codestream < 0) {
      throw bytes.damaged(0, "it has no codestream");
    }
    return boxes;
  }

  private void readAll(long from, long to, int depth) {
    long at = from;
    while (at + 8 <= to && ++count <= MAX_BOXES) {
      ByteBuffer head = bytes.read(at, (int) Math.min(16, to - at), "a box");
      long length = head.getInt() & 0xffffffffL;
      int type = head.getInt();
      int headBytes = 8;
      if (length == 1 && head.remaining() == 8) {
        length = head.getLong();
        headBytes = 16;
      } else if (length == 0) {
        length = to - at; // the last one reaches to the end
      }
      boolean isCodestream = type == code("jp2c");
      boolean isCut = length > to - at;
      if (length < headBytes || isCut && !isCodestream) {
        if (codestream < 0) {
          throw bytes.damaged(at, "a box claims %s bytes".formatted(Long.toUnsignedString(length)));
        }
        return; // what stands behind the codestream is broken
      }
      long end = isCut ? to : at + length;
      take(type, at + headBytes, end, depth);
      at = end;
    }
  }

  private void take(int type, long from, long to, int depth) {
    if (type == code("jp2c")) {
      if (codestream < 0) {
        codestream = from;
        codestreamEnd = to;
      }
    } else if ((type == code("jp2h") || type == code("asoc")) && depth < MAX_DEPTH) {
      readAll(from, to, depth + 1);
    } else if (to - from <= MAX_CONTENT_BYTES) {
      takeContent(type, from, (int) (to - from));
    }
  }

  private void takeContent(int type, long from, int length) {
    if (type == code("colr") && colorSpace == 0 && length >= 3) {
      ByteBuffer content = bytes.read(from, Math.min(length, 7), "a box");
      boolean isEnumerated = content.get(0) == 1 && content.remaining() == 7;
      colorSpace = isEnumerated ? content.getInt(3) : 0;
    } else if (type == code("pclr") && palette == null) {
      palette = content(from, length);
    } else if (type == code("cdef") && channels == null) {
      channels = content(from, length);
    } else if (type == code("uuid") && geoTiff == null && length > UUID_BYTES) {
      byte[] content = content(from, length);
      if (Arrays.equals(content, 0, UUID_BYTES, GEOJP2, 0, UUID_BYTES)) {
        geoTiff = Arrays.copyOfRange(content, UUID_BYTES, length);
      }
    } else if (type == code("lbl ")) {
      isInGml |= text(from, length).startsWith("gml.");
    } else if (type == code("xml ") && isInGml && gml == null) {
      String xml = text(from, length);
      gml = xml.contains("RectifiedGrid") ? xml : null;
    }
  }

  private String text(long from, int length) {
    byte[] content = content(from, length);
    int end = length;
    while (end > 0 && content[end - 1] == 0) { // some end with zeros
      end--;
    }
    return new String(content, 0, end, StandardCharsets.UTF_8);
  }

  private byte[] content(long from, int length) {
    byte[] content = new byte[length];
    bytes.read(from, content, length);
    return content;
  }

  private static int code(String name) {
    return ByteBuffer.wrap(name.getBytes(StandardCharsets.ISO_8859_1)).getInt();
  }
}
