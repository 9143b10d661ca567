package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import java.util.ArrayList;
import java.util.List;

/** Cuts a source window that is too large to hold along the blocks of its file. */
final class WindowParts {
  private WindowParts() {}

  /**
   * Returns parts that make up a window, row by row.
   *
   * @param block size of the file's blocks, in pixels
   * @param maxPixels that a part has at most; blocks larger than that are cut, too
   */
  static List<PixelRect> of(PixelRect window, RasterInfo.Size block, long maxPixels) {
    int width = Math.min(window.width(), block.width());
    int height = Math.min(window.height(), block.height());
    if ((long) width * height > maxPixels) {
      width = (int) Math.min(width, maxPixels);
      height = (int) Math.max(1, maxPixels / width);
    } else {
      width = times(width, window.width(), maxPixels / height);
      height = width < window.width() ? height : times(height, window.height(), maxPixels / width);
    }
    List<PixelRect> parts = new ArrayList<>();
    for (int y0 = window.y0(); y0 < window.y1(); ) {
      int y1 = height == window.height() ? window.y1() : Math.min(window.y1(), next(y0, height));
      for (int x0 = window.x0(); x0 < window.x1(); ) {
        int x1 = width == window.width() ? window.x1() : Math.min(window.x1(), next(x0, width));
        parts.add(PixelRect.between(x0, y0, x1, y1));
        x0 = x1;
      }
      y0 = y1;
    }
    return parts;
  }

  /** Returns as many times a length as fit into a limit, or all there is. */
  private static int times(int length, int all, long limit) {
    return all <= limit ? all : (int) (limit / length) * length;
  }

  /** Returns the next multiple of a step, along which blocks are cut. */
  private static int next(int position, int step) {
    return (position / step + 1) * step;
  }
}
