package io.landfall.node.cli.export;

import io.landfall.raster.RasterFile;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.SampleBlock;
import io.landfall.source.SceneFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** An image of a finished file, read from one of its overviews. */
public final class PreviewImage {
  private static final int MAX_SIDE = 1_100;

  private PreviewImage() {}

  /**
   * Writes a PNG of the largest level that fits a screen; no-data is transparent.
   *
   * @param cog of three bands of bytes, 0 for no-data
   */
  public static void write(Path cog, Path png) throws IOException {
    try (SceneFiles files = new SceneFiles()) {
      String href = cog.toAbsolutePath().toUri().toString();
      RasterFile file = files.open(href, files.version(href));
      int level = level(file.info());
      RasterInfo.Size size = file.info().size(level);
      var image = new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_ARGB);
      RasterInfo.Size block = file.blockSize(level);
      for (int top = 0; top < size.height(); top += block.height()) {
        for (int left = 0; left < size.width(); left += block.width()) {
          paint(
              image, file.readBlock(level, left / block.width(), top / block.height()), left, top);
        }
      }
      ImageIO.write(image, "png", png.toFile());
    }
  }

  private static int level(RasterInfo info) {
    List<RasterInfo.Size> overviews = info.overviews();
    int level = 0;
    while (level < overviews.size()
        && Math.max(info.size(level).width(), info.size(level).height()) > MAX_SIDE) {
      level++;
    }
    return level;
  }

  private static void paint(BufferedImage image, SampleBlock block, int left, int top) {
    byte[] red = (byte[]) block.planes()[0];
    byte[] green = (byte[]) block.planes()[1];
    byte[] blue = (byte[]) block.planes()[2];
    for (int row = 0; row < block.height(); row++) {
      for (int column = 0; column < block.width(); column++) {
        int i = row * block.width() + column;
        int rgb = (red[i] & 0xff) << 16 | (green[i] & 0xff) << 8 | blue[i] & 0xff;
        image.setRGB(left + column, top + row, rgb == 0 ? 0 : 0xff000000 | rgb);
      }
    }
  }
}
