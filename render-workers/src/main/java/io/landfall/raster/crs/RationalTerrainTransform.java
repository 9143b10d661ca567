package io.landfall.raster.crs;

import io.landfall.model.RasterGeometry;
import io.landfall.model.TerrainModel;
import io.landfall.model.place.RationalMap;
import java.util.Arrays;

/**
 * The ways between longitude and latitude and the pixels of an image that rational polynomial
 * coefficients place, for ground whose heights a terrain model tells. To pixels it is exact: the
 * height of a place, then the polynomials. Back, the height is sought at which the line of sight
 * meets the ground, between the lowest and the highest; where the model has a hole it is taken for
 * ground of the height that the coefficients are made for.
 */
public final class RationalTerrainTransform {
  private static final int MOST_ITERATIONS = 60;
  private static final double FOUND_METRES = 1e-4;

  private final RationalMap map;
  private final RationalTransform rational;
  private final TerrainHeights heights;
  private final double lowest;
  private final double highest;
  private final double usual;

  private RationalTerrainTransform(RasterGeometry raster, TerrainHeights heights) {
    TerrainModel terrain = raster.terrain();
    this.map = raster.warp().rational();
    this.heights = heights;
    this.usual = map.height().offset();
    this.lowest = Math.min(usual, terrain.lowest());
    this.highest = Math.max(usual, terrain.highest());
    this.rational =
        RationalTransform.between(
            terrain.lowest(), terrain.highest(), map, raster.width(), raster.height());
  }

  /** Makes it ready for a raster that lies on terrain. */
  public static RationalTerrainTransform of(RasterGeometry raster, TerrainHeights heights) {
    return new RationalTerrainTransform(raster, heights);
  }

  /** Returns the heights of the ground. */
  TerrainHeights heights() {
    return heights;
  }

  /** Makes longitudes NaN of places where the raster cannot lie. */
  void clip(double[] x, double[] y, int count) {
    rational.clip(x, y, count);
  }

  /** Tells whether the raster cannot lie in a box of longitudes and latitudes, in degrees. */
  boolean isBeyond(double west, double south, double east, double north) {
    return rational.isBeyond(west, south, east, north);
  }

  /** Takes longitude and latitude to column and row, in place; NaN where no height is known. */
  public void toPixel(double[] x, double[] y, int count) {
    clip(x, y, count);
    double[] metres = new double[count];
    heights.fill(x, y, metres, count);
    toPixel(x, y, metres, count);
  }

  /** Takes places of such heights to column and row, in place; NaN where the height is. */
  void toPixel(double[] x, double[] y, double[] metres, int count) {
    rational.toPixel(x, y, metres, count);
  }

  /** Takes column and row to longitude and latitude, in place; NaN where none is found. */
  public void toGround(double[] x, double[] y, int count) {
    Sights sights = new Sights(x, y, count);
    for (int i = 0; i < MOST_ITERATIONS && sights.left > 0; i++) {
      sights.step();
    }
    System.arraycopy(sights.longitude, 0, x, 0, count);
    System.arraycopy(sights.latitude, 0, y, 0, count);
  }

  /**
   * Lines of sight of pixels, each with two heights between which it meets the ground: at the lower
   * one it is below, at the upper one above. Halved, or by the secant where that is as sure (the
   * Illinois way), until both are one.
   */
  private final class Sights {
    private final double[] column;
    private final double[] row;
    private final double[] longitude;
    private final double[] latitude;
    private final double[] low;
    private final double[] high;
    private final double[] depth;
    private final double[] clearance;
    private final double[] height;
    private final double[] ground;
    private final boolean[] done;
    private int steps;
    private int left;

    Sights(double[] x, double[] y, int count) {
      column = Arrays.copyOf(x, count);
      row = Arrays.copyOf(y, count);
      longitude = new double[count];
      latitude = new double[count];
      low = new double[count];
      high = new double[count];
      depth = new double[count];
      clearance = new double[count];
      height = new double[count];
      ground = new double[count];
      done = new boolean[count];
      left = count;
      double reach = 1 + highest - lowest;
      Arrays.fill(low, lowest - 1);
      Arrays.fill(high, highest + 1);
      Arrays.fill(depth, reach);
      Arrays.fill(clearance, -reach);
    }

    void step() {
      for (int i = 0; i < low.length; i++) {
        if (!done[i]) {
          boolean halve = steps % 3 == 2;
          double share = halve ? 0.5 : depth[i] / (depth[i] - clearance[i]);
          height[i] = low[i] + share * (high[i] - low[i]);
        }
      }
      steps++;
      double[] x = column.clone();
      double[] y = row.clone();
      RationalTransform.toGround(map, x, y, height, done);
      for (int i = 0; i < x.length; i++) {
        x[i] = done[i] ? Double.NaN : x[i]; // a pixel's column is no longitude to read at
      }
      heights.fill(x, y, ground, x.length);
      for (int i = 0; i < x.length; i++) {
        if (!done[i]) {
          take(i, x[i], y[i]);
        }
      }
    }

    private void take(int i, double x, double y) {
      longitude[i] = x;
      latitude[i] = y;
      double above = (Double.isNaN(ground[i]) ? usual : ground[i]) - height[i];
      if (above > 0) {
        low[i] = height[i];
        depth[i] = above;
        clearance[i] /= 2;
      } else {
        high[i] = height[i];
        clearance[i] = Math.min(above, -Double.MIN_NORMAL);
        depth[i] /= 2;
      }
      if (Double.isNaN(x) || Math.abs(above) < FOUND_METRES || high[i] - low[i] < FOUND_METRES) {
        done[i] = true;
        left--;
      }
    }
  }
}
