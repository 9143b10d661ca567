package io.landfall.raster.mask;

import java.util.Arrays;

/**
 * The pixels of one row whose inside edges pass, as {@code gdal_rasterize -at} has it: an upright
 * or level edge that runs within a hundredth of a pixel of a line between pixels touches neither
 * side, and one that ends as near to such a line does not reach beyond it.
 */
final class TouchedRow implements MaskEdges.EdgeConsumer {
  private static final double EPSILON_PIXELS = 0.01;

  private final int row;
  private final int column;
  private final int width;
  private final boolean[] touched;
  private final int at;

  /**
   * Makes one that turns pixels on, and none off.
   *
   * @param column that {@code touched[at]} stands for
   */
  TouchedRow(int row, int column, int width, boolean[] touched, int at) {
    this.row = row;
    this.column = column;
    this.width = width;
    this.touched = touched;
    this.at = at;
  }

  @Override
  public void accept(double fromX, double fromY, double toX, double toY) {
    if (fromX > toX) {
      leftToRight(toX, toY, fromX, fromY);
    } else {
      leftToRight(fromX, fromY, toX, toY);
    }
  }

  private void leftToRight(double x, double y, double endX, double endY) {
    if (Math.floor(x) == Math.floor(endX) || endX - x < EPSILON_PIXELS) {
      upright(x, endX, Math.min(y, endY), Math.max(y, endY));
    } else if (Math.floor(y) == Math.floor(endY) || Math.abs(endY - y) < EPSILON_PIXELS) {
      level(x, y, endX, endY);
    } else {
      slanted(x, y, endX, endY);
    }
  }

  private void upright(double x, double endX, double top, double bottom) {
    if (isBetweenPixels(x) && isBetweenPixels(endX)) {
      return;
    }
    double last = Math.max(Math.floor(top), Math.floor(bottom - EPSILON_PIXELS));
    if (row >= Math.floor(top) && row <= last) {
      turnOn(Math.floor(endX), Math.floor(endX));
    }
  }

  private void level(double x, double y, double endX, double endY) {
    boolean isInRow = Math.floor(y) == row;
    if (isInRow && !(isBetweenPixels(y) && isBetweenPixels(endY))) {
      turnOn(Math.floor(x), Math.max(Math.floor(x), Math.floor(endX - EPSILON_PIXELS)));
    }
  }

  private void slanted(double x, double y, double endX, double endY) {
    double slope = (endX - x) / (endY - y);
    double atTop = x + (row - y) * slope;
    double atBottom = x + (row + 1 - y) * slope;
    double first = Math.max(x, Math.min(atTop, atBottom));
    double last = Math.min(endX, Math.max(atTop, atBottom));
    if (first < last) {
      turnOn(Math.floor(first), Math.ceil(last) - 1);
    } else if (Math.floor(y) == row) {
      turnOn(Math.floor(x), Math.floor(x)); // it begins on the line above, and goes up
    }
  }

  private static boolean isBetweenPixels(double position) {
    return Math.abs(position - Math.rint(position)) < EPSILON_PIXELS;
  }

  private void turnOn(double first, double last) {
    int from = (int) Math.max(0, first - column);
    int to = (int) Math.min(width - 1.0, last - column);
    if (from <= to) {
      Arrays.fill(touched, at + from, at + to + 1, true);
    }
  }
}
