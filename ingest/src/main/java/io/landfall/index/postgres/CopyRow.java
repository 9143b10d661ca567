package io.landfall.index.postgres;

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
public final class CopyRow {
  private static final int INITIAL_BYTES = 1 << 12;
  private static final long POSTGRES_EPOCH_SECONDS = 946_684_800L;
  private static final int NULL_LENGTH = -1;
  private static final int EWKB_SRID_FLAG = 0x20000000;
  private ByteBuffer bytes = ByteBuffer.allocate(INITIAL_BYTES);

  /** Begins a row of so many values. */
  public void beginRow(int values) {
    bytes.clear();
    bytes.putShort((short) values);
  }

  void putNull() {
    ensureRemaining(4).putInt(NULL_LENGTH);
  }

  public void putNumber(short value) {
    ensureRemaining(6).putInt(2).putShort(value);
  }

  public void putNumber(long value) {
    ensureRemaining(12).putInt(8).putLong(value);
  }

  /** Writes a value of 16 bytes, as the type {@code uuid} holds it. */
  public void putUuid(long first, long second) {
    ensureRemaining(20).putInt(16).putLong(first).putLong(second);
  }

  public void putNumber(Double value) {
    if (value == null) {
      putNull();
    } else {
      ensureRemaining(12).putInt(8).putDouble(value);
    }
  }

  public void putText(String value) {
    if (value == null) {
      putNull();
      return;
    }
    byte[] utf8 =
        value.replace('\0', '\ufffd').getBytes(StandardCharsets.UTF_8); // no NUL in a text
    ensureRemaining(4 + utf8.length).putInt(utf8.length).put(utf8);
  }

  /** PostgreSQL counts microseconds since 2000. */
  public void putTimestamp(Instant value) {
    putNumber(
        (value.getEpochSecond() - POSTGRES_EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1000);
  }

  void putBox(Envelope box) {
    ensureRemaining(36)
        .putInt(32)
        .putDouble(box.getMaxX())
        .putDouble(box.getMaxY())
        .putDouble(box.getMinX())
        .putDouble(box.getMinY());
  }

  /** Writes a (multi)polygon as WKB; with the reference system where {@code srid} is not 0. */
  void putWkb(Geometry footprint, int srid) {
    int lengthAt = ensureRemaining(4).position();
    bytes.putInt(0);
    putGeometry(footprint, srid);
    bytes.putInt(lengthAt, bytes.position() - lengthAt - 4);
  }

  private void putGeometry(Geometry geometry, int srid) {
    if (geometry instanceof Polygon polygon) {
      putWkbHeader(3, srid);
      boolean empty = polygon.isEmpty();
      ensureRemaining(4).putInt(empty ? 0 : 1 + polygon.getNumInteriorRing());
      if (!empty) {
        putRing(polygon.getExteriorRing());
        for (int i = 0; i < polygon.getNumInteriorRing(); i++) {
          putRing(polygon.getInteriorRingN(i));
        }
      }
    } else if (geometry instanceof GeometryCollection parts) {
      putWkbHeader(6, srid);
      ensureRemaining(4).putInt(parts.getNumGeometries());
      for (int i = 0; i < parts.getNumGeometries(); i++) {
        putGeometry(parts.getGeometryN(i), 0);
      }
    } else {
      throw new IllegalArgumentException("a footprint is not a polygon: " + geometry);
    }
  }

  private void putWkbHeader(int type, int srid) {
    ensureRemaining(9).put((byte) 0);
    if (srid == 0) {
      bytes.putInt(type);
    } else {
      bytes.putInt(type | EWKB_SRID_FLAG).putInt(srid);
    }
  }

  private void putRing(LineString ring) {
    CoordinateSequence points = ring.getCoordinateSequence();
    ensureRemaining(4 + 16 * points.size()).putInt(points.size());
    for (int i = 0; i < points.size(); i++) {
      bytes.putDouble(points.getX(i)).putDouble(points.getY(i));
    }
  }

  private ByteBuffer ensureRemaining(int more) {
    if (bytes.remaining() < more) {
      ByteBuffer larger =
          ByteBuffer.allocate(Math.max(bytes.capacity() * 2, bytes.position() + more));
      bytes.flip();
      bytes = larger.put(bytes);
    }
    return bytes;
  }

  public void setLong(int at, long value) {
    bytes.putLong(at, value);
  }

  public byte[] array() {
    return bytes.array();
  }

  public int length() {
    return bytes.position();
  }
}
