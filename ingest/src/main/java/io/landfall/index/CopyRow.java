package io.landfall.index;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryCollection;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.Polygon;

/** One row in the binary format of PostgreSQL's COPY, made over and over in the same bytes. */
final class CopyRow {
  private static final int FIRST_SIZE = 1 << 12;
  private static final long EPOCH_2000 = 946_684_800L;
  private static final int NULL = -1;
  private static final int WITH_SRID = 0x20000000;
  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_SIZE);

  /** Begins a row of so many values. */
  void begin(int values) {
    bytes.clear();
    bytes.putShort((short) values);
  }

  void nothing() {
    room(4).putInt(NULL);
  }

  void number(short value) {
    room(6).putInt(2).putShort(value);
  }

  void number(long value) {
    room(12).putInt(8).putLong(value);
  }

  void number(Double value) {
    if (value == null) {
      nothing();
    } else {
      room(12).putInt(8).putDouble(value);
    }
  }

  void text(String value) {
    if (value == null) {
      nothing();
      return;
    }
    byte[] utf8 =
        value.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8); // no NUL in a text
    room(4 + utf8.length).putInt(utf8.length).put(utf8);
  }

  /** PostgreSQL counts microseconds since 2000. */
  void time(Instant value) {
    number((value.getEpochSecond() - EPOCH_2000) * 1_000_000 + value.getNano() / 1000);
  }

  void box(Envelope box) {
    room(36)
        .putInt(32)
        .putDouble(box.getMaxX())
        .putDouble(box.getMaxY())
        .putDouble(box.getMinX())
        .putDouble(box.getMinY());
  }

  /** Writes a (multi)polygon as WKB; with the reference system where {@code srid} is not 0. */
  void wkb(Geometry footprint, int srid) {
    int lengthAt = room(4).position();
    bytes.putInt(0);
    geometry(footprint, srid);
    bytes.putInt(lengthAt, bytes.position() - lengthAt - 4);
  }

  private void geometry(Geometry geometry, int srid) {
    if (geometry instanceof Polygon polygon) {
      head(3, srid);
      boolean empty = polygon.isEmpty();
      room(4).putInt(empty ? 0 : 1 + polygon.getNumInteriorRing());
      if (!empty) {
        ring(polygon.getExteriorRing());
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
          ring(polygon.getInteriorRingN(i));
        }
      }
    } else if (geometry instanceof GeometryCollection parts) {
      head(6, srid);
      room(4).putInt(parts.getNumGeometries());
      for (int i = 0; i < parts.getNumGeometries(); i++) {
        geometry(parts.getGeometryN(i), 0);
      }
    } else {
      throw new IllegalArgumentException("a footprint is no polygon: " + geometry);
    }
  }

  private void head(int type, int srid) {
    room(9).put((byte) 0);
    if (srid == 0) {
      bytes.putInt(type);
    } else {
      bytes.putInt(type | WITH_SRID).putInt(srid);
    }
  }

  private void ring(LineString ring) {
    CoordinateSequence points = ring.getCoordinateSequence();
    room(4 + 16 * points.size()).putInt(points.size());
    for (int i = 0; i < points.size(); i++) {
      bytes.putDouble(points.getX(i)).putDouble(points.getY(i));
    }
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more));
      bytes.flip();
      bytes = larger.put(bytes);
    }
    return bytes;
  }

  void setLong(int at, long value) {
    bytes.putLong(at, value);
  }

  byte[] array() {
    return bytes.array();
  }

  int length() {
    return bytes.position();
  }
}
