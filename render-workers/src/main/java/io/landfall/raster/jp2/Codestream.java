package io.landfall.raster.jp2;

import io.landfall.raster.RasterException;
import io.landfall.raster.jp2.tile.Marker;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The main header of a codestream.
 *
 * @param size what SIZ says
 * @param style how tiles are coded whose own headers say nothing of it
 * @param shared segments that each tile needs: all but SIZ, those that tell where tiles are, and
 *     comments
 * @param tileLengths contents of the segments TLM, in their order; none: it has none
 * @param offset of the first tile part in the file
 * @param end of the codestream in the file
 */
record Codestream(
    ImageSize size,
    CodingStyle style,
    byte[] shared,
    List<byte[]> tileLengths,
    long offset,
    long end) {
  /** Components that are read: hyperspectral images have some hundred. */
  private static final int MAX_COMPONENTS = 1024;

  private static final int MAX_BITS = 31;
  private static final int MAX_HEADER_BYTES = 4 << 20;

  Codestream {
    tileLengths = List.copyOf(tileLengths);
  }

  /**
   * Reads the main header.
   *
   * @param start of the codestream in the file
   * @param end behind it
   * @throws RasterException if it is not valid, or of a kind that is not read
   */
  static Codestream read(Jp2Bytes bytes, long start, long end) {
    ByteBuffer marker = bytes.read(start, 4, "the codestream");
    if (marker.getShort() != Marker.SOC || marker.getShort() != Marker.SIZ) {
      throw bytes.damaged(start, "there is no codestream (it does not start with SOC and SIZ)");
    }
    var reader = new Reader(bytes, end);
    long at = start + 2;
    while (true) {
      ByteBuffer head = bytes.read(at, 4, "the main header");
      short code = head.getShort();
      if (code == Marker.SOT) {
        return reader.codestream(at);
      }
      int length = head.getShort() & 0xffff;
      if (code >> 8 != -1 || length < 2) {
        throw bytes.damaged(at, "the main header has no valid marker here");
      }
      if (at + 2 + length - start > MAX_HEADER_BYTES) {
        throw bytes.damaged(at, "the main header is longer than " + MAX_HEADER_BYTES + " bytes");
      }
      ByteBuffer segment = bytes.read(at + 4, length - 2, "a segment of the main header");
      try {
        reader.take(code, segment);
      } catch (IllegalArgumentException e) {
        throw bytes.damaged(at, e.getMessage());
      }
      at += 2 + length;
    }
  }

  private static final class Reader {
    private final Jp2Bytes bytes;
    private final long end;
    private final ByteArrayOutputStream shared = new ByteArrayOutputStream();
    private final TreeMap<Integer, byte[]> tileLengths = new TreeMap<>();
    private ImageSize size;
    private CodingStyle style;

    Reader(Jp2Bytes bytes, long end) {
      this.bytes = bytes;
      this.end = end;
    }

    void take(short code, ByteBuffer segment) {
      switch (code) {
        case Marker.SIZ -> takeSize(segment);
        case Marker.COD -> {
          style.readDefault(segment.duplicate());
          share(code, segment);
        }
        case Marker.COC -> {
          style.readComponent(segment.duplicate());
          share(code, segment);
        }
        case Marker.TLM -> takeTileLengths(segment);
        case Marker.PPM ->
            throw bytes.unsupported(
                "JPEG 2000 with the packet headers of all tiles in one place (PPM)",
                "convert it to GeoTIFF");
        case Marker.PLM, Marker.CRG, Marker.COM -> {
          // of no use for pixels, or of the whole file only
        }
        default -> share(code, segment);
      }
    }

    private void takeSize(ByteBuffer segment) {
      if (size != null) {
        throw new IllegalArgumentException("the segment SIZ stands twice");
      }
      size = ImageSize.read(segment);
      style = new CodingStyle(size.components());
      if (size.subsampled()) {
        throw bytes.unsupported(
            "JPEG 2000 whose components differ from one another in resolution",
            "convert it to GeoTIFF");
      }
      int most = Arrays.stream(size.bits()).max().orElseThrow();
      if (most > MAX_BITS) {
        throw bytes.unsupported(
            "JPEG 2000 of %d bits".formatted(most), "convert it to at most " + MAX_BITS);
      }
      if (size.components() > MAX_COMPONENTS) {
        throw bytes.unsupported(
            "JPEG 2000 of %d components".formatted(size.components()),
            "split it into files of at most " + MAX_COMPONENTS);
      }
    }

    private void takeTileLengths(ByteBuffer segment) {
      if (segment.remaining() < 2) {
        throw new IllegalArgumentException("a segment TLM is cut off");
      }
      int index = segment.get() & 0xff;
      byte[] rest = new byte[segment.remaining()];
      segment.get(rest);
      tileLengths.put(index, rest);
    }

    private void share(short code, ByteBuffer segment) {
      byte[] content = new byte[segment.remaining()];
      segment.duplicate().get(content);
      var head = ByteBuffer.allocate(4).putShort(code).putShort((short) (content.length + 2));
      shared.writeBytes(head.array());
      shared.writeBytes(content);
    }

    Codestream codestream(long at) {
      if (size == null || !style.isComplete()) {
        throw bytes.damaged(at, "the main header has no segment COD");
      }
      return new Codestream(
          size, style, shared.toByteArray(), List.copyOf(tileLengths.values()), at, end);
    }
  }
}
