package io.landfall.raster;

import io.landfall.model.Rescaling;
import java.util.ArrayList;
import java.util.List;

/**
 * One band of a scene of {@link TinyScenes}.
 *
 * @param x column of the grid that its western edge lies on
 * @param y row of the grid that its northern edge lies on
 * @param pixel side of its pixels, in pixels of the grid
 * @param levels as in {@link TextRaster}
 * @param rescaling {@code null}: none
 */
public record TinyBand(double x, double y, double pixel, List<String> levels, Rescaling rescaling) {

  /** Makes a band whose pixels are the first ones of the grid. */
  public static TinyBand of(String pixels) {
    return new TinyBand(0, 0, 1, List.of(pixels), null);
  }

  /** Returns the band at another place. */
  public TinyBand at(double column, double row) {
    return new TinyBand(column, row, pixel, levels, rescaling);
  }

  /** Returns the band with pixels of another size. */
  public TinyBand ofPixels(double side) {
    return new TinyBand(x, y, side, levels, rescaling);
  }

  /** Returns the band with one overview more. */
  public TinyBand withOverview(String pixels) {
    List<String> more = new ArrayList<>(levels);
    more.add(pixels);
    return new TinyBand(x, y, pixel, more, rescaling);
  }

  /** Returns the band with its values scaled as they are read. */
  public TinyBand rescaled(double scale, double offset) {
    return new TinyBand(x, y, pixel, levels, new Rescaling(scale, offset));
  }
}
