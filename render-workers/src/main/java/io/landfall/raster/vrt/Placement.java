package io.landfall.raster.vrt;

import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.vrt.VrtSource.PixelBox;

/**
 * Which pixels of a file go to a part of a VRT: nearest ones where the two are not of one size, as
 * GDAL takes them.
 *
 * @param target the pixels of the VRT that get one
 * @param columns of the file, one a column of {@code target}, in order
 * @param rows likewise
 */
record Placement(PixelRect target, int[] columns, int[] rows) {
  /** Offsets are written in few digits. */
  private static final double EDGE = 1e-3;

  private static final double EPSILON = 1e-10;

  /**
   * Places a source.
   *
   * @param part of the VRT
   * @return {@code null} where no pixel of the file goes there
   */
  static Placement of(PixelBox from, PixelBox to, RasterInfo.Size file, PixelRect part) {
    int[] columns =
        along(from.x(), from.width(), to.x(), to.width(), file.width(), part.x0(), part.x1());
    int[] rows =
        along(from.y(), from.height(), to.y(), to.height(), file.height(), part.y0(), part.y1());
    if (columns == null || rows == null) {
      return null;
    }
    int[] x = new int[columns.length - 1];
    int[] y = new int[rows.length - 1];
    System.arraycopy(columns, 1, x, 0, x.length);
    System.arraycopy(rows, 1, y, 0, y.length);
    return new Placement(new PixelRect(columns[0], rows[0], x.length, y.length), x, y);
  }

  /** Returns the first pixel that gets one, and what it and each following one gets. */
  private static int[] along(
      double from, double fromSize, double to, double toSize, int size, int start, int end) {
    int first = Math.max(start, (int) Math.floor(to + EDGE));
    int last = Math.min(end, (int) Math.ceil(to + toSize - EDGE)); // not itself
    double step = fromSize / toSize;
    int lowest = (int) Math.floor(from + EDGE);
    int highest = (int) Math.ceil(from + fromSize - EDGE) - 1;
    while (first < last && at(first, from, to, step, lowest, highest) < 0) {
      first++;
    }
    while (first < last && at(last - 1, from, to, step, lowest, highest) >= size) {
      last--;
    }
    if (first >= last) {
      return null;
    }
    int[] places = new int[last - first + 1];
    places[0] = first;
    for (int i = first; i < last; i++) {
      places[i - first + 1] = at(i, from, to, step, lowest, highest);
    }
    return places;
  }

  private static int at(int pixel, double from, double to, double step, int lowest, int highest) {
    int at = (int) Math.floor(from + (pixel + 0.5 - to) * step + EPSILON);
    return Math.max(lowest, Math.min(highest, at));
  }

  /** Returns the part of the file that is read. */
  PixelRect source() {
    return PixelRect.between(
        columns[0], rows[0], columns[columns.length - 1] + 1, rows[rows.length - 1] + 1);
  }

  /** Tells whether columns follow one another in both. */
  boolean isInStep() {
    for (int i = 1; i < columns.length; i++) {
      if (columns[i] != columns[i - 1] + 1) {
        return false;
      }
    }
    return true;
  }
}
