package io.landfall.raster.mask;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.raster.PixelRect;
import java.util.Arrays;

/**
 * An area of interest on a grid: a pixel is inside when its centre is, by the even-odd rule, so
 * holes are outside; or also when an edge passes through it, if the area asks for {@linkplain
 * Aoi#allTouched all that it touches}. Edges are straight in longitude and latitude. Memory does
 * not depend on the size of the grid; how often edges may cross its rows is limited. Safe for use
 * by several threads.
 */
public final class GridMask {
  /** How many points the rings of all areas of an export may have on its grid: some 50 MB. */
  public static final int MAX_POINTS = 1 << 21;

  /** How often all edges may cross rows: of 100,000 edges each may run along 2,684 rows. */
  static final int MAX_CROSSINGS = 1 << 28;

  /** How often an area may repeat on a grid that goes around the Earth. */
  private static final int MAX_REPEATS = 64;

  private final int margin;
  private final int height; // with the margin on both sides
  private final MaskEdges edges; // in pixels of the grid with its margin
  private final double[] shifts; // to each place of the rings on the grid, in pixels
  private final boolean allTouched;

  private GridMask(int margin, int height, MaskEdges edges, double[] shifts, boolean allTouched) {
    this.margin = margin;
    this.height = height;
    this.edges = edges;
    this.shifts = shifts;
    this.allTouched = allTouched;
  }

  /**
   * Makes the mask of {@code aoi} on {@code grid}. The area counts wherever on the grid its places
   * are, also beyond the antimeridian; what of it the CRS cannot show is left out.
   *
   * @throws ExportFailure EXPORT_TOO_LARGE if its edges take too many points or cross too many rows
   */
  public static GridMask of(Aoi aoi, PixelGrid grid, EarthCrs crs) {
    return of(aoi, grid, 0, crs);
  }

  /**
   * Makes the mask likewise, which goes on around the grid: rows and columns are those of the grid,
   * below 0 and beyond its size there.
   *
   * @param margin how many pixels on each side
   * @throws ExportFailure EXPORT_TOO_LARGE if its edges take too many points or cross too many rows
   */
  public static GridMask of(Aoi aoi, PixelGrid grid, int margin, EarthCrs crs) {
    return of(aoi, margin, grid.grow(margin), crs);
  }

  private static GridMask of(Aoi aoi, int margin, PixelGrid grid, EarthCrs crs) {
    EarthRegion region =
        EarthRegion.shownBy(crs, grid.west(), grid.south(), grid.east(), grid.north());
    MaskEdges edges = new AreaProjector(grid, crs).project(region.clip(aoi));
    double[] shifts = shifts(edges, crs.period() / grid.pixelWidth(), grid);
    double crossings =
        shifts.length * edges.crossings(grid.width(), grid.height(), crs.period() > 0);
    if (crossings > MAX_CROSSINGS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot cut out the area of interest: on %d x %d pixels its edges cross rows %,.0f times, and at most %,d are possible. Simplify the area, or choose a coarser resolution."
              .formatted(grid.width(), grid.height(), crossings, MAX_CROSSINGS));
    }
    return new GridMask(margin, grid.height(), edges, shifts, aoi.allTouched());
  }

  /** Returns how many points its rings have on the grid, of 24 bytes each. */
  public int points() {
    return edges.points();
  }

  /** Returns the ways to move rings to each of their places that can touch the grid. */
  private static double[] shifts(MaskEdges edges, double period, PixelGrid grid) {
    if (period == 0) {
      return new double[] {0};
    }
    double first = Math.ceil(-edges.east() / period);
    double last = Math.floor((grid.width() - edges.west()) / period);
    if (last - first >= MAX_REPEATS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot cut out the area of interest: the grid, %d pixels of %s wide, goes around the Earth more than %d times. Choose a finer resolution or other scenes."
              .formatted(grid.width(), grid.pixelWidth(), MAX_REPEATS - 2));
    }
    double[] shifts = new double[(int) Math.max(0, last - first + 1)];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = (first + i) * period;
    }
    return shifts;
  }

  /**
   * Marks the pixels of one row that are inside.
   *
   * @param row of the grid, or of its margin
   * @param column of the grid that {@code inside[0]} stands for
   * @return how many of the {@code width} pixels are inside
   */
  public int fill(int row, int column, int width, boolean[] inside, int at) {
    Arrays.fill(inside, at, at + width, false);
    int y = row + margin;
    if (y < 0 || y >= height || width == 0) {
      return 0;
    }
    for (double shift : shifts) {
      edges.cross(y, shift, column + margin, width, inside, at);
    }
    boolean isInside = false;
    for (int i = at; i < at + width; i++) {
      isInside ^= inside[i];
      inside[i] = isInside;
    }
    if (allTouched) {
      TouchedRow touched = new TouchedRow(y, column + margin, width, inside, at);
      for (double shift : shifts) {
        edges.eachInRow(y, shift, column + margin, width, touched);
      }
    }
    int count = 0;
    for (int i = at; i < at + width; i++) {
      count += inside[i] ? 1 : 0;
    }
    return count;
  }

  /** Tells whether any pixel of a part of the grid is inside. */
  public boolean intersects(PixelRect part) {
    int top = Math.max(-margin, part.y0());
    int bottom = Math.min(height - margin, part.y1());
    if (top >= bottom || part.width() <= 0) {
      return false;
    }
    boolean[] inside = new boolean[part.width()];
    if (!hasEdges(part)) {
      return fill(top, part.x0(), 1, inside, 0) > 0; // all alike
    }
    for (int row = top; row < bottom; row++) {
      if (fill(row, part.x0(), part.width(), inside, 0) > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean hasEdges(PixelRect part) {
    for (double shift : shifts) {
      double moved = margin - shift;
      int top = part.y0() + margin;
      if (edges.touch(part.x0() + moved, top, part.x1() + moved, top + part.height())) {
        return true;
      }
    }
    return false;
  }
}
