package io.landfall.raster.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The rings of an area in pixels of a grid, as one chain of points under a tree of boxes. Where a
 * row of pixels crosses edges is computed when it is asked for: memory grows with the points alone,
 * and of the edges only those near the pixels that are asked for are looked at. All that lies to
 * the west counts at once, since a chain crosses a row an odd number of times if its two ends lie
 * on different sides of it.
 */
final class MaskEdges {
  private static final int EDGES_PER_LEAF = 8;

  private final double[] x;
  private final double[] y;
  private final BitSet lastOfRing;
  private final int leaves;
  private final int firstLeaf; // node of the tree; node 1 is its root, 2 n and 2 n + 1 are below n
  private final double[] ringStartY; // of the ring of the first point of each leaf, and of the last
  private final double[] west;
  private final double[] east;
  private final double[] north;
  private final double[] south;

  private MaskEdges(double[] x, double[] y, BitSet lastOfRing) {
    this.x = x;
    this.y = y;
    this.lastOfRing = lastOfRing;
    this.leaves = Math.max(1, (x.length - 1 + EDGES_PER_LEAF - 1) / EDGES_PER_LEAF);
    this.firstLeaf = Integer.highestOneBit(2 * leaves - 1);
    this.ringStartY = new double[leaves + 1];
    this.west = filled(2 * firstLeaf, Double.POSITIVE_INFINITY);
    this.east = filled(2 * firstLeaf, Double.NEGATIVE_INFINITY);
    this.north = filled(2 * firstLeaf, Double.POSITIVE_INFINITY);
    this.south = filled(2 * firstLeaf, Double.NEGATIVE_INFINITY);
    fillRingStarts();
    fillBoxes();
  }

  private static double[] filled(int length, double value) {
    double[] array = new double[length];
    Arrays.fill(array, value);
    return array;
  }

  private void fillRingStarts() {
    int start = 0;
    int leaf = 0;
    for (int point = 0; point < x.length; point++) {
      if (point > 0 && lastOfRing.get(point - 1)) {
        start = point;
      }
      while (leaf <= leaves && firstPoint(leaf) == point) {
        ringStartY[leaf++] = y[start];
      }
    }
  }

  private void fillBoxes() {
    for (int leaf = 0; leaf < leaves; leaf++) {
      for (int point = firstPoint(leaf); point <= firstPoint(leaf + 1); point++) {
        int node = firstLeaf + leaf;
        if (point < x.length) {
          west[node] = Math.min(west[node], x[point]);
          east[node] = Math.max(east[node], x[point]);
          north[node] = Math.min(north[node], y[point]);
          south[node] = Math.max(south[node], y[point]);
        }
      }
    }
    for (int node = firstLeaf - 1; node > 0; node--) {
      west[node] = Math.min(west[2 * node], west[2 * node + 1]);
      east[node] = Math.max(east[2 * node], east[2 * node + 1]);
      north[node] = Math.min(north[2 * node], north[2 * node + 1]);
      south[node] = Math.max(south[2 * node], south[2 * node + 1]);
    }
  }

  private int firstPoint(int leaf) {
    return Math.min(leaf * EDGES_PER_LEAF, Math.max(0, x.length - 1));
  }

  int points() {
    return x.length;
  }

  /** Returns the x of the westernmost point; infinity if there is none. */
  double west() {
    return west[1];
  }

  /** Returns the x of the easternmost point; minus infinity if there is none. */
  double east() {
    return east[1];
  }

  /**
   * Returns how often edges cross the rows of a grid; those that lie wholly beside it do not count.
   *
   * @param beside whether what lies west or east of the grid counts too
   */
  double crossings(int width, int height, boolean beside) {
    double crossings = 0;
    for (int point = 0; point < x.length - 1; point++) {
      boolean isBeside =
          Math.max(x[point], x[point + 1]) < 0 || Math.min(x[point], x[point + 1]) > width;
      if (!lastOfRing.get(point) && (beside || !isBeside)) {
        double top = Math.max(0, Math.min(height, Math.min(y[point], y[point + 1])));
        double bottom = Math.max(0, Math.min(height, Math.max(y[point], y[point + 1])));
        crossings += Math.ceil(bottom - top);
      }
    }
    return crossings;
  }

  /** Tells whether an edge comes within half a pixel of a rectangle. */
  boolean touch(double left, double top, double right, double bottom) {
    return touch(1, left - 0.5, top - 0.5, right + 0.5, bottom + 0.5);
  }

  private boolean touch(int node, double left, double top, double right, double bottom) {
    boolean apart =
        !(west[node] <= right && east[node] >= left && north[node] <= bottom && south[node] >= top);
    if (apart) {
      return false;
    }
    if (node < firstLeaf) {
      return touch(2 * node, left, top, right, bottom)
          || touch(2 * node + 1, left, top, right, bottom);
    }
    int leaf = node - firstLeaf;
    for (int point = firstPoint(leaf); point < firstPoint(leaf + 1); point++) {
      if (!lastOfRing.get(point) && edgeTouches(point, left, top, right, bottom)) {
        return true;
      }
    }
    return false;
  }

  private boolean edgeTouches(int point, double left, double top, double right, double bottom) {
    boolean down = y[point] <= y[point + 1];
    int upper = down ? point : point + 1;
    int lower = down ? point + 1 : point;
    double from = Math.max(top, y[upper]);
    double to = Math.min(bottom, y[lower]);
    if (!(from <= to)) {
      return false;
    }
    double slope = y[upper] == y[lower] ? 0 : (x[lower] - x[upper]) / (y[lower] - y[upper]);
    double a = y[upper] == y[lower] ? x[upper] : x[upper] + (from - y[upper]) * slope;
    double b = y[upper] == y[lower] ? x[lower] : x[upper] + (to - y[upper]) * slope;
    return Math.max(a, b) >= left && Math.min(a, b) <= right;
  }

