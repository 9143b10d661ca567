package io.landfall.raster;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.OutputBands;
import io.landfall.model.OutputFormat;
import io.landfall.model.PixelGrid;
import io.landfall.model.PlannedRun;
import io.landfall.model.TileLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a grid into units and runs. The same input gives the same layout.
 *
 * @param runBytes what a run should pack to, overviews included, in bytes
 * @param singleObjectBytes up to which expected size a file goes to the store in one piece, in
 *     bytes
 */
public record LayoutPlanner(long runBytes, long singleObjectBytes) {
  /** Two parts a run and one for the header must fit into S3's 10,000. */
  private static final int MAX_RUNS = 4_900;

  /**
   * Files are cut into more than so many runs only where runs would become too large for a worker.
   */
  private static final int AIMED_RUNS = 4_000;

  private static final long LARGEST_RUN = 128L << 20;

  /** A tile is looked at in so many parts a side, as the edge of the data crosses many. */
  private static final int SIDE_PROBES = 4;

  /** What a tile that is touched holds at least, as a share. */
  private static final double LEAST = 0.01;

  private static final int PROBES = SIDE_PROBES * SIDE_PROBES;

  /** Overviews add a third to full resolution. */
  private static final double PYRAMID = 4.0 / 3;

  private static final long CLASSIC_LIMIT = (4L << 30) - (64L << 20);

  /** Which parts of the grid hold anything. */
  @FunctionalInterface
  public interface UnitFilter {
    /**
     * Tells whether the mask and a footprint touch pixels {@code [x0, x1) x [y0, y1)} of the grid.
     */
    boolean touches(int x0, int y0, int x1, int y1);
  }

  /** How much of what could be there is there. */
  @FunctionalInterface
  public interface Content {
    /** All of it, everywhere. */
    Content FULL = (columns, rows, into) -> Arrays.fill(into, 1);

    /** Sets {@code into} to the share, of 0 to 1, that is packed at some pixels of the grid. */
    void shares(double[] columns, double[] rows, double[] into);
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
   * @param content what to expect of the parts that are touched
   * @throws ExportFailure EXPORT_TOO_LARGE if it takes more runs than one upload has parts for,
   *     AOI_OUTSIDE_SCENES if nothing is touched
   */
  public TileLayout plan(
      PixelGrid grid,
      OutputBands bands,
      OutputFormat format,
      double packedShare,
      UnitFilter filter,
      Content content) {
    CogLayout layout = CogLayout.of(grid, format, unitLevels(bands));
    List<Unit> units = touchedUnits(layout, filter, content);
    if (units.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.AOI_OUTSIDE_SCENES,
          "Cannot export: no scene has a pixel inside the area of interest. Choose another area or other scenes.");
    }
    long tiles = units.stream().mapToLong(unit -> layout.tiles(unit.code(), 0).size()).sum();
    double held = units.stream().mapToDouble(Unit::held).sum();
    double rawTile = (double) format.blockSize() * format.blockSize() * bands.bytesPerPixel();
    long packed = (long) (held * rawTile * packedShare * PYRAMID);
    boolean single = packed <= singleObjectBytes;
    List<PlannedRun> runs = runs(units, single ? 1 : runCount(packed), held);
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

  /** A unit that is touched, and how many full tiles it amounts to. */
  private record Unit(int code, double held) {}

  private static List<Unit> touchedUnits(CogLayout layout, UnitFilter filter, Content content) {
    List<Unit> units = new ArrayList<>();
    for (int row = 0; row < layout.unitsDown(); row++) {
      for (int column = 0; column < layout.unitsAcross(); column++) {
        int code = Morton.code(column, row);
        double held = 0;
        for (CogLayout.Tile tile : layout.tiles(code, 0)) {
          int x = tile.column() * layout.blockSize();
          int y = tile.row() * layout.blockSize();
          int width = layout.validWidth(tile);
          int height = layout.validHeight(tile);
          if (filter.touches(x, y, x + width, y + height)) {
            held += held(filter, content, x, y, width, height);
          }
        }
        if (held > 0) {
          units.add(new Unit(code, held));
        }
      }
    }
    units.sort(Comparator.comparingInt(Unit::code));
    return units;
  }

  /** Returns how much of a tile that is touched is there, by looking at {@link #PROBES} parts. */
  private static double held(
      UnitFilter filter, Content content, int x, int y, int width, int height) {
    double[] columns = new double[PROBES];
    double[] rows = new double[PROBES];
    double[] shares = new double[PROBES];
    for (int i = 0; i < PROBES; i++) {
      columns[i] = x + (i % SIDE_PROBES + 0.5) * width / SIDE_PROBES;
      rows[i] = y + (i / SIDE_PROBES + 0.5) * height / SIDE_PROBES;
    }
    content.shares(columns, rows, shares);
    double held = 0;
    for (int i = 0; i < PROBES; i++) {
      int left = x + i % SIDE_PROBES * width / SIDE_PROBES;
      int top = y + i / SIDE_PROBES * height / SIDE_PROBES;
      int right = x + (i % SIDE_PROBES + 1) * width / SIDE_PROBES;
      int bottom = y + (i / SIDE_PROBES + 1) * height / SIDE_PROBES;
      held += filter.touches(left, top, right, bottom) ? shares[i] : 0;
    }
    return Math.max(LEAST, held / PROBES);
  }

  /** Returns how many runs to cut; a file beyond what they hold takes larger ones. */
  private int runCount(long packed) {
    long bytes = Math.min(Math.max(runBytes, packed / AIMED_RUNS), LARGEST_RUN);
    return (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round((double) packed / bytes)));
  }

  /** Cuts into at most {@code count} runs that hold about as much each, in Morton order. */
  private static List<PlannedRun> runs(List<Unit> units, int count, double held) {
    List<PlannedRun> runs = new ArrayList<>();
    List<Integer> run = new ArrayList<>();
    double before = 0;
    long current = 0;
    for (Unit unit : units) {
      long share = (long) ((before + unit.held() / 2) * count / held); // by its middle
      if (share > current && !run.isEmpty()) {
        runs.add(new PlannedRun(runs.size(), run));
        run = new ArrayList<>();
      }
      current = share;
      run.add(unit.code());
      before += unit.held();
    }
    runs.add(new PlannedRun(runs.size(), run));
    return runs;
  }
}
