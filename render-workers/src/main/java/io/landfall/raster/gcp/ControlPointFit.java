package io.landfall.raster.gcp;

import io.landfall.model.place.PixelWarp;
import io.landfall.model.place.PlaneMap;
import io.landfall.raster.ControlPoint;
import io.landfall.raster.crs.PlaneMapTransform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Maps between pixels and ground through control points, as {@code gdalwarp} makes them: by default
 * polynomials of the order that the number of points allows, by least squares in either direction;
 * or thin-plate splines, which pass through all points.
 */
public final class ControlPointFit {
  /** From so many points on, polynomials are of the second order, and never of the third. */
  private static final int SECOND_ORDER_FROM = 6;

  private static final int TERMS_OF_FIRST_ORDER = 3;
  private static final int TERMS_OF_SECOND_ORDER = 6;

  /** A spline has a coefficient for each, and is solved in time of their third power. */
  private static final int MOST_OF_A_SPLINE = 1_000;

  private ControlPointFit() {}

  /** Returns the order of the polynomial through so many points. */
  public static int order(int points) {
    return points >= SECOND_ORDER_FROM ? 2 : 1;
  }

  /** Returns how many points a spline may have. */
  public static int mostOfSpline() {
    return MOST_OF_A_SPLINE;
  }

  /** Fits polynomials; empty where the points do not determine them, as all lie in a line. */
  public static Optional<PixelWarp> polynomial(List<ControlPoint> points) {
    int terms = order(points.size()) == 2 ? TERMS_OF_SECOND_ORDER : TERMS_OF_FIRST_ORDER;
    return points.size() < TERMS_OF_FIRST_ORDER
        ? Optional.empty()
        : both(points, (from, to) -> polynomial(from, to, terms));
  }

  /**
   * Fits thin-plate splines; empty where points are one or all lie in a line.
   *
   * @throws IllegalArgumentException if there are more than {@link #mostOfSpline}
   */
  public static Optional<PixelWarp> spline(List<ControlPoint> points) {
    if (points.size() > MOST_OF_A_SPLINE) {
      throw new IllegalArgumentException("A spline of %d points".formatted(points.size()));
    }
    List<ControlPoint> different = points.stream().distinct().toList();
    return different.size() < TERMS_OF_FIRST_ORDER
        ? Optional.empty()
        : both(different, ControlPointFit::spline);
  }

  /**
   * How far points are from where a warp puts them.
   *
   * @param pixelsRms in pixels, root of the mean square
   * @param pixelsMost in pixels, of the farthest
   * @param xRms on the ground, in units of the CRS, root of the mean square
   * @param yRms likewise
   */
  public record Residuals(double pixelsRms, double pixelsMost, double xRms, double yRms) {}

  /** Compares a warp with its points. */
  public static Residuals residuals(List<ControlPoint> points, PixelWarp warp) {
    double[][] onPixels = errors(warp.toPixel(), ground(points), pixels(points));
    double[][] onGround = errors(warp.toGround(), pixels(points), ground(points));
    double[] away = new double[points.size()];
    Arrays.setAll(away, i -> Math.hypot(onPixels[0][i], onPixels[1][i]));
    return new Residuals(
        rms(away), Arrays.stream(away).max().orElse(0), rms(onGround[0]), rms(onGround[1]));
  }

  private static double rms(double[] errors) {
    return Math.sqrt(Arrays.stream(errors).map(error -> error * error).average().orElse(0));
  }

  private static double[][] errors(PlaneMap map, double[][] from, double[][] to) {
    double[][] errors = {from[0].clone(), from[1].clone()};
    new PlaneMapTransform(map).transform(errors[0], errors[1], errors[0].length);
    for (int i = 0; i < errors[0].length; i++) {
      errors[0][i] -= to[0][i];
      errors[1][i] -= to[1][i];
    }
    return errors;
  }

  /** Fits a map from one plane to the other; {@code null}: the points do not determine it. */
  private interface Fit {
    PlaneMap of(double[][] from, double[][] to);
  }

