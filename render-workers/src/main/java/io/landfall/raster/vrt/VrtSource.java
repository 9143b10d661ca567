package io.landfall.raster.vrt;

import io.landfall.raster.RasterInfo;
import java.util.List;

/**
 * One source of a band.
 *
 * @param file what it is read of
 * @param band of the file, from 1; 0: its mask
 * @param from the part that is read, in pixels of the file; {@code null}: all of it
 * @param to where it goes, in pixels of the VRT; {@code null}: all over it
 * @param rule what is done to values; {@code null}: nothing, and each of them counts
 */
public record VrtSource(FileName file, int band, PixelBox from, PixelBox to, Rule rule) {
  /** As a band: the mask that tells which pixels of the file are valid. */
  public static final int MASK = 0;

  /**
   * A file, as the VRT names it.
   *
   * @param relative whether the name starts at the VRT
   */
  public record FileName(String name, boolean relative) {}

  /** A rectangle in pixels, which may begin and end within one. */
  public record PixelBox(double x, double y, double width, double height) {
    /** Returns it where so many pixels become so many others. */
    PixelBox scaled(RasterInfo.Size from, RasterInfo.Size to) {
      double across = (double) to.width() / from.width();
      double down = (double) to.height() / from.height();
      return new PixelBox(x * across, y * down, width * across, height * down);
    }
  }

  /**
   * What a {@code ComplexSource} does.
   *
   * @param nodata the value that is left out; {@code null}: none
   * @param masked whether pixels that the mask of the file leaves out are left out
   * @param scale of values
   * @param offset added to values after that
   * @param table pairs of a value and what becomes of it, in order, linear between; empty: none
   */
  public record Rule(
      Double nodata, boolean masked, double scale, double offset, List<Double> table) {
    public Rule {
      table = List.copyOf(table);
    }

    /** Tells whether pixels can be left out. */
    boolean leavesOut() {
      return nodata != null || masked;
    }

    /** Tells whether values become others. */
    boolean changesValues() {
      return scale != 1 || offset != 0 || !table.isEmpty();
    }
  }

  /** Tells whether every pixel where it goes becomes its own. */
  boolean isOpaque() {
    return rule == null || !rule.leavesOut();
  }
}
