package io.landfall.raster;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedRun;
import io.landfall.model.TileLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a grid into units and runs. The same input gives the same layout.
 *
 * @param runBytes what a run should pack to, in bytes
 * @param singleObjectBytes up to which expected size a file goes to the store in one piece, in
 *     bytes
 */
public record LayoutPlanner(long runBytes, long singleObjectBytes) {
  /** Two parts a run and one for the header must fit into S3's 10,000. */
  private static final int MAX_RUNS = 4_900;

  /** Overviews add a third to full resolution. */
  private static final double PYRAMID = 4.0 / 3;

  private static final long CLASSIC_LIMIT = (4L << 30) - (64L << 20);

  /** Which units hold anything. */
  @FunctionalInterface
  public interface UnitFilter {
    /**
     * Tells whether the mask and a footprint touch pixels {@code [x0, x1) x [y0, y1)} of the grid.
     */
    boolean touches(int x0, int y0, int x1, int y1);
  }

  /**
   * Returns how many overview levels a unit yields: few enough that its pixels stay in some 64 MB.
   */
  public static int unitLevels(OutputBands bands) {
    return bands.bytesPerPixel() <= 4 ? 3 : bands.bytesPerPixel() <= 16 ? 2 : 1;
  }

  /**
   * Lays out a grid.
   *
   * @param packedShare expected size of packed data as a share of its raw size
   * @throws ExportFailure EXPORT_TOO_LARGE if it takes more runs than one upload has parts for,
   *     AOI_OUTSIDE_SCENES if nothing is touched
   */
  public TileLayout plan(
      PixelGrid grid,
      OutputBands bands,
      OutputFormat format,
      double packedShare,
      UnitFilter filter) {
    CogLayout layout = CogLayout.of(grid, format.blockSize(), unitLevels(bands));
    List<Integer> units = touchedUnits(layout, filter);
    if (units.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.AOI_OUTSIDE_SCENES,
          "Cannot export: no scene has a pixel inside the area of interest. Choose another area or other scenes.");
    }
    long tiles = units.stream().mapToLong(unit -> layout.tiles(unit, 0).size()).sum();
    double rawTile = (double) format.blockSize() * format.blockSize() * bands.bytesPerPixel();
    long packed = (long) (tiles * rawTile * packedShare * PYRAMID);
    boolean single = packed <= singleObjectBytes;
    double packedUnit = rawTile * packedShare * (1L << (2 * layout.unitLevels()));
    List<PlannedRun> runs =
        runs(units, single ? units.size() : (int) Math.max(1, runBytes / packedUnit));
    if (runs.size() > MAX_RUNS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %d x %d pixels as one file: it takes %d runs, and one upload has room for %d. Choose a coarser resolution or a smaller area."
              .formatted(grid.width(), grid.height(), runs.size(), MAX_RUNS));
    }
    boolean bigTiff =
        tiles * rawTile * PYRAMID * 1.05 + 11.0 * (1 << 20) * runs.size() > CLASSIC_LIMIT;
    return new TileLayout(layout.unitLevels(), runs, tiles, single, bigTiff, packed);
  }

  private static List<Integer> touchedUnits(CogLayout layout, UnitFilter filter) {
    int side = layout.blockSize() << layout.unitLevels();
    List<Integer> units = new ArrayList<>();
    for (int row = 0; row < layout.unitsDown(); row++) {
      for (int column = 0; column < layout.unitsAcross(); column++) {
        int x0 = column * side;
        int y0 = row * side;
        int x1 = Math.min(x0 + side, layout.width(0));
        int y1 = Math.min(y0 + side, layout.height(0));
        if (filter.touches(x0, y0, x1, y1)) {
          units.add(Morton.code(column, row));
        }
      }
    }
    units.sort(null);
    return units;
  }

  /** Cuts into runs of {@code perRun} units, evenly, so that no short one is left at the end. */
  private static List<PlannedRun> runs(List<Integer> units, int perRun) {
    int count = (units.size() + perRun - 1) / perRun;
    List<PlannedRun> runs = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int from = (int) ((long) units.size() * i / count);
      int to = (int) ((long) units.size() * (i + 1) / count);
      runs.add(new PlannedRun(i, units.subList(from, to)));
    }
    return runs;
  }
}
