package io.landfall.oracle;

import io.landfall.model.Aoi;
import io.landfall.model.GeoTransform;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import java.nio.file.Path;
import org.locationtech.jts.algorithm.locate.IndexedPointInAreaLocator;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Location;

/** Where centres of pixels are, by JTS in longitude and latitude. */
final class ClipReference {
  /** About a metre; a mask is true to a thousandth of a pixel. */
  private static final double ON_THE_EDGE_DEGREES = 1e-5;

  private ClipReference() {}

  /**
   * Counts the pixels that only one of two rasters on one grid has and that are ours though their
   * centre is outside, or not ours though it is inside.
   */
  static int wrong(Path ours, Path theirs, Aoi area) {
    Geometry geometry = area.toGeometry();
    IndexedPointInAreaLocator oracle = new IndexedPointInAreaLocator(geometry);
    Geometry edge = geometry.getBoundary();
    int wrong = 0;
    try (TiffFile mine = GdalReference.open(ours);
        TiffFile other = GdalReference.open(theirs)) {
      double[] a = RasterComparison.samples(mine, 0, 0);
      double[] b = RasterComparison.samples(other, 0, 0);
      RasterInfo info = other.info();
      for (int i = 0; i < a.length; i++) {
        boolean has = !Double.isNaN(a[i]);
        if (has == Double.isNaN(b[i])) {
          Coordinate centre = centre(info, i % info.width() + 0.5, i / info.width() + 0.5);
          boolean right = has == (oracle.locate(centre) == Location.INTERIOR);
          boolean near =
              edge.distance(geometry.getFactory().createPoint(centre)) < ON_THE_EDGE_DEGREES;
          wrong += right || near ? 0 : 1;
        }
      }
    }
    return wrong;
  }

  private static Coordinate centre(RasterInfo info, double column, double row) {
    GeoTransform transform = info.transform();
    double[] x = {transform.x(column, row)};
    double[] y = {transform.y(column, row)};
    GdalReference.TRANSFORMS.between(info.epsg(), 4326).transform(x, y, 1);
    return new Coordinate(x[0], y[0]);
  }
}
