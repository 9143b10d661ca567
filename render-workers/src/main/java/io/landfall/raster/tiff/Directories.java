package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.codec.TiffLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The directories of a file.
 *
 * @param bigTiff whether offsets are of 64 bits
 * @param all at least one, in the order of the chain; then the children (SubIFDs) of the first
 */
record Directories(boolean bigTiff, List<Directory> all) {
  private static final int HEADER_BYTES = 16;

  Directories {
    all = List.copyOf(all);
  }

  /** Reads the header, sets the byte order, and follows the chain to its end. */
  static Directories read(TiffBytes bytes) {
    int length = (int) Math.min(HEADER_BYTES, bytes.size());
    var header = bytes.header(0, length, "the header");
    checkKind(bytes, header);
    bytes.setOrder(header.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    header.order(bytes.order());
    boolean big = header.getShort(2) == 43;
    if (length < (big ? 16 : 8) || big && (header.getShort(4) != 8 || header.getShort(6) != 0)) {
      throw bytes.damaged(0, "the TIFF header is cut off or wrong");
    }
    long first = big ? header.getLong(8) : header.getInt(4) & 0xffff_ffffL;
    var all = chain(bytes, big, first);
    addChildren(bytes, big, all);
    return new Directories(big, all);
  }

  /** Adds those that the first one points at. Bad ones are passed over: they are extras. */
  private static void addChildren(TiffBytes bytes, boolean big, List<Directory> all) {
    try {
      for (long offset : all.get(0).numbers(Tag.SUB_IFDS, 8L * TiffLimits.DIRECTORIES)) {
        boolean known = all.stream().anyMatch(other -> other.offset() == offset);
        if (!known && all.size() < TiffLimits.DIRECTORIES) {
          readOne(bytes, big, offset, all);
        }
      }
    } catch (RasterException bad) {
      if (bad.reason() == RasterException.Reason.UNREADABLE) {
        throw bad;
      }
    }
  }

  private static List<Directory> chain(TiffBytes bytes, boolean big, long first) {
    List<Directory> all = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    long offset = first;
    while (offset != 0 || all.isEmpty()) {
      if (!seen.add(offset)) {
        throw bytes.damaged(offset, "the chain of image directories comes back to this one");
      }
      if (all.size() == TiffLimits.DIRECTORIES) {
        throw bytes.damaged(offset, "more than %d image directories".formatted(all.size()));
      }
      offset = readOne(bytes, big, offset, all);
    }
    return all;
  }

  /** Adds the directory at {@code offset}; returns where the next one is, 0 if there is none. */
  private static long readOne(TiffBytes bytes, boolean big, long offset, List<Directory> into) {
    int countBytes = big ? 8 : 2;
    int entryBytes = big ? 20 : 12;
    int nextBytes = big ? 8 : 4;
    var counter = bytes.header(offset, countBytes, "an image directory");
    long count = big ? counter.getLong() : counter.getShort() & 0xffff;
    if (count < 0 || count > TiffLimits.ENTRIES) {
      throw bytes.damaged(
          offset,
          "an image directory of %s entries; at most %d are read"
              .formatted(Long.toUnsignedString(count), TiffLimits.ENTRIES));
    }
    long entriesAt = offset + countBytes;
    int entriesBytes = (int) count * entryBytes;
    var fields = bytes.header(entriesAt, entriesBytes, "an image directory");
    var entries = new HashMap<Integer, Directory.DirectoryEntry>();
    for (int i = 0; i < count; i++) {
      var entry = entry(fields, entriesAt, big);
      if (Directory.typeBytes(entry.type()) > 0) { // readers skip types they do not know
        entries.putIfAbsent(entry.tag(), entry);
      }
    }
    into.add(new Directory(bytes, offset, entries));
    long nextAt = entriesAt + entriesBytes;
    if (nextAt + nextBytes > bytes.size()) {
      return 0; // some writers leave out the end of the chain
    }
    var next = bytes.header(nextAt, nextBytes, "an image directory");
    return big ? next.getLong() : next.getInt() & 0xffff_ffffL;
  }

  private static Directory.DirectoryEntry entry(ByteBuffer fields, long entriesAt, boolean big) {
    int tag = fields.getShort() & 0xffff;
    int type = fields.getShort() & 0xffff;
    long count = big ? fields.getLong() : fields.getInt() & 0xffff_ffffL;
    long inlineAt = entriesAt + fields.position();
    long pointer = big ? fields.getLong() : fields.getInt() & 0xffff_ffffL;
    int size = Directory.typeBytes(type);
    int inlineBytes = big ? 8 : 4;
    boolean inline = size > 0 && count >= 0 && count <= inlineBytes / size;
    return new Directory.DirectoryEntry(tag, type, count, inline ? inlineAt : pointer);
  }

  private static void checkKind(TiffBytes bytes, ByteBuffer header) {
    byte[] start = new byte[header.remaining()];
    header.duplicate().get(start);
    String text = new String(start, StandardCharsets.ISO_8859_1);
    if (text.matches("(?s)(II[*+]\0|MM\0[*+]).*")) {
      return;
    }
    if (text.startsWith("<VRT") || text.startsWith("<?xml")) {
      throw bytes.unsupported(
          "XML, such as a VRT that points at other files,", "give the file that it points at");
    }
    if (text.startsWith("\0\0\0\fjP  ") || text.startsWith("\u00ff\u004f\u00ff\u0051")) {
      throw bytes.unsupported("JPEG 2000", "convert it to GeoTIFF");
    }
    if (start.length < 8) {
      throw bytes.damaged(0, "a file of %d bytes is not a valid TIFF".formatted(start.length));
    }
    throw bytes.unsupported(
        "a file that does not start as a TIFF does (II or MM)", "convert it to GeoTIFF");
  }
}
