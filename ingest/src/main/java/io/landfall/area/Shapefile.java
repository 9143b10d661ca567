package io.landfall.area;

import com.esri.core.geometry.MultiPath;
import com.esri.core.geometry.OperatorImportFromESRIShape;
import com.esri.core.geometry.Point2D;
import com.esri.core.geometry.ShapeImportFlags;
import io.landfall.model.geojson.AoiBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.locationtech.jts.geom.Coordinate;

/**
 * The polygons of a shapefile: {@code .shp}, with the {@code .prj} beside it for its CRS, the
 * {@code .shx} for what records there are, and the {@code .dbf} for which of them are deleted.
 * Attributes, and so their encoding, do not matter.
 */
final class Shapefile {
  private static final int HEADER_BYTES = 100;
  private static final int RECORD_HEADER_BYTES = 8;
  private static final int INDEX_ENTRY_BYTES = 8;
  private static final int FILE_CODE = 9994;

  /** Where a header says how many words of 16 bits the file has. */
  private static final int LENGTH_OFFSET = 24;

  private static final int MAX_PRJ_BYTES = 64 << 10;
  private static final int POINT_BYTES = 16;
  private static final int POLYGON_HEADER_BYTES = 44;
  private static final int POLYGON = 5;
  private static final int DELETED = '*';
  private static final int TABLE_HEADER_BYTES = 32;
  private static final int TABLE_CHUNK_BYTES = 64 << 10;
  private static final String FIX = "Save it anew, as QGIS or ogr2ogr do";

  private Shapefile() {}

  /** Returns the layer of a {@code .shp}, named as the file is. */
  static AreaLayer layer(Path shp, AreaLimits limits) {
    return AreaLayer.of(stem(shp), crs(shp), area -> read(shp, limits, area));
  }

  static String stem(Path file) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  private static LayerCrs crs(Path shp) {
    byte[] text = sidecar(shp, ".prj", MAX_PRJ_BYTES);
    return text == null || text.length == 0
        ? LayerCrs.UNKNOWN
        : LayerCrs.ofText(new String(text, StandardCharsets.UTF_8));
  }

