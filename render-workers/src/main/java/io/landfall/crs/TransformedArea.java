package io.landfall.crs;

import io.landfall.model.Aoi;
import io.landfall.model.RasterGeometry;
import io.landfall.raster.CoordinateTransform;
import java.util.List;

/**
 * The part of the Earth that an export takes from rasters.
 *
 * @param rasters where each lies, cropped to the area of interest
 * @param outputDatum code of the datum of the output
 */
record TransformedArea(List<RasterArea> rasters, int outputDatum) {
  private static final int POINTS = 9;

  /** An area that nothing is known of. */
  static final TransformedArea UNKNOWN = new TransformedArea(List.of(), 0);

  /** Where a raster lies, and the code of its datum. */
  record RasterArea(int datum, LonLatBox box) {

    /**
     * Finds where a raster lies.
     *
     * @param toLonLat on its own datum
     * @param pole whether a pole lies inside it
     * @return with {@code null} for a box if no point of it is a place
     */
    static RasterArea of(
        int datum,
        RasterGeometry raster,
        CoordinateTransform toLonLat,
        boolean pole,
        LonLatBox mask) {
      double[] x = new double[POINTS * POINTS];
      double[] y = new double[POINTS * POINTS];
      for (int i = 0; i < x.length; i++) {
        double column = i % POINTS * raster.width() / (POINTS - 1.0);
        double row = i / POINTS * raster.height() / (POINTS - 1.0);
        x[i] = raster.transform().x(column, row);
        y[i] = raster.transform().y(column, row);
      }
      toLonLat.transform(x, y, x.length);
      LonLatBox box = LonLatBox.around(x, y, x.length);
      if (box != null && pole) {
        boolean north = box.north() > -box.south();
        box = new LonLatBox(-180, north ? box.south() : -90, 180, north ? 90 : box.north());
      }
      LonLatBox cropped = box == null || mask == null ? null : box.intersection(mask);
      return new RasterArea(datum, cropped == null ? box : cropped);
    }
  }

  /** Returns the box around an area of interest. */
  static LonLatBox box(Aoi mask) {
    LonLatBox box = null;
    for (double[][][] polygon : mask.coordinates()) {
      double[] x = new double[polygon[0].length];
      double[] y = new double[polygon[0].length];
      for (int i = 0; i < x.length; i++) {
        x[i] = polygon[0][i][0];
        y[i] = polygon[0][i][1];
      }
      LonLatBox one = LonLatBox.around(x, y, x.length);
      box = box == null || one == null ? (box == null ? one : box) : box.union(one);
    }
    return box;
  }

  /**
   * Returns where positions change from one datum to another, or back: at the rasters of the one
   * that is not the output's; {@code null} if that is not known.
   */
  LonLatBox between(int datum, int other) {
    LonLatBox some = null;
    LonLatBox all = null;
    for (RasterArea raster : rasters) {
      if (raster.box() != null) {
        boolean meant =
            raster.datum() != outputDatum && (raster.datum() == datum || raster.datum() == other);
        all = all == null ? raster.box() : all.union(raster.box());
        if (meant) {
          some = some == null ? raster.box() : some.union(raster.box());
        }
      }
    }
    return some == null ? all : some;
  }
}
