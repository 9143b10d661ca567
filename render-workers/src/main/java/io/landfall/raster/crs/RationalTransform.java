package io.landfall.raster.crs;

import io.landfall.model.place.RationalMap;
import java.util.List;
import java.util.Optional;

/**
 * The ways between longitude and latitude (WGS 84, in degrees) and the pixels of an image that
 * rational polynomial coefficients place, for ground of one height: to pixels exactly, back by
 * Newton's iteration.
 *
 * <p>The height may differ from place to place; then who asks tells it.
 *
 * <p>Cubic polynomials go anywhere outside of where they were fitted: far from the image they may
 * lead into it again. So a position counts only within the box around the image's ground and a
 * tenth of its sides; elsewhere its pixel is NaN.
 */
public final class RationalTransform {
  /** Points along a side of the image at which it is looked at. */
  private static final int LOOKS = 17;

  private static final double MARGIN = 0.1;

  /** Denominators are about 1; nearer to 0 than this to their largest, quotients explode. */
  private static final double LEAST_DENOMINATOR = 1e-3;

  private static final int MOST_ITERATIONS = 30;
  private static final int MOST_HALVINGS = 8;
  private static final double FOUND_PIXELS = 1e-7;
  private static final double FAR_AWAY = 100;

  private final RationalMap map;
  private final double[][] sides;
  private final Cubic[] line;
  private final Cubic[] sample;
  private double west = Double.NaN;
  private double south;
  private double east;
  private double north;

  private RationalTransform(RationalMap map) {
    this(map, sides(map), map.ground());
  }

  private RationalTransform(RationalMap map, double[][] sides, double metres) {
    this.map = map;
    this.sides = sides;
    double height = (metres - map.height().offset()) / map.height().scale();
    this.line = new Cubic[] {Cubic.of(sides[0], height), Cubic.of(sides[1], height)};
    this.sample = new Cubic[] {Cubic.of(sides[2], height), Cubic.of(sides[3], height)};
  }

  /** Makes it ready for an image of so many pixels. */
  public static RationalTransform of(RationalMap map, int width, int height) {
    RationalTransform made = new RationalTransform(map);
    made.look(width, height);
    return made;
  }

  /**
   * Makes it ready for an image of so many pixels, on ground from one height to another, in metres.
   * Positions count within the boxes of both.
   */
  static RationalTransform between(
      double low, double high, RationalMap map, int width, int height) {
    RationalTransform made = of(map.withGround(low), width, height);
    RationalTransform other = of(map.withGround(high), width, height);
    made.west = Math.min(made.west, other.west);
    made.south = Math.min(made.south, other.south);
    made.east = Math.max(made.east, other.east);
    made.north = Math.max(made.north, other.north);
    return made;
  }

  /**
   * Returns the box of longitudes and latitudes where positions count: west, south, east, north, in
   * degrees; NaN if it is not known.
   */
  public double[] groundBox() {
    return new double[] {
      west * map.longitude().scale() + map.longitude().offset(),
      south * map.latitude().scale() + map.latitude().offset(),
      east * map.longitude().scale() + map.longitude().offset(),
      north * map.latitude().scale() + map.latitude().offset()
    };
  }

  /** Tells whether no place counts in a box of longitudes and latitudes, in degrees. */
  boolean isBeyond(double boxWest, double boxSouth, double boxEast, double boxNorth) {
    double[] own = groundBox();
    return boxEast < Math.min(own[0], own[2])
        || boxWest > Math.max(own[0], own[2])
        || boxNorth < Math.min(own[1], own[3])
        || boxSouth > Math.max(own[1], own[3]);
  }

  /**
   * Says, as a clause, why coefficients do not tell where all pixels of an image lie; empty: they
   * do.
   */
  public static Optional<String> problem(RationalMap map, int width, int height) {
    return Optional.ofNullable(new RationalTransform(map).look(width, height));
  }

