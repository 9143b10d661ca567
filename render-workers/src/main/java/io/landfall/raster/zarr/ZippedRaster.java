package io.landfall.raster.zarr;

import io.landfall.raster.ByteSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The zip file of an export as a TIFF, without a copy: the TIFF is a header, then the zip file, in
 * which the header's offsets find the chunks. The header lies in the zip file itself, where its
 * comment says, and no reader of zip files looks.
 */
public final class ZippedRaster implements ByteSource {
  private static final String COMMENT = "TIFF header: %012d bytes at %015d";
  private static final int COMMENT_BYTES = comment(0, 0).length();
  private static final int DIGITS_OF_BYTES = 12;
  private static final int DIGITS = 27;

  private final ByteSource zip;
  private final long headerAt;
  private final long headerBytes;

  private ZippedRaster(ByteSource zip, long headerAt, long headerBytes) {
    this.zip = zip;
    this.headerAt = headerAt;
    this.headerBytes = headerBytes;
  }

  /** Returns the comment of a zip file that holds the header of its TIFF. */
  public static String comment(long headerBytes, long headerAt) {
    return String.format(Locale.ROOT, COMMENT, headerBytes, headerAt);
  }

  /** Returns the TIFF in a zip file; of any other file that itself. Blocking. */
  public static ByteSource of(ByteSource file) throws IOException {
    if (file.size() < COMMENT_BYTES) {
      return file;
    }
    byte[] end = new byte[COMMENT_BYTES];
    file.read(file.size() - COMMENT_BYTES, end, 0, COMMENT_BYTES);
    String said = new String(end, StandardCharsets.US_ASCII);
    String numbers = said.replaceAll("[^0-9]", "");
    if (numbers.length() != DIGITS) {
      return file;
    }
    long bytes = Long.parseLong(numbers, 0, DIGITS_OF_BYTES, 10);
    long at = Long.parseLong(numbers, DIGITS_OF_BYTES, DIGITS, 10);
    boolean isThere = said.equals(comment(bytes, at)) && at + bytes <= file.size();
    return isThere ? new ZippedRaster(file, at, bytes) : file;
  }

  @Override
  public String name() {
    return zip.name();
  }

  @Override
  public long size() {
    return headerBytes + zip.size();
  }

  @Override
  public void read(long position, byte[] into, int at, int length) throws IOException {
    int ofHeader = (int) Math.max(0, Math.min(length, headerBytes - position));
    if (ofHeader > 0) {
      zip.read(headerAt + position, into, at, ofHeader);
    }
    if (length > ofHeader) {
      zip.read(position + ofHeader - headerBytes, into, at + ofHeader, length - ofHeader);
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
