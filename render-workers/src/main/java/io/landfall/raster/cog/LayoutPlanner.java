package io.landfall.raster.cog;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.plan.Morton;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.TileLayout;
import io.landfall.model.request.OutputFormat;
import io.landfall.raster.PixelRect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts a grid into metatiles and tasks. The same input gives the same layout.
 *
 * @param taskBytes what a task should encode to, overviews included, in bytes
 * @param singleObjectBytes up to which expected size a file goes to the store in one piece, in
 *     bytes
 */
public record LayoutPlanner(long taskBytes, long singleObjectBytes) {
  /** Two parts a task and one for the header must fit into S3's 10,000. */
  private static final int MAX_TASKS = 4_900;

  /**
   * Files are cut into more than so many tasks only where tasks would become too large for a
   * worker.
   */
  private static final int TARGET_TASKS = 4_000;

  private static final long MAX_TASK_BYTES = 128L << 20;

  /** As many as the largest grid has of the usual size; an index of 64 MB. */
  private static final int MAX_TILES = 1 << 22;

  /** Of grids with more tiles only metatiles are looked at. */
  private static final int MAX_TILES_LOOKED_AT = 1 << 14;

  /** Of grids with more metatiles each is looked at once. */
  private static final int MAX_METATILES_PROBED = 1 << 16;

  /** A tile is looked at in so many parts a side, as the edge of the data crosses many. */
  private static final int PROBES_PER_SIDE = 4;

  /** What a tile that is touched holds at least, as a share. */
  private static final double MIN_SHARE = 0.01;

  /** Overviews add a third to full resolution. */
  private static final double PYRAMID_FACTOR = 4.0 / 3;

  private static final long CLASSIC_LIMIT = (4L << 30) - (64L << 20);

  /** Which parts of the grid hold anything. */
  @FunctionalInterface
  public interface MetatileFilter {
    /** Tells whether the mask and a footprint touch a part of the grid. */
    boolean intersects(PixelRect part);
  }

  /** How much of what could be there is there. */
  @FunctionalInterface
  public interface ContentEstimate {
    /** All of it, everywhere. */
    ContentEstimate FULL = (columns, rows, into) -> Arrays.fill(into, 1);

    /** Sets {@code into} to the share, of 0 to 1, that is encoded at some pixels of the grid. */
    void fillShares(double[] columns, double[] rows, double[] into);
  }

  /**
   * Returns how many overview levels a metatile yields: few enough that its pixels stay in some 64
   * MB.
   */
  public static int metatileLevels(OutputBands bands) {
    return bands.bytesPerPixel() <= 4 ? 3 : bands.bytesPerPixel() <= 16 ? 2 : 1;
  }