  private static Optional<PixelWarp> both(List<ControlPoint> points, Fit fit) {
    PlaneMap toGround = fit.of(pixels(points), ground(points));
    PlaneMap toPixel = fit.of(ground(points), pixels(points));
    return toGround == null || toPixel == null
        ? Optional.empty()
        : Optional.of(new PixelWarp(toGround, toPixel));
  }

  private static double[][] pixels(List<ControlPoint> points) {
    return new double[][] {
      points.stream().mapToDouble(ControlPoint::column).toArray(),
      points.stream().mapToDouble(ControlPoint::row).toArray()
    };
  }

  private static double[][] ground(List<ControlPoint> points) {
    return new double[][] {
      points.stream().mapToDouble(ControlPoint::x).toArray(),
      points.stream().mapToDouble(ControlPoint::y).toArray()
    };
  }

  /** The middle and the extent of points: numbers from -1 to 1 keep their digits. */
  private record PointFrame(double centreX, double centreY, double scale) {
    static PointFrame of(double[][] points) {
      double[] x = Arrays.stream(points[0]).sorted().toArray();
      double[] y = Arrays.stream(points[1]).sorted().toArray();
      int last = x.length - 1;
      double scale = Math.max(x[last] - x[0], y[last] - y[0]) / 2;
      return new PointFrame((x[0] + x[last]) / 2, (y[0] + y[last]) / 2, scale > 0 ? scale : 1);
    }

    double u(double x) {
      return (x - centreX) / scale;
    }

    double v(double y) {
      return (y - centreY) / scale;
    }
  }

  private static PlaneMap polynomial(double[][] from, double[][] to, int terms) {
    PointFrame frame = PointFrame.of(from);
    PointFrame target = PointFrame.of(to);
    double[][] rows = new double[from[0].length][terms + 2];
    for (int i = 0; i < rows.length; i++) {
      double u = frame.u(from[0][i]);
      double v = frame.v(from[1][i]);
      double[] all = {1, u, v, u * u, u * v, v * v};
      System.arraycopy(all, 0, rows[i], 0, terms);
      rows[i][terms] = target.u(to[0][i]);
      rows[i][terms + 1] = target.v(to[1][i]);
    }
    double[][] found = LinearSystem.leastSquares(rows, terms);
    return found == null ? null : map(frame, target, found, List.of());
  }

  private static PlaneMap spline(double[][] from, double[][] to) {
    PointFrame frame = PointFrame.of(from);
    PointFrame target = PointFrame.of(to);
    int knots = from[0].length;
    int unknowns = TERMS_OF_FIRST_ORDER + knots;
    double[][] rows = new double[unknowns][unknowns + 2];
    List<Double> places = new ArrayList<>();
    for (int i = 0; i < knots; i++) {
      double u = frame.u(from[0][i]);
      double v = frame.v(from[1][i]);
      places.add(u);
      places.add(v);
      double[] row = rows[TERMS_OF_FIRST_ORDER + i];
      double[] plane = {1, u, v};
      for (int k = 0; k < plane.length; k++) {
        row[k] = plane[k];
        rows[k][TERMS_OF_FIRST_ORDER + i] = plane[k];
      }
      for (int k = 0; k < knots; k++) {
        row[TERMS_OF_FIRST_ORDER + k] =
            PlaneMapTransform.radial(u - frame.u(from[0][k]), v - frame.v(from[1][k]));
      }
      row[unknowns] = target.u(to[0][i]);
      row[unknowns + 1] = target.v(to[1][i]);
    }
    double[][] found = LinearSystem.solve(rows, unknowns);
    return found == null ? null : map(frame, target, found, places);
  }

  private static PlaneMap map(
      PointFrame frame, PointFrame target, double[][] found, List<Double> knots) {
    double[] x = Arrays.stream(found[0]).map(value -> value * target.scale()).toArray();
    double[] y = Arrays.stream(found[1]).map(value -> value * target.scale()).toArray();
    x[0] += target.centreX();
    y[0] += target.centreY();
    return new PlaneMap(
        frame.centreX(),
        frame.centreY(),
        frame.scale(),
        Arrays.stream(x).boxed().toList(),
        Arrays.stream(y).boxed().toList(),
        knots);
  }
}
