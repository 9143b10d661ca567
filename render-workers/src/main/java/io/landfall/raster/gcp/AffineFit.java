package io.landfall.raster.gcp;

import io.landfall.model.GeoTransform;
import io.landfall.raster.ControlPoint;
import io.landfall.raster.RasterInfo;
import java.util.List;

/** The affine transform that control points lie on, if they do. */
public final class AffineFit {
  private static final double MAX_ERROR_PIXELS = 0.5;

  private AffineFit() {}

  /** Returns a raster that control points place: by the affine transform that they lie on. */
  public static RasterInfo place(RasterInfo info, List<ControlPoint> points) {
    GeoTransform fitted = of(points);
    String crsNote = info.crsNote();
    String note = (crsNote == null ? "" : crsNote + "; ") + note(points.size(), fitted);
    return fitted == null
        ? info.withControlPoints(points, note)
        : info.withTransform(fitted).withCrs(info.epsg(), info.crs(), note);
  }

  /** Says what became of points. */
  public static String note(int points, GeoTransform fitted) {
    return (fitted == null
            ? "it has %d ground control points, which give no grid that is within half a pixel of"
                + " them"
            : "its transform is that of its %d ground control points")
        .formatted(points);
  }

  /**
   * Returns the affine transform nearest to all points; {@code null} if they do not determine one,
   * or one of them is over half a pixel away.
   */
  public static GeoTransform of(List<ControlPoint> points) {
    int count = points.size();
    if (count < 3) {
      return null;
    }
    double[] mean = new double[4]; // column, row, x, y: taken off, the sums below stay small
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < 4; k++) {
        mean[k] += of(points.get(i), k) / count;
      }
    }
    double cc = 0;
    double cr = 0;
    double rr = 0;
    double[] c = new double[2];
    double[] r = new double[2];
    for (int i = 0; i < count; i++) {
      double column = of(points.get(i), 0) - mean[0];
      double row = of(points.get(i), 1) - mean[1];
      cc += column * column;
      cr += column * row;
      rr += row * row;
      for (int k = 0; k < 2; k++) {
        double ground = of(points.get(i), 2 + k) - mean[2 + k];
        c[k] += column * ground;
        r[k] += row * ground;
      }
    }
    double determinant = cc * rr - cr * cr;
    if (!(determinant > 1e-9 * cc * rr)) { // all in a line
      return null;
    }
    double[] byColumn = new double[2];
    double[] byRow = new double[2];
    for (int k = 0; k < 2; k++) {
      byColumn[k] = (c[k] * rr - r[k] * cr) / determinant;
      byRow[k] = (r[k] * cc - c[k] * cr) / determinant;
    }
    GeoTransform found =
        new GeoTransform(
            mean[2] - byColumn[0] * mean[0] - byRow[0] * mean[1],
            byColumn[0],
            zeroIfTiny(byRow[0], byColumn[0]),
            mean[3] - byColumn[1] * mean[0] - byRow[1] * mean[1],
            zeroIfTiny(byColumn[1], byRow[1]),
            byRow[1]);
    return isNear(points, found) ? found : null;
  }

  /** Rounding errors would make a grid with north up a rotated one. */
  private static double zeroIfTiny(double rotation, double size) {
    return Math.abs(rotation) < 1e-9 * Math.abs(size) ? 0 : rotation;
  }

  private static boolean isNear(List<ControlPoint> points, GeoTransform transform) {
    for (int i = 0; i < points.size(); i++) {
      ControlPoint point = points.get(i);
      double across = transform.column(point.x(), point.y()) - point.column();
      double down = transform.row(point.x(), point.y()) - point.row();
      if (!(Math.hypot(across, down) <= MAX_ERROR_PIXELS)) {
        return false;
      }
    }
    return true;
  }

  private static double of(ControlPoint point, int coordinate) {
    return switch (coordinate) {
      case 0 -> point.column();
      case 1 -> point.row();
      case 2 -> point.x();
      default -> point.y();
    };
  }
}