  /**
   * Lays out a grid.
   *
   * @param compressionRatio expected size of encoded data as a share of its raw size
   * @param content what to expect of the parts that are touched
   * @throws ExportFailure EXPORT_TOO_LARGE if the grid has more than {@link #MAX_TILES} tiles, or
   *     takes more tasks than one upload has parts for; AOI_OUTSIDE_SCENES if nothing is touched
   */
  public TileLayout plan(
      PixelGrid grid,
      OutputBands bands,
      OutputFormat format,
      double compressionRatio,
      MetatileFilter filter,
      ContentEstimate content) {
    CogLayout layout = CogLayout.of(grid, format, metatileLevels(bands));
    checkTiles(grid, layout);
    List<Metatile> metatiles = intersectingMetatiles(layout, filter, content);
    if (metatiles.isEmpty()) {
      throw new ExportFailure(
          ErrorCode.AOI_OUTSIDE_SCENES,
          "Cannot export: no scene has a pixel inside the area of interest. Choose another area or"
              + " other scenes.");
    }
    long tiles =
        metatiles.stream().mapToLong(metatile -> layout.tiles(metatile.code(), 0).size()).sum();
    double fullTiles = metatiles.stream().mapToDouble(Metatile::fullTiles).sum();
    double rawTile = (double) format.blockSize() * format.blockSize() * bands.bytesPerPixel();
    long encodedBytes = (long) (fullTiles * rawTile * compressionRatio * PYRAMID_FACTOR);
    boolean single = encodedBytes <= singleObjectBytes;
    List<PlannedTask> tasks =
        cutIntoTasks(metatiles, single ? 1 : taskCount(encodedBytes), fullTiles);
    if (tasks.size() > MAX_TASKS) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %d x %d pixels as one file: it takes %d tasks, and one upload has room for %d. Choose a coarser resolution or a smaller area."
              .formatted(grid.width(), grid.height(), tasks.size(), MAX_TASKS));
    }
    checkUpperLevels(layout, encodedBytes);
    int masksInByte = format.type().isSharded() ? 1 : Byte.SIZE;
    double rawMask =
        bands.mask() == OutputMask.INTERNAL
            ? (double) format.blockSize() * format.blockSize() / masksInByte
            : 0;
    boolean bigTiff =
        tiles * (rawTile + rawMask) * PYRAMID_FACTOR * 1.05 + 11.0 * (1 << 20) * tasks.size()
            > CLASSIC_LIMIT;
    return new TileLayout(layout.metatileLevels(), tasks, tiles, single, bigTiff, encodedBytes);
  }

  /** Whatever is looked at tile by tile later is bounded here. */
  private static void checkTiles(PixelGrid grid, CogLayout layout) {
    long tiles = tilesOf(layout);
    if (tiles > MAX_TILES) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %d x %d pixels in tiles of %d: the file would have %,d of them, and at most %,d are possible. Choose a larger block size, a coarser resolution or a smaller area."
              .formatted(grid.width(), grid.height(), layout.blockSize(), tiles, MAX_TILES));
    }
  }

  /** Refuses levels above those of the metatiles that do not fit into the first part of a file. */
  private static void checkUpperLevels(CogLayout layout, long encodedBytes) {
    boolean hasUpperLevels = layout.levels() - 1 > layout.metatileLevels();
    double upperBytes = encodedBytes / Math.pow(4, layout.metatileLevels() + 1);
    if (hasUpperLevels && upperBytes > UpperTiles.MAX_BYTES) {
      throw new ExportFailure(
          ErrorCode.EXPORT_TOO_LARGE,
          "Cannot export %,d MiB with overviews as one file: its small overviews take %,d MiB, and at most %,d are possible. Choose fewer bands, a coarser resolution, a smaller area or GEOTIFF."
              .formatted(encodedBytes >> 20, (long) upperBytes >> 20, UpperTiles.MAX_BYTES >> 20));
    }
  }

  private static long tilesOf(CogLayout layout) {
    return (long) layout.tilesAcross(0) * layout.tilesDown(0);
  }

  /** A metatile that is touched, and how many full tiles it amounts to. */
  private record Metatile(int code, double fullTiles) {}

  private static List<Metatile> intersectingMetatiles(
      CogLayout layout, MetatileFilter filter, ContentEstimate content) {
    boolean byTile = tilesOf(layout) <= MAX_TILES_LOOKED_AT;
    long all = (long) layout.metatilesAcross() * layout.metatilesDown();
    int probesPerSide = byTile || all <= MAX_METATILES_PROBED ? PROBES_PER_SIDE : 1;
    List<Metatile> metatiles = new ArrayList<>();
    for (int row = 0; row < layout.metatilesDown(); row++) {
      for (int column = 0; column < layout.metatilesAcross(); column++) {
        int code = Morton.code(column, row);
        double fullTiles = 0;
        if (byTile) {
          for (CogLayout.TileCoordinates tile : layout.tiles(code, 0)) {
            fullTiles += fullShare(filter, content, layout.pixels(tile), probesPerSide);
          }
        } else {
          PixelRect pixels = pixels(layout, column, row);
          fullTiles =
              fullShare(filter, content, pixels, probesPerSide) * layout.tiles(code, 0).size();
        }
        if (fullTiles > 0) {
          metatiles.add(new Metatile(code, fullTiles));
        }
      }
    }
    metatiles.sort(Comparator.comparingInt(Metatile::code));
    return metatiles;
  }

  private static PixelRect pixels(CogLayout layout, int column, int row) {
    int side = layout.blockSize() << layout.metatileLevels();
    return PixelRect.between(
        column * side,
        row * side,
        Math.min(layout.width(0), (column + 1) * side),
        Math.min(layout.height(0), (row + 1) * side));
  }

  /** Returns how much of a part of the grid is there, by looking at parts of it; 0 if untouched. */
  private static double fullShare(
      MetatileFilter filter, ContentEstimate content, PixelRect part, int probesPerSide) {
    if (!filter.intersects(part)) {
      return 0;
    }
    int probes = probesPerSide * probesPerSide;
    double[] columns = new double[probes];
    double[] rows = new double[probes];
    double[] shares = new double[probes];
    for (int i = 0; i < probes; i++) {
      columns[i] = part.x0() + (i % probesPerSide + 0.5) * part.width() / probesPerSide;
      rows[i] = part.y0() + (i / probesPerSide + 0.5) * part.height() / probesPerSide;
    }
    content.fillShares(columns, rows, shares);
    double full = 0;
    for (int i = 0; i < probes; i++) {
      boolean isThere = shares[i] > 0 && filter.intersects(probe(part, probesPerSide, i));
      full += isThere ? shares[i] : 0;
    }
    return Math.max(MIN_SHARE, full / probes);
  }

  /** Returns one of the parts of a tile that are looked at; in a small one, some have no pixel. */
  private static PixelRect probe(PixelRect tile, int probesPerSide, int i) {
    int column = i % probesPerSide;
    int row = i / probesPerSide;
    return PixelRect.between(
        tile.x0() + column * tile.width() / probesPerSide,
        tile.y0() + row * tile.height() / probesPerSide,
        tile.x0() + (column + 1) * tile.width() / probesPerSide,
        tile.y0() + (row + 1) * tile.height() / probesPerSide);
  }

  /** Returns how many tasks to cut; a file beyond what they hold takes larger ones. */
  private int taskCount(long encodedBytes) {
    long bytes = Math.min(Math.max(taskBytes, encodedBytes / TARGET_TASKS), MAX_TASK_BYTES);
    return (int)
        Math.max(1, Math.min(Integer.MAX_VALUE, Math.round((double) encodedBytes / bytes)));
  }

  /** Cuts into at most {@code count} tasks that hold about as much each, in Morton order. */
  private static List<PlannedTask> cutIntoTasks(
      List<Metatile> metatiles, int count, double fullTiles) {
    List<PlannedTask> tasks = new ArrayList<>();
    List<Integer> task = new ArrayList<>();
    double before = 0;
    long current = 0;
    for (Metatile metatile : metatiles) {
      long share =
          (long) ((before + metatile.fullTiles() / 2) * count / fullTiles); // by its middle
      if (share > current && !task.isEmpty()) {
        tasks.add(new PlannedTask(tasks.size(), task));
        task = new ArrayList<>();
      }
      current = share;
      task.add(metatile.code());
      before += metatile.fullTiles();
    }
    tasks.add(new PlannedTask(tasks.size(), task));
    return tasks;
  }
}