  /**
   * Turns over the columns of a row at which it passes an edge: where an odd number of edges lies
   * at or before a column, and all before the first counts there, it and those after are inside.
   *
   * @param shift how far the rings are moved eastward, in pixels
   * @param column that {@code crossed[at]} stands for
   */
  void cross(int row, double shift, int column, int width, boolean[] crossed, int at) {
    new RowCrossing(row + 0.5, shift, column, width, crossed, at).node(1, 0, firstLeaf);
  }

  /** Takes an edge, in pixels. */
  @FunctionalInterface
  interface EdgeConsumer {
    void accept(double fromX, double fromY, double toX, double toY);
  }

  /**
   * Goes over the edges that come into a row of pixels between two columns.
   *
   * @param shift how far the rings are moved eastward, in pixels
   */
  void eachInRow(int row, double shift, int column, int width, EdgeConsumer consumer) {
    eachInRow(1, row, shift, column, column + width, consumer);
  }

  private void eachInRow(
      int node, int row, double shift, double left, double right, EdgeConsumer consumer) {
    boolean apart =
        !(west[node] + shift <= right
            && east[node] + shift >= left
            && north[node] <= row + 1
            && south[node] >= row);
    if (apart) {
      return;
    }
    if (node < firstLeaf) {
      eachInRow(2 * node, row, shift, left, right, consumer);
      eachInRow(2 * node + 1, row, shift, left, right, consumer);
      return;
    }
    int leaf = node - firstLeaf;
    for (int point = firstPoint(leaf); point < firstPoint(leaf + 1); point++) {
      if (!lastOfRing.get(point)) {
        consumer.accept(x[point] + shift, y[point], x[point + 1] + shift, y[point + 1]);
      }
    }
  }

  private final class RowCrossing {
    private final double centre;
    private final double shift;
    private final int column;
    private final int width;
    private final boolean[] crossed;
    private final int at;

    RowCrossing(double centre, double shift, int column, int width, boolean[] crossed, int at) {
      this.centre = centre;
      this.shift = shift;
      this.column = column;
      this.width = width;
      this.crossed = crossed;
      this.at = at;
    }

    /** An edge owns the centre at its upper end, and not that at its lower. */
    void node(int node, int leaf, int count) {
      boolean beside = !(centre >= north[node] && centre < south[node]);
      if (beside || west[node] + shift - 0.5 > column + width - 1) {
        return;
      }
      if (east[node] + shift - 0.5 <= column) {
        crossed[at] ^= isOdd(leaf, Math.min(leaves, leaf + count));
      } else if (node < firstLeaf) {
        node(2 * node, leaf, count / 2);
        node(2 * node + 1, leaf + count / 2, count / 2);
      } else {
        for (int point = firstPoint(leaf); point < firstPoint(leaf + 1); point++) {
          edge(point);
        }
      }
    }

    /** Tells whether the part of the chain between two leaves crosses the row so often. */
    private boolean isOdd(int leaf, int end) {
      return y[firstPoint(leaf)] <= centre
          ^ ringStartY[leaf] <= centre
          ^ y[firstPoint(end)] <= centre
          ^ ringStartY[end] <= centre;
    }

    private void edge(int point) {
      boolean down = y[point] <= centre;
      if (down == y[point + 1] <= centre || lastOfRing.get(point)) {
        return;
      }
      int upper = down ? point : point + 1; // one result in both directions
      int lower = down ? point + 1 : point;
      double slope = (x[lower] - x[upper]) / (y[lower] - y[upper]);
      double crossing = x[upper] + (centre - y[upper]) * slope + shift;
      double first = Math.max(0, Math.ceil(crossing - 0.5) - column);
      if (first < width) {
        crossed[at + (int) first] ^= true;
      }
    }
  }

  /** Gathers rings, point by point. */
  static final class Builder {
    private final List<Ring> rings = new ArrayList<>();
    private double[] x = new double[64];
    private double[] y = new double[64];
    private int count;
    private int size;

    private record Ring(double[] x, double[] y, double middle) {}

    /** Returns how many points all rings have. */
    int size() {
      return size;
    }

    void add(double nextX, double nextY) {
      if (count == x.length) {
        x = Arrays.copyOf(x, 2 * count);
        y = Arrays.copyOf(y, 2 * count);
      }
      x[count] = nextX;
      y[count++] = nextY;
      size++;
    }

    /** Ends a ring; if it is open, its ends are joined. */
    void endRing() {
      boolean open = count > 0 && (x[0] != x[count - 1] || y[0] != y[count - 1]);
      if (open) {
        add(x[0], y[0]);
      }
      if (count > 0) {
        double[] ys = Arrays.copyOf(y, count);
        double middle =
            (Arrays.stream(ys).min().getAsDouble() + Arrays.stream(ys).max().getAsDouble()) / 2;
        rings.add(new Ring(Arrays.copyOf(x, count), ys, middle));
      }
      count = 0;
    }

    MaskEdges build() {
      rings.sort(Comparator.comparingDouble(Ring::middle)); // near ones are near in the tree
      double[] allX = new double[size];
      double[] allY = new double[size];
      BitSet last = new BitSet(size);
      int end = 0;
      for (Ring ring : rings) {
        System.arraycopy(ring.x(), 0, allX, end, ring.x().length);
        System.arraycopy(ring.y(), 0, allY, end, ring.x().length);
        end += ring.x().length;
        last.set(end - 1);
      }
      return new MaskEdges(allX, allY, last);
    }
  }
}
