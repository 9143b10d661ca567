package io.landfall.raster.compress;

import io.landfall.model.SampleType;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.plugins.jpeg.JPEGImageWriteParam;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Baseline JPEG of bytes, TIFF compression 7, by the JDK's encoder, which is libjpeg: three bands
 * as luminance with colour differences of half the resolution, or one as it is. A block has Huffman
 * tables of its own; those of quantization are the same for all of an image and stand in its tag
 * JPEGTables, as GDAL writes it.
 */
final class JpegEncoder implements BlockEncoder {
  private static final String JDK_WRITER = "com.sun.imageio.plugins.jpeg.JPEGImageWriterSpi";
  private static final int START = 0xd8;
  private static final int END = 0xd9;
  private static final int SCAN = 0xda;
  private static final int QUANTIZATION = 0xdb;
  private static final int APPLICATION = 0xe0;
  private static final int APPLICATION_MASK = 0xf0;

  /** The sides of the data units of luminance and colour. */
  private static final int SMALLEST_SIDE = 16;

  private final BlockShape shape;
  private final ImageWriter writer;
  private final ImageWriteParam settings;
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

  /**
   * Makes one.
   *
   * @param shape of one or three samples of a byte
   * @param quality 1 to 100, as libjpeg's
   */
  JpegEncoder(BlockShape shape, int quality) {
    this.shape = shape;
    this.writer = newWriter();
    JPEGImageWriteParam param = (JPEGImageWriteParam) writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(jdkQuality(quality));
    param.setOptimizeHuffmanTables(true);
    this.settings = param;
  }

  /** Returns the quality by which the JDK scales the tables of quantization as libjpeg does. */
  private static float jdkQuality(int quality) {
    int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality; // libjpeg rounds down
    return percent > 100 ? 50f / percent : 1 - percent / 200f;
  }

  private static ImageWriter newWriter() {
    var all = IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, false);
    while (all.hasNext()) {
      var provider = all.next();
      if (provider.getClass().getName().equals(JDK_WRITER)) {
        try {
          return provider.createWriterInstance();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    throw new IllegalStateException("Cannot compress by JPEG: this Java runtime has no encoder.");
  }

  @Override
  public boolean spreads() {
    return true;
  }

  @Override
  public byte[] compress(byte[] raw, int length, boolean repetitive) {
    byte[] whole = encode(raw);
    ByteArrayOutputStream kept = new ByteArrayOutputStream(whole.length);
    copy(whole, kept, false);
    return kept.toByteArray();
  }

  /** Returns a stream of the tables that the blocks of an image share. */
  static byte[] sharedTables(int quality, int samples) {
    BlockShape small = new BlockShape(SMALLEST_SIDE, samples, SampleType.UINT8);
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    copy(new JpegEncoder(small, quality).encode(new byte[small.bytes()]), tables, true);
    return tables.toByteArray();
  }

  private byte[] encode(byte[] raw) {
    stream.reset();
    try (var output = new MemoryCacheImageOutputStream(stream)) {
      writer.setOutput(output);
      writer.write(null, new IIOImage(image(raw), null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.setOutput(null);
    }
    return stream.toByteArray();
  }

  private BufferedImage image(byte[] raw) {
    int samples = shape.samples();
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(raw, shape.bytes()),
            shape.side(),
            shape.side(),
            shape.rowBytes(),
            samples,
            samples == 1 ? new int[] {0} : new int[] {0, 1, 2},
            null);
    ColorSpace space =
        ColorSpace.getInstance(samples == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    var model =
        new ComponentColorModel(
            space, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
  }

  /** Copies either the tables of quantization or all else, but for markers of applications. */
  private static void copy(byte[] whole, ByteArrayOutputStream into, boolean tables) {
    into.writeBytes(new byte[] {(byte) 0xff, (byte) START});
    int at = 2;
    while (true) {
      int marker = whole[at + 1] & 0xff;
      if (marker == SCAN) {
        into.writeBytes(
            tables
                ? new byte[] {(byte) 0xff, (byte) END}
                : Arrays.copyOfRange(whole, at, whole.length));
        return;
      }
      int size = 2 + ((whole[at + 2] & 0xff) << 8 | whole[at + 3] & 0xff);
      boolean application = (marker & APPLICATION_MASK) == APPLICATION;
      if (!application && marker == QUANTIZATION == tables) {
        into.write(whole, at, size);
      }
      at += size;
    }
  }
}
