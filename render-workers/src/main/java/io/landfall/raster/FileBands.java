package io.landfall.raster;

import io.landfall.model.plan.PlannedBand;
import java.util.List;

/**
 * Bands of one file that are read together, and what beside masks tells which pixels are valid.
 *
 * @param bands from 0
 * @param nodata one a band; NaN: none
 * @param alpha the band, from 0, that is 0 where no band has data; {@link #NO_ALPHA}: none
 * @param unified whether a pixel has no data only where each of the bands holds its no-data value;
 *     else each band tells for itself
 */
public record FileBands(int[] bands, double[] nodata, int alpha, boolean unified) {
  /** No band is opacity. */
  public static final int NO_ALPHA = -1;

  /** Takes a band for itself. */
  static FileBands ofOne(int band, double nodata) {
    return new FileBands(new int[] {band}, new double[] {nodata}, NO_ALPHA, false);
  }

  /**
   * Takes planned bands of one file and one alpha band, to show them. Two or more of integers that
   * all have a no-data value are unified, unless one tells alone: a dark pixel of an image may hold
   * it in a band.
   */
  public static FileBands toShow(List<PlannedBand> planned) {
    return of(planned, planned.size() > 1);
  }

  /** Takes planned bands likewise, to compute with them: an operand without data gives none. */
  public static FileBands toCompute(List<PlannedBand> planned) {
    return of(planned, false);
  }

  private static FileBands of(List<PlannedBand> planned, boolean wanted) {
    int[] bands = new int[planned.size()];
    double[] nodata = new double[bands.length];
    boolean unified = wanted;
    for (int i = 0; i < bands.length; i++) {
      PlannedBand band = planned.get(i);
      bands[i] = band.index();
      nodata[i] = band.nodata() == null ? Double.NaN : band.nodata();
      unified &=
          !band.tellsAlone()
              && !band.type().isFloating()
              && NoData.canOccur(band.type(), nodata[i]);
    }
    Integer alpha = planned.get(0).alpha();
    return new FileBands(bands, nodata, alpha == null ? NO_ALPHA : alpha, unified);
  }
}
