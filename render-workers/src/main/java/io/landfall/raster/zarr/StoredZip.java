package io.landfall.raster.zarr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A zip file whose entries are stored as they are, so that readers find any range of them. It is
 * written from front to back: sizes and checksums stand behind each entry, and in the directory at
 * the end; beyond 4 GiB and 65,535 entries as ZIP64. An entry has less than 4 GiB. All times are
 * the first that zip knows.
 *
 * <p>The JDK and commons-compress ask for size and checksum of a stored entry before its bytes.
 */
final class StoredZip {
  private static final int LOCAL = 0x04034b50;
  private static final int DESCRIPTOR = 0x08074b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final short VERSION = 45;

  /** Sizes stand behind; names are UTF-8. */
  private static final short FLAGS = 0x0808;

  private static final short FIRST_DAY = 0x21;
  private static final short EXTRA_64 = 1;
  private static final long MAX_32 = 0xffff_ffffL;
  private static final int MAX_16 = 0xffff;

  private final OutputStream out;
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final CRC32 checksum = new CRC32();
  private byte[] name;
  private long entryAt;
  private long entryBytes;
  private long written;
  private long entries;

  StoredZip(OutputStream out) {
    this.out = out;
  }

  /** Writes a whole entry. */
  void add(String entry, byte[] bytes) throws IOException {
    begin(entry);
    write(bytes, 0, bytes.length);
    end();
  }

  /** Begins an entry. */
  void begin(String entry) throws IOException {
    name = entry.getBytes(StandardCharsets.UTF_8);
    entryAt = written;
    entryBytes = 0;
    checksum.reset();
    ByteBuffer local = buffer(30 + name.length);
    local.putInt(LOCAL).putShort(VERSION).putShort(FLAGS);
    local.putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
    local.putInt(0).putInt(0).putInt(0); // checksum and sizes stand behind
    local.putShort((short) name.length).putShort((short) 0).put(name);
    emit(local);
  }

  /** Writes bytes of the entry. */
  void write(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
    checksum.update(bytes, from, length);
    written += length;
    entryBytes += length;
  }

  /** Returns how many bytes the entry has. */
  long entryBytes() {
    return entryBytes;
  }

  /** Ends the entry. */
  void end() throws IOException {
    if (entryBytes > MAX_32) {
      throw new IOException("an entry of the zip file has %d bytes".formatted(entryBytes));
    }
    ByteBuffer descriptor = buffer(16);
    descriptor.putInt(DESCRIPTOR).putInt((int) checksum.getValue());
    descriptor.putInt((int) entryBytes).putInt((int) entryBytes);
    emit(descriptor);
    boolean far = entryAt >= MAX_32;
    ByteBuffer listed = buffer(46 + name.length + (far ? 12 : 0));
    listed.putInt(DIRECTORY).putShort(VERSION).putShort(VERSION).putShort(FLAGS);
    listed.putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
    listed.putInt((int) checksum.getValue()).putInt((int) entryBytes).putInt((int) entryBytes);
    listed.putShort((short) name.length).putShort((short) (far ? 12 : 0));
    listed.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    listed.putInt(far ? -1 : (int) entryAt).put(name);
    if (far) {
      listed.putShort(EXTRA_64).putShort((short) Long.BYTES).putLong(entryAt);
    }
    directory.writeBytes(listed.array());
    entries++;
  }

  /** Writes the directory. */
  void finish() throws IOException {
    long at = written;
    long size = directory.size();
    directory.writeTo(out);
    written += size;
    boolean large = entries >= MAX_16 || at >= MAX_32;
    if (large) {
      ByteBuffer end = buffer(56 + 20);
      end.putInt(END_64).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
      end.putLong(entries).putLong(entries).putLong(size).putLong(at);
      end.putInt(LOCATOR_64).putInt(0).putLong(at + size).putInt(1);
      emit(end);
    }
    short count = (short) (large ? MAX_16 : entries);
    ByteBuffer end = buffer(22);
    end.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    end.putInt((int) size).putInt(large ? -1 : (int) at).putShort((short) 0);
    emit(end);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void emit(ByteBuffer bytes) throws IOException {
    out.write(bytes.array());
    written += bytes.capacity();
  }
}