  /** Goes over the image, and returns what is wrong or {@code null}. */
  private String look(int width, int height) {
    double[] least = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
    double[] most = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    double[] ground = new double[2];
    double turn = 0;
    double[] sizes = {0, Double.POSITIVE_INFINITY, 0, Double.POSITIVE_INFINITY};
    for (int i = 0; i < LOOKS * LOOKS; i++) {
      double column = (double) width * (i % LOOKS) / (LOOKS - 1);
      double row = (double) height * (i / LOOKS) / (LOOKS - 1);
      if (!invert(column, row, ground)) {
        return "no longitude and latitude is found for column %.0f, row %.0f"
            .formatted(column, row);
      }
      for (int k = 0; k < 2; k++) {
        least[k] = Math.min(least[k], ground[k]);
        most[k] = Math.max(most[k], ground[k]);
        double denominator = Math.abs((k == 0 ? line : sample)[1].at(ground[0], ground[1]));
        sizes[2 * k] = Math.max(sizes[2 * k], denominator);
        sizes[2 * k + 1] = Math.min(sizes[2 * k + 1], denominator);
      }
      double here = Math.signum(determinant(ground[0], ground[1]));
      if (here == 0 || turn != 0 && here != turn) {
        return "they fold the image over at column %.0f, row %.0f".formatted(column, row);
      }
      turn = here;
    }
    if (sizes[1] < LEAST_DENOMINATOR * sizes[0] || sizes[3] < LEAST_DENOMINATOR * sizes[2]) {
      return "a denominator comes near to 0 within the image";
    }
    double acrossMargin = MARGIN * (most[0] - least[0]);
    double downMargin = MARGIN * (most[1] - least[1]);
    west = least[0] - acrossMargin;
    east = most[0] + acrossMargin;
    south = least[1] - downMargin;
    north = most[1] + downMargin;
    return null;
  }

