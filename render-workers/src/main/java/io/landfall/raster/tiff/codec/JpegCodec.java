package io.landfall.raster.tiff.codec;

import io.landfall.raster.tiff.format.Compression;
import io.landfall.raster.tiff.format.Photometric;
import io.landfall.raster.tiff.format.TiffLimits;
import java.awt.Rectangle;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.DataFormatException;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Compression 7: baseline and progressive JPEG of 8 bits, through the JDK's reader, which is
 * libjpeg. Sizes are checked before it sees the stream. YCbCr comes out as red, green and blue.
 */
public final class JpegCodec implements Codec {
  private static final String JDK_READER = "com.sun.imageio.plugins.jpeg.JPEGImageReaderSpi";

  private static final ImageReaderSpi READERS = jdkReaders();

  private final YcbcrToRgb toRgb = YcbcrToRgb.ofJpeg();

  @Override
  public String name() {
    return Compression.JPEG.label();
  }

  @Override
  public boolean usesPredictor() {
    return false;
  }

  @Override
  public int sampleBits() {
    return 8;
  }

  @Override
  public boolean includesRowsBeyondEdge() {
    return true; // where it is progressive
  }

  @Override
  public int decode(EncodedBlock block, byte[] into, int size) throws DataFormatException {
    var stream = JpegStream.of(block.parameters().tables(), block.bytes(), block.length());
    int samples = block.samples();
    long bytes = (long) stream.width() * stream.height() * samples;
    if (stream.components() != samples
        || stream.width() != block.width()
        || bytes > TiffLimits.BLOCK_BYTES) {
      throw new DataFormatException(
          "it has %d x %d pixels of %d samples, the block is %d wide with %d"
              .formatted(
                  stream.width(), stream.height(), stream.components(), block.width(), samples));
    }
    int rows = Math.min(stream.height(), block.height());
    byte[] pixels = pixels(stream, rows);
    int found = Math.min(pixels.length, size);
    if (block.parameters().photometric() != Photometric.YCBCR) {
      System.arraycopy(pixels, 0, into, 0, found);
      return found;
    }
    for (int i = 0; i + 2 < found; i += 3) {
      toRgb.convert(pixels[i] & 0xff, pixels[i + 1] & 0xff, pixels[i + 2] & 0xff, into, i);
    }
    return found;
  }

  private static byte[] pixels(JpegStream stream, int rows) throws DataFormatException {
    if (READERS == null) {
      throw new UnsupportedStreamException("JPEG in a Java runtime without its own JPEG reader");
    }
    var warnings = new JpegWarnings();
    ImageReader reader = null;
    try {
      reader = READERS.createReaderInstance();
      var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(stream.bytes()));
      reader.setInput(input, true, true);
      reader.addIIOReadWarningListener(warnings);
      var param = reader.getDefaultReadParam();
      param.setSourceRegion(new Rectangle(0, 0, stream.width(), rows));
      Raster raster = reader.readRaster(0, param);
      if (warnings.damage != null) {
        throw new DataFormatException(warnings.damage);
      }
      int components = raster.getNumBands();
      byte[] pixels = new byte[raster.getWidth() * raster.getHeight() * components];
      raster.getDataElements(0, 0, raster.getWidth(), raster.getHeight(), pixels);
      return pixels;
    } catch (IOException | RuntimeException cause) { // the JDK's reader throws all sorts
      var failure = new DataFormatException(String.valueOf(cause.getMessage()));
      failure.initCause(cause);
      throw failure;
    } finally {
      if (reader != null) {
        reader.dispose();
      }
    }
  }

  /** Other readers may be registered, which decode otherwise. */
  private static ImageReaderSpi jdkReaders() {
    var all = IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
    while (all.hasNext()) {
      var provider = all.next();
      if (provider.getClass().getName().equals(JDK_READER)) {
        return provider;
      }
    }
    return null;
  }

  /** Keeps the warning that pixels are missing: libjpeg puts grey in their place. */
  private static final class JpegWarnings implements IIOReadWarningListener {
    private String damage;

    @Override
    public void warningOccurred(ImageReader source, String warning) {
      if (warning.toLowerCase(Locale.ROOT).contains("premature end")) {
        damage = warning;
      }
    }
  }
}