  private static byte[] sidecar(Path shp, String ending, long maxBytes) {
    try {
      Path found = beside(shp, ending);
      return found == null ? null : bytes(found, maxBytes);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** Returns a file of the same name with another ending, in any case of letters, or null. */
  private static Path beside(Path shp, String ending) throws IOException {
    String wanted = stem(shp).toLowerCase(Locale.ROOT) + ending;
    try (Stream<Path> files = Files.list(shp.toAbsolutePath().getParent())) {
      return files
          .filter(file -> file.getFileName().toString().toLowerCase(Locale.ROOT).equals(wanted))
          .sorted(Comparator.comparing(file -> !stem(file).equals(stem(shp))))
          .findFirst()
          .orElse(null);
    }
  }

  private static byte[] bytes(Path file, long maxBytes) throws IOException {
    if (Files.size(file) > maxBytes) {
      throw new AreaFormatException(
          "%s has over %,d bytes".formatted(file.getFileName(), maxBytes), "Simplify it");
    }
    return Files.readAllBytes(file);
  }

  private static void read(Path shp, AreaLimits limits, AoiBuilder area) {
    ByteBuffer file;
    try {
      file = ByteBuffer.wrap(bytes(shp, limits.shapefileBytes()));
    } catch (IOException e) {
      throw unreadable(e);
    }
    checkHeader(file, ".shp");
    byte[] index = sidecar(shp, ".shx", limits.shapefileBytes());
    int[] offsets =
        index == null ? offsetsInOrder(file) : offsets(ByteBuffer.wrap(index), file.capacity());
    BitSet deleted = deleted(shp, offsets.length);
    for (int i = 0; i < offsets.length; i++) {
      if (!deleted.get(i)) {
        readRecord(file, offsets[i], i + 1, limits, area);
      }
    }
  }

  private static void checkHeader(ByteBuffer file, String ending) {
    if (file.capacity() < HEADER_BYTES || file.getInt(0) != FILE_CODE) {
      throw new AreaFormatException("its %s is no shapefile or cut short".formatted(ending), FIX);
    }
  }

  /** Returns how many bytes the file has by its header, which is to be no more than there are. */
  private static long claimedBytes(ByteBuffer file, String ending) {
    long bytes = 2L * file.getInt(LENGTH_OFFSET);
    if (bytes > file.capacity()) {
      throw new AreaFormatException(
          "its %s has %,d bytes of %,d: it was cut short".formatted(ending, file.capacity(), bytes),
          FIX);
    }
    return bytes;
  }

  /** Records need not follow one another; where there is an index, it tells which count. */
  private static int[] offsets(ByteBuffer index, int fileBytes) {
    checkHeader(index, ".shx");
    int count = (int) ((claimedBytes(index, ".shx") - HEADER_BYTES) / INDEX_ENTRY_BYTES);
    if (count < 0) {
      throw new AreaFormatException("its .shx is damaged", FIX);
    }
    int[] offsets = new int[count];
    for (int i = 0; i < count; i++) {
      long offset = 2L * index.getInt(HEADER_BYTES + i * INDEX_ENTRY_BYTES);
      if (offset < HEADER_BYTES || offset + RECORD_HEADER_BYTES > fileBytes) {
        throw new AreaFormatException(
            "its .shx leads to byte %d of %d: it is damaged, or the .shp was cut short"
                .formatted(offset, fileBytes),
            FIX);
      }
      offsets[i] = (int) offset;
    }
    return offsets;
  }

  private static int[] offsetsInOrder(ByteBuffer file) {
    claimedBytes(file, ".shp");
    IntStream.Builder offsets = IntStream.builder();
    long at = HEADER_BYTES;
    for (int number = 1; at + RECORD_HEADER_BYTES <= file.capacity(); number++) {
      offsets.add((int) at);
      at += RECORD_HEADER_BYTES + contentBytes(file, (int) at, number);
    }
    return offsets.build().toArray();
  }

  private static int contentBytes(ByteBuffer file, int offset, int number) {
    long bytes = 2L * file.getInt(offset + 4);
    if (bytes < 4 || offset + RECORD_HEADER_BYTES + bytes > file.capacity()) {
      throw new AreaFormatException(
          "record %d ends behind the file: it is damaged or cut short".formatted(number), FIX);
    }
    return (int) bytes;
  }

  /** Returns which records the table calls deleted; of its attributes nothing is kept. */
  private static BitSet deleted(Path shp, int records) {
    BitSet deleted = new BitSet();
    try {
      Path table = beside(shp, ".dbf");
      if (table == null) {
        return deleted;
      }
      try (FileChannel file = FileChannel.open(table)) {
        ByteBuffer chunk = ByteBuffer.allocate(TABLE_CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        fill(chunk, file, 0);
        if (chunk.limit() < TABLE_HEADER_BYTES) {
          return deleted;
        }
        long first = chunk.getShort(8) & 0xffffL;
        long recordBytes = chunk.getShort(10) & 0xffffL;
        long start = 0;
        for (int i = 0; i < records; i++) {
          long at = first + recordBytes * i;
          if (at - start >= chunk.limit()) {
            start = at;
            fill(chunk, file, start);
          }
          if (chunk.limit() == 0) {
            break; // it has fewer records
          }
          deleted.set(i, chunk.get((int) (at - start)) == DELETED);
        }
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return deleted;
  }

  private static void fill(ByteBuffer chunk, FileChannel file, long from) throws IOException {
    chunk.clear();
    while (chunk.hasRemaining() && file.read(chunk, from + chunk.position()) >= 0) {
      // it may give less at once
    }
    chunk.flip();
  }

  private static void readRecord(
      ByteBuffer file, int offset, int number, AreaLimits limits, AoiBuilder area) {
    int bytes = contentBytes(file, offset, number);
    ByteBuffer shape =
        file.slice(offset + RECORD_HEADER_BYTES, bytes).order(ByteOrder.LITTLE_ENDIAN);
    int type = shape.getInt(0);
    String place = "record %d".formatted(number);
    switch (type) {
      case 0 -> {} // a record without a geometry
      case POLYGON, 15, 25 -> area.add(ShapeRings.polygons(rings(shape, number, limits)), place);
      case 1, 11, 21, 8, 18, 28 -> area.addWithoutArea("Point", place);
      case 3, 13, 23 -> area.addWithoutArea("PolyLine", place);
      case 31 -> area.addWithoutArea("MultiPatch", place);
      default ->
          throw new AreaFormatException(
              "%s has the type %d, which is none of a shapefile's".formatted(place, type), FIX);
    }
  }

  private static List<Coordinate[]> rings(ByteBuffer shape, int number, AreaLimits limits) {
    ByteBuffer plane = plane(shape, number, limits);
    MultiPath polygon;
    try {
      polygon =
          (MultiPath)
              OperatorImportFromESRIShape.local()
                  .execute(
                      ShapeImportFlags.ShapeImportNonTrusted,
                      com.esri.core.geometry.Geometry.Type.Polygon,
                      plane);
    } catch (RuntimeException e) { // of a damaged record it may be any
      throw damaged(number, e);
    }
    List<Coordinate[]> rings = new ArrayList<>();
    for (int path = 0; path < polygon.getPathCount(); path++) {
      int start = polygon.getPathStart(path);
      int size = polygon.getPathEnd(path) - start;
      Coordinate[] ring = new Coordinate[size + 1]; // a path does not repeat its first point
      for (int i = 0; i < size; i++) {
        Point2D point = polygon.getXY(start + i);
        ring[i] = new Coordinate(point.x, point.y);
      }
      if (size > 0) {
        ring[size] = ring[0].copy();
        rings.add(ring);
      }
    }
    return rings;
  }

  /**
   * Returns a polygon without its heights and measures, of which the library wants both or none.
   * What the record says of itself is held against its length before memory is taken for it.
   */
  private static ByteBuffer plane(ByteBuffer shape, int number, AreaLimits limits) {
    if (shape.capacity() < POLYGON_HEADER_BYTES) {
      throw damaged(number, null);
    }
    long parts = shape.getInt(36);
    long points = shape.getInt(40);
    long bytes = POLYGON_HEADER_BYTES + 4 * parts + POINT_BYTES * points;
    boolean fits = parts >= 0 && points >= 0 && bytes <= shape.capacity();
    for (int i = 0; fits && i < parts; i++) {
      int start = shape.getInt(POLYGON_HEADER_BYTES + 4 * i);
      int before = i == 0 ? 0 : shape.getInt(POLYGON_HEADER_BYTES + 4 * i - 4);
      fits = start >= before && start <= points && (i > 0 || start == 0);
    }
    if (!fits) {
      throw damaged(number, null);
    }
    if (points > limits.geometry().positions() || parts > limits.geometry().rings()) {
      throw new AreaFormatException(
          "record %d has more than %d positions or %d rings"
              .formatted(number, limits.geometry().positions(), limits.geometry().rings()),
          "Simplify it");
    }
    ByteBuffer plane = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    plane.put(0, shape, 0, (int) bytes);
    return plane.putInt(0, POLYGON);
  }

  private static AreaFormatException damaged(int number, Exception cause) {
    return new AreaFormatException("record %d is damaged".formatted(number), FIX, cause);
  }

  private static AreaFormatException unreadable(IOException e) {
    return new AreaFormatException("it cannot be read: " + e, "Check the path", e);
  }
}
