package io.landfall.raster.cog;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PartialBandStatistics;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.PixelRect;
import io.landfall.raster.cog.TileOffsets.TaskTileLengths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the file together: knows where every tile lies once all tasks are encoded, makes the
 * overview levels above those of the metatiles, and writes the header.
 *
 * <p>Order of the file: header and directories; levels of the header, smallest first; for each task
 * its overview tiles, smallest level first; for each task its tiles of full resolution.
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
    HeaderMetadata metadata = HeaderMetadata.of(plan).withBlankStatistics(plan.bands().count());
    this.header = new CogHeader(plan, layout, geographic, metadata);
  }

  /**
   * Makes the first part of a file whose tasks are parts of an upload.
   *
   * @param tasks all of the plan, in order
   * @param topOverviews the encoded tile of the smallest level of every metatile, of all tasks in
   *     order; an empty array where it has no data
   */
  public AssembledHeader header(List<StoredTask> tasks, List<byte[]> topOverviews) {
    Map<CogLayout.TileCoordinates, byte[]> upperTiles = buildUpperTiles(topOverviews);
    int size = Math.max(MIN_PART_BYTES, header.bytes() + length(upperTiles));
    TileOffsets tileOffsets = new TileOffsets(layout, isMasked());
    long end = tileOffsets.putUpper(header.bytes(), upperTiles);
    if (end > size) {
      throw new IllegalStateException(
          "Upper levels end at %d, behind their part of %d".formatted(end, size));
    }
    long position = size;
    for (StoredTask task : tasks) {
      tileOffsets.putOverviews(
          position,
          plan.layout().tasks().get(task.index()),
          new TaskTileLengths(task.tileLengths(), task.maskLengths()));
      position += task.overviews().bytes();
    }
    for (StoredTask task : tasks) {
      tileOffsets.putLevel(
          position,
          plan.layout().tasks().get(task.index()),
          0,
          new TaskTileLengths(task.tileLengths(), task.maskLengths()));
      position += task.fullResolution().bytes();
    }
    return new AssembledHeader(
        headerPart(
            size, tileOffsets, upperTiles, tasks.stream().map(StoredTask::bandStatistics).toList()),
        position);
  }

  /**
   * Lays out the whole file of a plan with one task, without gaps. The arrays follow each other in
   * the file.
   */
  public List<byte[]> wholeFile(RenderedTask task) {
    Map<CogLayout.TileCoordinates, byte[]> upperTiles = buildUpperTiles(task.topOverviews());
    PlannedTask planned = plan.layout().tasks().get(0);
    TileOffsets tileOffsets = new TileOffsets(layout, isMasked());
    TaskTileLengths lengths = new TaskTileLengths(task.tileLengths(), task.maskLengths());
    long position = tileOffsets.putUpper(header.bytes(), upperTiles);
    int first = (int) position;
    position = tileOffsets.putOverviews(position, planned, lengths);
    tileOffsets.putLevel(position, planned, 0, lengths);
    List<byte[]> file = new ArrayList<>();
    file.add(
        headerPart(
            first, tileOffsets, upperTiles, Collections.singletonList(task.bandStatistics())));
    file.addAll(task.overviews());
    file.addAll(task.full());
    return file;
  }

  private boolean isMasked() {
    return plan.bands().mask() == OutputMask.INTERNAL;
  }

  private byte[] headerPart(
      int size,
      TileOffsets tileOffsets,
      Map<CogLayout.TileCoordinates, byte[]> upperTiles,
      List<List<PartialBandStatistics>> taskStatistics) {
    byte[] bytes = new byte[size];
    byte[] headerBytes =
        header.write(tileOffsets.images, tileOffsets.masks, statistics(taskStatistics));
    System.arraycopy(headerBytes, 0, bytes, 0, headerBytes.length);
    upperTiles.forEach(
        (tile, encoded) ->
            System.arraycopy(encoded, 0, bytes, (int) tileOffsets.start(tile), encoded.length));
    return bytes;
  }

  /** Adds up what tasks counted; unknown where one did not. */
  private List<HeaderMetadata.HeaderStatistics> statistics(
      List<List<PartialBandStatistics>> tasks) {
    List<HeaderMetadata.HeaderStatistics> statistics = new ArrayList<>();
    double pixels = (double) plan.grid().width() * plan.grid().height();
    for (int band = 0; band < plan.bands().count(); band++) {
      PartialBandStatistics all = PartialBandStatistics.EMPTY;
      boolean known = true;
      for (List<PartialBandStatistics> task : tasks) {
        known &= task != null;
        all = task == null ? all : all.merge(task.get(band));
      }
      double mean = all.sum() / all.count();
      double variance = all.sumOfSquares() / all.count() - mean * mean;
      statistics.add(
          known && all.count() > 0
              ? new HeaderMetadata.HeaderStatistics(
                  stored(all.min()),
                  stored(all.max()),
                  mean,
                  Math.sqrt(Math.max(0, variance)),
                  100 * all.count() / pixels)
              : HeaderMetadata.HeaderStatistics.UNKNOWN);
    }
    return statistics;
  }

  /** Returns how a value with data is stored, which may not be the no-data value. */
  private double stored(double value) {
    OutputBands bands = plan.bands();
    boolean taken = bands.mask() == null && bands.nodata() != null && value == bands.nodata();
    return taken ? TileEncoder.dataAtNodata(bands) : value;
  }

  /**
   * Makes the levels above the metatiles' from their smallest tiles, which go with them if they lie
   * in the header; tiles without data are left out.
   */
  private Map<CogLayout.TileCoordinates, byte[]> buildUpperTiles(List<byte[]> topOverviews) {
    Map<CogLayout.TileCoordinates, byte[]> upperTiles = new HashMap<>();
    if (layout.levels() - 1 == layout.metatileLevels()) {
      return upperTiles;
    }
    TileEncoder encoder = new TileEncoder(plan.bands(), plan.format());
    Map<CogLayout.TileCoordinates, byte[]> metatiles = new HashMap<>();
    int next = 0;
    for (PlannedTask task : plan.layout().tasks()) {
      for (int metatile : task.metatiles()) {
        metatiles.put(
            new CogLayout.TileCoordinates(
                layout.metatileLevels(), Morton.column(metatile), Morton.row(metatile)),
            topOverviews.get(next++));
      }
    }
    Overviews overviews = new Overviews(plan.format(), plan.bands().type());
    UpperTileBuilder builder = new UpperTileBuilder(encoder, overviews, metatiles, upperTiles);
    int top = layout.levels() - 1;
    for (int row = 0; row < layout.tilesDown(top); row++) {
      for (int column = 0; column < layout.tilesAcross(top); column++) {
        builder.build(new CogLayout.TileCoordinates(top, column, row));
      }
    }
    return upperTiles;
  }

  /** Builds upper tiles depth first, holding at most four children a level. */
  private final class UpperTileBuilder {
    private final TileEncoder encoder;
    private final Overviews overviews;
    private final Map<CogLayout.TileCoordinates, byte[]> metatiles;
    private final Map<CogLayout.TileCoordinates, byte[]> upperTiles;

    UpperTileBuilder(
        TileEncoder encoder,
        Overviews overviews,
        Map<CogLayout.TileCoordinates, byte[]> metatiles,
        Map<CogLayout.TileCoordinates, byte[]> upperTiles) {
      this.encoder = encoder;
      this.overviews = overviews;
      this.metatiles = metatiles;
      this.upperTiles = upperTiles;
    }

    Overviews.TilePixels build(CogLayout.TileCoordinates tile) {
      PixelRect area = layout.pixels(tile);
      if (tile.level() == layout.metatileLevels()) {
        byte[] encoded = metatiles.getOrDefault(tile, new byte[0]);
        if (encoded.length > 0 && layout.headerLevel() == tile.level()) {
          upperTiles.put(tile, encoded);
        }
        return encoder.decode(encoded, area.width(), area.height());
      }
      Overviews.TilePixels[] children = new Overviews.TilePixels[4];
      for (int quadrant = 0; quadrant < 4; quadrant++) {
        CogLayout.TileCoordinates child = layout.child(tile, quadrant);
        children[quadrant] = child == null ? null : build(child);
      }
      Overviews.TilePixels pixels = overviews.parent(children, area.width(), area.height());
      byte[] encoded = encoder.encode(pixels);
      if (encoded.length > 0) {
        upperTiles.put(tile, encoded);
      }
      return pixels;
    }
  }

  private static int length(Map<CogLayout.TileCoordinates, byte[]> tiles) {
    return tiles.values().stream().mapToInt(tile -> tile.length).sum();
  }
}
