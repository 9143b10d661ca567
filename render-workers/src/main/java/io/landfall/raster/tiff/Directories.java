package io.landfall.raster.tiff;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.format.FieldType;
import io.landfall.raster.tiff.format.Tag;
import io.landfall.raster.tiff.format.TiffLimits;
import io.landfall.raster.tiff.format.TiffVariant;
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
 * @param all at least one, in the order of the chain; then the children (SubIFDs) of the first
 */
record Directories(TiffVariant variant, List<Directory> all) {
  private static final int HEADER_BYTES = TiffVariant.BIG_TIFF.headerBytes();

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
    boolean big = header.getShort(2) == TiffVariant.BIG_TIFF.version();
    var variant = big ? TiffVariant.BIG_TIFF : TiffVariant.CLASSIC;
    if (length < variant.headerBytes() || big && !hasUsualOffsets(header)) {
      throw bytes.damaged(0, "the TIFF header is cut off or wrong");
    }
    long first = variant.getOffset(header.position(variant.headerBytes() - variant.offsetBytes()));
    var all = chain(bytes, variant, first);
    addChildren(bytes, variant, all);
    return new Directories(variant, all);
  }

  /** A BigTIFF tells the size of its offsets, which may some day be another one. */
  private static boolean hasUsualOffsets(ByteBuffer header) {
    return header.getShort(4) == TiffVariant.BIG_TIFF.offsetBytes() && header.getShort(6) == 0;
  }

  /** Adds those that the first one points at. Bad ones are passed over: they are extras. */
  private static void addChildren(TiffBytes bytes, TiffVariant variant, List<Directory> all) {
    try {
      for (long offset : all.get(0).numbers(Tag.SUB_IFDS, 8L * TiffLimits.DIRECTORIES)) {
        boolean known = all.stream().anyMatch(other -> other.offset() == offset);
        if (!known && all.size() < TiffLimits.DIRECTORIES) {
          readOne(bytes, variant, offset, all);
        }
      }
    } catch (RasterException bad) {
      bytes.warnOf("the image directories that the first one points at", bad);
    }
  }

  /** Reads one after the other, up to one that is bad: those after the first are extras. */
  private static List<Directory> chain(TiffBytes bytes, TiffVariant variant, long first) {
    List<Directory> all = new ArrayList<>();
    Set<Long> seen = new HashSet<>(List.of(first));
    long offset = first;
    offset = readOne(bytes, variant, offset, all);
    while (offset != 0) {
      String after = "its image directories after %s".formatted(count(all.size()));
      if (!seen.add(offset)) {
        bytes.warn(after + ", as their chain turns back to byte " + offset);
        return all;
      }
      if (all.size() == TiffLimits.DIRECTORIES) {
        bytes.warn(after);
        return all;
      }
      try {
        offset = readOne(bytes, variant, offset, all);
      } catch (RasterException bad) {
        bytes.warnOf(after, bad);
        return all;
      }
    }
    return all;
  }

  private static String count(int directories) {
    return directories == 1 ? "the first" : "the first " + directories;
  }

  /** Adds the directory at {@code offset}; returns where the next one is, 0 if there is none. */
  private static long readOne(
      TiffBytes bytes, TiffVariant variant, long offset, List<Directory> into) {
    var counter = bytes.header(offset, variant.countBytes(), "an image directory");
    long count = variant.getEntryCount(counter);
    if (count < 0 || count > TiffLimits.ENTRIES) {
      throw bytes.damaged(
          offset,
          "an image directory of %s entries; at most %d are read"
              .formatted(Long.toUnsignedString(count), TiffLimits.ENTRIES));
    }
    long entriesAt = offset + variant.countBytes();
    int entriesBytes = (int) count * variant.entryBytes();
    var fields = bytes.header(entriesAt, entriesBytes, "an image directory");
    var entries = new HashMap<Integer, Directory.DirectoryEntry>();
    for (int i = 0; i < count; i++) {
      var entry = entry(fields, entriesAt, variant);
      if (entry.type() != null) { // readers skip types they do not know
        entries.putIfAbsent(entry.tag(), entry);
      }
    }
    into.add(new Directory(bytes, offset, entries));
    long nextAt = entriesAt + entriesBytes;
    if (nextAt + variant.offsetBytes() > bytes.size()) {
      return 0; // some writers leave out the end of the chain
    }
    return variant.getOffset(bytes.header(nextAt, variant.offsetBytes(), "an image directory"));
  }

  private static Directory.DirectoryEntry entry(
      ByteBuffer fields, long entriesAt, TiffVariant variant) {
    int tag = fields.getShort() & 0xffff;
    var type = FieldType.of(fields.getShort() & 0xffff);
    long count = variant.getOffset(fields);
    long inlineAt = entriesAt + fields.position();
    long pointer = variant.getOffset(fields);
    boolean inline = type != null && count >= 0 && count <= variant.offsetBytes() / type.bytes();
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
          "XML", "a VRT is read from a file of this machine with a name that ends in .vrt");
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
