package io.landfall.raster.image;

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
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Encodes small images as JPEG with the JDK's encoder; pixels without data are white. */
public final class SmallJpeg {
  private static final float QUALITY = 0.85f;
  private static final int GUESSED_BYTES = 32 << 10;

  private SmallJpeg() {}

  /** Returns the file. */
  public static byte[] encode(ShownPixels pixels) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var bytes = new ByteArrayOutputStream(GUESSED_BYTES);
    try (ForwardOnlyImageOutput output = new ForwardOnlyImageOutput(bytes)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality(QUALITY);
      writer.setOutput(output);
      writer.write(null, new IIOImage(image(pixels), null, null), settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(ShownPixels pixels) {
    int bands = pixels.bands();
    byte[] samples = pixels.isOpaque() ? pixels.samples() : onWhite(pixels);
    int[] offsets = bands == 1 ? new int[] {0} : new int[] {0, 1, 2};
    WritableRaster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(samples, samples.length),
            pixels.width(),
            pixels.height(),
            pixels.width() * bands,
            bands,
            offsets,
            null);
    ColorSpace space = ColorSpace.getInstance(bands == 1 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB);
    var model =
        new ComponentColorModel(
            space, false, false, ComponentColorModel.OPAQUE, DataBuffer.TYPE_BYTE);
    return new BufferedImage(model, raster, false, null);
  }

  private static byte[] onWhite(ShownPixels pixels) {
    byte[] samples = pixels.samples().clone();
    byte[] opacity = pixels.opacity();
    int bands = pixels.bands();
    for (int i = 0; i < opacity.length; i++) {
      for (int band = 0; opacity[i] == 0 && band < bands; band++) {
        samples[i * bands + band] = (byte) 0xff;
      }
    }
    return samples;
  }
}
