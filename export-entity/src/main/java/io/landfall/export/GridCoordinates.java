package io.landfall.export;

import io.landfall.model.PixelGrid;
import java.util.concurrent.CompletionStage;

/** Tells where the pixels of an output lie on the Earth. */
@FunctionalInterface
public interface GridCoordinates {
  /**
   * Returns longitude and latitude, in degrees of WGS 84, of {@code columns * rows} points that are
   * spaced evenly over {@code grid}, its corners among them: in pairs, row by row from the
   * north-western corner on. Longitudes may lie beyond 180 degrees, so that neighbours are never a
   * turn apart; what has no longitude and latitude is {@link Double#NaN}. It fails with the {@link
   * io.landfall.model.ExportFailure} CRS_UNKNOWN where the CRS of the grid has none anywhere.
   *
   * @param columns at least 2
   * @param rows at least 2
   */
  CompletionStage<double[]> lonLat(PixelGrid grid, int columns, int rows);
}
