package io.landfall.raster.image;

import io.landfall.model.SampleType;
import io.landfall.model.request.OutputFormat;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes PNG row by row. An encoder of our own, since that of the JDK wants an image of AWT, whose
 * 16-bit gray with a transparent value takes a detour by metadata; beside the rows of blocks, this
 * one holds six rows.
 *
 * <p>No-data becomes the transparent colour (tRNS), so values stay as they are; of three bands, a
 * pixel is transparent where all are no-data. A mask becomes opacity. A band with data never does.
 */
public final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int CHUNK = 64 * 1024;
  private static final int LEVEL = 6;

  /** A bit of the type of an image: red, green and blue, else gray. */
  private static final int COLOUR = 2;

  /** A bit of the type of an image: opacity follows the other samples of a pixel. */
  private static final int OPACITY = 4;

  private PngWriter() {}

  /**
   * Writes all rows; {@code out} stays open.
   *
   * @param rowsDone called with the count of written rows, now and then
   * @throws io.landfall.model.ExportFailure if the samples do not fit into a PNG
   */
  public static void write(PixelRows rows, OutputStream out, IntConsumer rowsDone)
      throws IOException {
    ImageLimits.check(
        OutputFormat.FileFormat.PNG, rows.bands(), rows.type(), rows.width(), rows.height());
    PngChunks chunks = new PngChunks(out);
    out.write(SIGNATURE);
    chunks.write("IHDR", header(rows));
    byte[] transparent = transparent(rows);
    if (transparent.length > 0) {
      chunks.write("tRNS", transparent);
    }
    Deflater deflater = new Deflater(LEVEL);
    try {
      var buffered = new BufferedOutputStream(chunks, CHUNK);
      var compressed = new DeflaterOutputStream(buffered, deflater, CHUNK);
      RowFilter filter =
          new RowFilter(rows.rowBytes(), rows.samplesPerPixel() * rows.type().bytes());
      byte[] row = new byte[rows.rowBytes()];
      for (int y = 0; y < rows.height(); y++) {
        rows.read(y, row);
        filter.write(row, compressed);
        rowsDone.accept(y + 1);
      }
      compressed.finish();
      buffered.flush();
    } finally {
      deflater.end();
    }
    chunks.write("IEND", new byte[0]);
    out.flush();
  }

  private static byte[] header(PixelRows rows) {
    int colour = (rows.bands() == 3 ? COLOUR : 0) | (rows.hasOpacity() ? OPACITY : 0);
    return ByteBuffer.allocate(13)
        .putInt(rows.width())
        .putInt(rows.height())
        .put((byte) (8 * rows.type().bytes()))
        .put((byte) colour)
        .put(new byte[3]) // deflate, the five filters, not interlaced
        .array();
  }

  private static byte[] transparent(PixelRows rows) {
    Double nodata = rows.nodata();
    SampleType type = rows.type();
    boolean possible =
        nodata != null
            && !rows.hasOpacity()
            && nodata == Math.rint(nodata)
            && nodata >= type.min()
            && nodata <= type.max();
    ByteBuffer colour = ByteBuffer.allocate(possible ? 2 * rows.bands() : 0);
    while (colour.hasRemaining()) {
      colour.putShort((short) (int) (double) nodata);
    }
    return colour.array();
  }

  /** The chunks of a PNG; what is written as a stream becomes IDAT. */
  private static final class PngChunks extends OutputStream {
    private final OutputStream out;

    PngChunks(OutputStream out) {
      this.out = out;
    }

    void write(String name, byte[] data) throws IOException {
      write(name, data, 0, data.length);
    }

    private void write(String name, byte[] data, int at, int length) throws IOException {
      byte[] kind = name.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      CRC32 crc = new CRC32();
      crc.update(kind);
      crc.update(data, at, length);
      out.write(ByteBuffer.allocate(8).putInt(length).put(kind).array());
      out.write(data, at, length);
      out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] data, int at, int length) throws IOException {
      if (length > 0) {
        write("IDAT", data, at, length);
      }
    }
  }
}