  /** Takes longitude and latitude to column and row, in place. */
  public void toPixel(double[] x, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      double u = (x[i] - map.longitude().offset()) / map.longitude().scale();
      double v = (y[i] - map.latitude().offset()) / map.latitude().scale();
      boolean known = u >= west && u <= east && v >= south && v <= north;
      x[i] = known ? pixel(map.sample(), sample, u, v) : Double.NaN;
      y[i] = known ? pixel(map.line(), line, u, v) : Double.NaN;
    }
  }

  /** Makes longitudes NaN of places that do not count. */
  void clip(double[] x, double[] y, int count) {
    for (int i = 0; i < count; i++) {
      double u = (x[i] - map.longitude().offset()) / map.longitude().scale();
      double v = (y[i] - map.latitude().offset()) / map.latitude().scale();
      if (!(u >= west && u <= east && v >= south && v <= north)) {
        x[i] = Double.NaN;
      }
    }
  }

  /**
   * Takes longitude and latitude to column and row, in place.
   *
   * @param metres the height of each place
   */
  void toPixel(double[] x, double[] y, double[] metres, int count) {
    for (int i = 0; i < count; i++) {
      double u = (x[i] - map.longitude().offset()) / map.longitude().scale();
      double v = (y[i] - map.latitude().offset()) / map.latitude().scale();
      double h = (metres[i] - map.height().offset()) / map.height().scale();
      double line = at(sides[0], u, v, h) / at(sides[1], u, v, h);
      double sample = at(sides[2], u, v, h) / at(sides[3], u, v, h);
      x[i] = sample * map.sample().scale() + map.sample().offset() + 0.5;
      y[i] = line * map.line().scale() + map.line().offset() + 0.5;
    }
  }

  /**
   * Takes column and row to longitude and latitude, in place; NaN where none is found.
   *
   * @param metres the height of each place
   * @param except those that are left as they are
   */
  static void toGround(RationalMap map, double[] x, double[] y, double[] metres, boolean[] except) {
    double[] ground = new double[2];
    double[][] sides = sides(map);
    for (int i = 0; i < x.length; i++) {
      if (!except[i]) {
        RationalTransform flat = new RationalTransform(map, sides, metres[i]);
        boolean found = flat.invert(x[i], y[i], ground);
        x[i] = found ? ground[0] * map.longitude().scale() + map.longitude().offset() : Double.NaN;
        y[i] = found ? ground[1] * map.latitude().scale() + map.latitude().offset() : Double.NaN;
      }
    }
  }

  /** Returns the polynomials: of lines and of samples, what is divided before what divides. */
  private static double[][] sides(RationalMap map) {
    return new double[][] {
      array(map.line().numerator()),
      array(map.line().denominator()),
      array(map.sample().numerator()),
      array(map.sample().denominator())
    };
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Returns the value of a polynomial, whose terms are in the order of RPC00B. */
  private static double at(double[] c, double u, double v, double h) {
    return c[0]
        + h * (c[3] + h * (c[9] + h * c[19]))
        + u
            * (c[1]
                + h * (c[5] + h * c[13])
                + v * (c[4] + h * c[10] + v * c[12])
                + u * (c[7] + h * c[17] + v * c[14] + u * c[11]))
        + v * (c[2] + h * (c[6] + h * c[16]) + v * (c[8] + h * c[18] + v * c[15]));
  }

  /** Takes column and row to longitude and latitude, in place; NaN where none is found. */
  public void toGround(double[] x, double[] y, int count) {
    double[] ground = new double[2];
    for (int i = 0; i < count; i++) {
      boolean found = invert(x[i], y[i], ground);
      x[i] = found ? ground[0] * map.longitude().scale() + map.longitude().offset() : Double.NaN;
      y[i] = found ? ground[1] * map.latitude().scale() + map.latitude().offset() : Double.NaN;
    }
  }

  /** Returns a coordinate of the image; whole numbers are corners of pixels. */
  private static double pixel(RationalMap.Quotient of, Cubic[] sides, double u, double v) {
    return sides[0].at(u, v) / sides[1].at(u, v) * of.scale() + of.offset() + 0.5;
  }

  /** Finds normalized ground for a pixel; false: there is none, or the iteration leads nowhere. */
  private boolean invert(double column, double row, double[] ground) {
    double u = 0;
    double v = 0;
    double off = away(u, v, column, row);
    for (int i = 0; i < MOST_ITERATIONS && off > FOUND_PIXELS; i++) {
      double dc = pixel(map.sample(), sample, u, v) - column;
      double dr = pixel(map.line(), line, u, v) - row;
      double cu = slope(map.sample(), sample, u, v, true);
      double cv = slope(map.sample(), sample, u, v, false);
      double ru = slope(map.line(), line, u, v, true);
      double rv = slope(map.line(), line, u, v, false);
      double determinant = cu * rv - cv * ru;
      double du = (dc * rv - dr * cv) / determinant;
      double dv = (dr * cu - dc * ru) / determinant;
      double step = 1;
      double next = away(u - du, v - dv, column, row);
      for (int k = 0; k < MOST_HALVINGS && !(next < off); k++) {
        step /= 2;
        next = away(u - step * du, v - step * dv, column, row);
      }
      if (!(next < off)) {
        break; // as near as numbers go, or nowhere
      }
      u -= step * du;
      v -= step * dv;
      off = next;
    }
    ground[0] = u;
    ground[1] = v;
    double size = 1 + Math.abs(column) + Math.abs(row);
    return off <= FOUND_PIXELS * size && Math.max(Math.abs(u), Math.abs(v)) < FAR_AWAY;
  }

  private double away(double u, double v, double column, double row) {
    return Math.max(
        Math.abs(pixel(map.sample(), sample, u, v) - column),
        Math.abs(pixel(map.line(), line, u, v) - row));
  }

  private double determinant(double u, double v) {
    return slope(map.sample(), sample, u, v, true) * slope(map.line(), line, u, v, false)
        - slope(map.sample(), sample, u, v, false) * slope(map.line(), line, u, v, true);
  }

  private static double slope(
      RationalMap.Quotient of, Cubic[] sides, double u, double v, boolean eastward) {
    double numerator = sides[0].at(u, v);
    double denominator = sides[1].at(u, v);
    double up = eastward ? sides[0].eastward(u, v) : sides[0].northward(u, v);
    double down = eastward ? sides[1].eastward(u, v) : sides[1].northward(u, v);
    return (up * denominator - numerator * down) / (denominator * denominator) * of.scale();
  }

  /** A polynomial in longitude {@code u} and latitude {@code v} of ground of one height. */
  private record Cubic(
      double one,
      double u,
      double v,
      double uv,
      double uu,
      double vv,
      double uuu,
      double uvv,
      double uuv,
      double vvv) {

    /** The order is that of RPC00B, longitude before latitude. */
    private static Cubic of(double[] c, double h) {
      return new Cubic(
          c[0] + h * (c[3] + h * (c[9] + h * c[19])),
          c[1] + h * (c[5] + h * c[13]),
          c[2] + h * (c[6] + h * c[16]),
          c[4] + h * c[10],
          c[7] + h * c[17],
          c[8] + h * c[18],
          c[11],
          c[12],
          c[14],
          c[15]);
    }

    double at(double x, double y) {
      return one
          + x * (u + y * (uv + y * uvv) + x * (uu + y * uuv + x * uuu))
          + y * (v + y * (vv + y * vvv));
    }

    double eastward(double x, double y) {
      return u + y * (uv + y * uvv) + x * (2 * (uu + y * uuv) + 3 * x * uuu);
    }

    double northward(double x, double y) {
      return v + y * (2 * vv + 3 * y * vvv) + x * (uv + 2 * y * uvv + x * uuv);
    }
  }
}
