package io.landfall.raster.image;

import io.landfall.model.request.OutputFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.IntConsumer;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/**
 * Writes baseline JPEG with the JDK's encoder, row by row: it is given an image whose pixels are
 * read when it asks for them. JPEG has no transparency: pixels without data keep their value, which
 * is black where no-data is 0 or a mask tells it.
 */
public final class JpegWriter {
  /** As good as most programs write by default, on a scale from 0 to 1. */
  public static final double DEFAULT_QUALITY = 0.9;

  private JpegWriter() {}

  /**
   * Returns the quality on a scale from 0 to 1.
   *
   * @param percent 1 to 100; {@code null}: the usual one
   */
  public static double quality(Integer percent) {
    return percent == null ? DEFAULT_QUALITY : percent / 100.0;
  }

  /**
   * Writes all rows; {@code out} stays open.
   *
   * @param quality above 0, at most 1
   * @param rowsDone called with the count of written rows, now and then
   * @throws io.landfall.model.ExportFailure if the samples do not fit into a JPEG
   */
  public static void write(PixelRows rows, double quality, OutputStream out, IntConsumer rowsDone)
      throws IOException {
    if (!(quality > 0 && quality <= 1)) {
      throw new IllegalArgumentException("Invalid quality: " + quality);
    }
    ImageLimits.check(
        OutputFormat.FileFormat.JPEG, rows.bands(), rows.type(), rows.width(), rows.height());
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (ForwardOnlyImageOutput output = new ForwardOnlyImageOutput(out)) {
      ImageWriteParam settings = writer.getDefaultWriteParam();
      settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      settings.setCompressionQuality((float) quality);
      writer.setOutput(output);
      writer.write(null, new IIOImage(new RowImage(rows.opaque(), rowsDone), null, null), settings);
    } finally {
      writer.dispose();
    }
    out.flush();
  }
}
