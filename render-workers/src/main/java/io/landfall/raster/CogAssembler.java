package io.landfall.raster;

import io.landfall.model.BandTally;
import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedRun;
import io.landfall.model.StoredRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the file together: knows where every tile lies once all runs are packed, makes the overview
 * levels above those of the units, and writes the header.
 *
 * <p>Order of the file: header and directories; levels of the head, smallest first; for each run
 * its overview tiles, smallest level first; for each run its tiles of full resolution.
 */
public final class CogAssembler {
  /** The least size of a part of an S3 upload but for the last, in bytes. */
  public static final int MIN_PART_BYTES = 5 << 20;

  private final ExportPlan plan;
  private final CogLayout layout;
  private final CogHeader header;

  /**
   * Makes ready to assemble {@code plan}.
   *
   * @param geographic whether the units of the output CRS are degrees
   */
  public CogAssembler(ExportPlan plan, boolean geographic) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    HeaderMetadata metadata = HeaderMetadata.of(plan).withRoomForStatistics(plan.bands().count());
    this.header = new CogHeader(plan, layout, geographic, metadata);
  }

  /**
   * Makes the first part of a file whose runs are parts of an upload.
   *
   * @param runs all of the plan, in order
   * @param tops the packed tile of the smallest level of every unit, of all runs in order; an empty
   *     array where it has no data
   */
  public AssembledHeader header(List<StoredRun> runs, List<byte[]> tops) {
    Map<CogLayout.Tile, byte[]> upper = upperLevels(tops);
    int size = Math.max(MIN_PART_BYTES, header.bytes() + length(upper));
    Places places = new Places(layout);
    long end = places.putUpper(header.bytes(), upper);
    if (end > size) {
      throw new IllegalStateException(
          "Upper levels end at %d, behind their part of %d".formatted(end, size));
    }
    long position = size;
    for (StoredRun run : runs) {
      places.putOverviews(position, plan.layout().runs().get(run.run()), run.tileLengths());
      position += run.overviews().bytes();
    }
    for (StoredRun run : runs) {
      places.putLevel(position, plan.layout().runs().get(run.run()), 0, run.tileLengths().get(0));
      position += run.full().bytes();
    }
    return new AssembledHeader(
        firstBytes(size, places, upper, runs.stream().map(StoredRun::tallies).toList()), position);
  }

  /**
   * Lays out the whole file of a plan with one run, without gaps. The arrays follow each other in
   * the file.
   */
  public List<byte[]> wholeFile(RenderedRun run) {
    Map<CogLayout.Tile, byte[]> upper = upperLevels(run.tops());
    PlannedRun planned = plan.layout().runs().get(0);
    Places places = new Places(layout);
    long position = places.putUpper(header.bytes(), upper);
    int first = (int) position;
    position = places.putOverviews(position, planned, run.tileLengths());
    places.putLevel(position, planned, 0, run.tileLengths().get(0));
    List<byte[]> file = new ArrayList<>();
    file.add(firstBytes(first, places, upper, Collections.singletonList(run.tallies())));
    file.addAll(run.overviews());
    file.addAll(run.full());
    return file;
  }

  private byte[] firstBytes(
      int size, Places places, Map<CogLayout.Tile, byte[]> upper, List<List<BandTally>> tallies) {
    byte[] bytes = new byte[size];
    byte[] head = header.write(places.offsets, places.lengths, statistics(tallies));
    System.arraycopy(head, 0, bytes, 0, head.length);
    upper.forEach(
        (tile, packed) ->
            System.arraycopy(
                packed,
                0,
                bytes,
                (int) places.offsets[tile.level()][layout.index(tile)],
                packed.length));
    return bytes;
  }

  /** Adds up what runs counted; unknown where one did not. */
  private List<HeaderMetadata.Statistics> statistics(List<List<BandTally>> runs) {
    List<HeaderMetadata.Statistics> statistics = new ArrayList<>();
    double pixels = (double) plan.grid().width() * plan.grid().height();
    for (int band = 0; band < plan.bands().count(); band++) {
      BandTally all = BandTally.NONE;
      boolean known = true;
      for (List<BandTally> run : runs) {
        known &= run != null;
        all = run == null ? all : all.plus(run.get(band));
      }
      double mean = all.sum() / all.count();
      double variance = all.sumOfSquares() / all.count() - mean * mean;
      statistics.add(
          known && all.count() > 0
              ? new HeaderMetadata.Statistics(
                  all.min(),
                  all.max(),
                  mean,
                  Math.sqrt(Math.max(0, variance)),
                  100 * all.count() / pixels)
              : HeaderMetadata.Statistics.UNKNOWN);
    }
    return statistics;
  }

  /**
   * Makes the levels above the units' from their smallest tiles, which go with them if they lie in
   * the head; tiles without data are left out.
   */
  private Map<CogLayout.Tile, byte[]> upperLevels(List<byte[]> tops) {
    Map<CogLayout.Tile, byte[]> upper = new HashMap<>();
    if (layout.levels() - 1 == layout.unitLevels()) {
      return upper;
    }
    TilePacker packer = new TilePacker(plan.bands(), plan.format());
    Map<CogLayout.Tile, byte[]> units = new HashMap<>();
    int next = 0;
    for (PlannedRun run : plan.layout().runs()) {
      for (int unit : run.units()) {
        units.put(
            new CogLayout.Tile(layout.unitLevels(), Morton.column(unit), Morton.row(unit)),
            tops.get(next++));
      }
    }
    Overviews overviews = new Overviews(plan.format(), plan.bands().type());
    Builder builder = new Builder(packer, overviews, units, upper);
    int top = layout.levels() - 1;
    for (int row = 0; row < layout.tilesDown(top); row++) {
      for (int column = 0; column < layout.tilesAcross(top); column++) {
        builder.build(new CogLayout.Tile(top, column, row));
      }
    }
    return upper;
  }

  /** Builds upper tiles depth first, holding at most four children a level. */
  private final class Builder {
    private final TilePacker packer;
    private final Overviews overviews;
    private final Map<CogLayout.Tile, byte[]> units;
    private final Map<CogLayout.Tile, byte[]> upper;

    Builder(
        TilePacker packer,
        Overviews overviews,
        Map<CogLayout.Tile, byte[]> units,
        Map<CogLayout.Tile, byte[]> upper) {
      this.packer = packer;
      this.overviews = overviews;
      this.units = units;
      this.upper = upper;
    }

    Overviews.Tile build(CogLayout.Tile tile) {
      if (tile.level() == layout.unitLevels()) {
        byte[] packed = units.getOrDefault(tile, new byte[0]);
        if (packed.length > 0 && layout.headLevel() == tile.level()) {
          upper.put(tile, packed);
        }
        return packer.unpack(packed, layout.validWidth(tile), layout.validHeight(tile));
      }
      Overviews.Tile[] children = new Overviews.Tile[4];
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        CogLayout.Tile child = layout.child(tile, quadrant);
        children[quadrant] = child == null ? null : build(child);
      }
      Overviews.Tile pixels =
          overviews.parent(children, layout.validWidth(tile), layout.validHeight(tile));
      byte[] packed = packer.pack(pixels);
      if (packed.length > 0) {
        upper.put(tile, packed);
      }
      return pixels;
    }
  }

  private static int length(Map<CogLayout.Tile, byte[]> tiles) {
    return tiles.values().stream().mapToInt(tile -> tile.length).sum();
  }

  /** Offsets and lengths of all tiles, by level and index; 0 and 0 where a tile is sparse. */
  private static final class Places {
    private final CogLayout layout;
    final long[][] offsets;
    final long[][] lengths;

    Places(CogLayout layout) {
      this.layout = layout;
      this.offsets = new long[layout.levels()][];
      this.lengths = new long[layout.levels()][];
      for (int level = 0; level < layout.levels(); level++) {
        int tiles = Math.multiplyExact(layout.tilesAcross(level), layout.tilesDown(level));
        offsets[level] = new long[tiles];
        lengths[level] = new long[tiles];
      }
    }

    long putUpper(long position, Map<CogLayout.Tile, byte[]> upper) {
      for (int level = layout.levels() - 1; level >= layout.headLevel(); level--) {
        for (int row = 0; row < layout.tilesDown(level); row++) {
          for (int column = 0; column < layout.tilesAcross(level); column++) {
            CogLayout.Tile tile = new CogLayout.Tile(level, column, row);
            position = put(position, tile, upper.getOrDefault(tile, new byte[0]).length);
          }
        }
      }
      return position;
    }

    long putOverviews(long position, PlannedRun run, List<int[]> tileLengths) {
      for (int level = layout.headLevel() - 1; level >= 1; level--) {
        position = putLevel(position, run, level, tileLengths.get(level));
      }
      return position;
    }

    long putLevel(long position, PlannedRun run, int level, int[] tileLengths) {
      List<CogLayout.Tile> tiles = layout.tiles(run, level);
      if (tiles.size() != tileLengths.length) {
        throw new IllegalArgumentException(
            "Run %d has %d tiles of level %d, not %d"
                .formatted(run.index(), tiles.size(), level, tileLengths.length));
      }
      for (int i = 0; i < tileLengths.length; i++) {
        position = put(position, tiles.get(i), tileLengths[i]);
      }
      return position;
    }

    private long put(long position, CogLayout.Tile tile, int length) {
      if (length > 0) {
        offsets[tile.level()][layout.index(tile)] = position;
        lengths[tile.level()][layout.index(tile)] = length;
      }
      return position + length;
    }
  }
}
