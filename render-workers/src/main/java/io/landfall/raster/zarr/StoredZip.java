package io.landfall.raster.zarr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A zip file whose entries are stored as they are, so that readers find any range of them. Who
 * makes an entry puts {@link #localHeader} before its bytes, and tells where it lies; the directory
 * comes last, when all of them are known. Zeros may lie between entries. Beyond 4 GiB and 65,535
 * entries it is ZIP64; an entry has less than 4 GiB. All times are the first that zip knows.
 */
public final class StoredZip {
  private static final int LOCAL = 0x04034b50;
  private static final int DIRECTORY = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final short VERSION = 45;

  /** Names are UTF-8. */
  private static final short FLAGS = 0x0800;

  private static final int LOCAL_BYTES = 30;
  private static final int END_BYTES = 22;
  private static final short FIRST_DAY = 0x21;
  private static final short EXTRA_64 = 1;
  private static final long MAX_32 = 0xffff_ffffL;
  private static final int MAX_16 = 0xffff;

  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private long entries;

  /** Returns how many bytes stand before those of an entry. */
  public static int localHeaderBytes(String name) {
    return LOCAL_BYTES + name.getBytes(StandardCharsets.UTF_8).length;
  }

  /**
   * Returns what stands before the bytes of an entry.
   *
   * @param checksum CRC-32 of the bytes
   * @param bytes how many they are
   * @throws IllegalArgumentException if they are 4 GiB or more
   */
  public static byte[] localHeader(String name, int checksum, long bytes) {
    if (bytes >= MAX_32) {
      throw new IllegalArgumentException(
          "Cannot put %d bytes into one entry of a zip file: %s".formatted(bytes, name));
    }
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer local = buffer(LOCAL_BYTES + encoded.length);
    local.putInt(LOCAL).putShort(VERSION).putShort(FLAGS);
    local.putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
    local.putInt(checksum).putInt((int) bytes).putInt((int) bytes);
    local.putShort((short) encoded.length).putShort((short) 0).put(encoded);
    return local.array();
  }

  /**
   * Notes an entry.
   *
   * @param at where its local header begins in the file
   */
  public void add(String name, int checksum, long bytes, long at) {
    byte[] encoded = name.getBytes(StandardCharsets.UTF_8);
    boolean far = at >= MAX_32;
    ByteBuffer listed = buffer(46 + encoded.length + (far ? 12 : 0));
    listed.putInt(DIRECTORY).putShort(VERSION).putShort(VERSION).putShort(FLAGS);
    listed.putShort((short) 0).putShort((short) 0).putShort(FIRST_DAY);
    listed.putInt(checksum).putInt((int) bytes).putInt((int) bytes);
    listed.putShort((short) encoded.length).putShort((short) (far ? 12 : 0));
    listed.putShort((short) 0).putShort((short) 0).putShort((short) 0).putInt(0);
    listed.putInt(far ? -1 : (int) at).put(encoded);
    if (far) {
      listed.putShort(EXTRA_64).putShort((short) Long.BYTES).putLong(at);
    }
    directory.writeBytes(listed.array());
    entries++;
  }

  /**
   * Returns the end of the file.
   *
   * @param at where it begins
   * @param comment in ASCII, which is the last of it
   */
  public byte[] directory(long at, String comment) {
    byte[] listed = directory.toByteArray();
    byte[] said = comment.getBytes(StandardCharsets.US_ASCII);
    boolean large = entries >= MAX_16 || at >= MAX_32;
    ByteBuffer all = buffer(listed.length + (large ? 56 + 20 : 0) + END_BYTES + said.length);
    all.put(listed);
    if (large) {
      all.putInt(END_64).putLong(44).putShort(VERSION).putShort(VERSION).putInt(0).putInt(0);
      all.putLong(entries).putLong(entries).putLong(listed.length).putLong(at);
      all.putInt(LOCATOR_64).putInt(0).putLong(at + listed.length).putInt(1);
    }
    short count = (short) (large ? MAX_16 : entries);
    all.putInt(END).putShort((short) 0).putShort((short) 0).putShort(count).putShort(count);
    all.putInt(listed.length).putInt(large ? -1 : (int) at);
    all.putShort((short) said.length).put(said);
    return all.array();
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
