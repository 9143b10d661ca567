package io.landfall.raster.cog;

import io.landfall.model.StoredPart;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PartialBandStatistics;
import io.landfall.model.plan.PlannedTask;
import io.landfall.model.plan.StoredTask;
import io.landfall.raster.cog.TileOffsets.TaskTileLengths;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

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

  /** {@code null}: the file is no Zarr. */
  private final ZarrAssembler zarr;

  /**
   * Makes ready to assemble {@code plan}.
   *
   * @param geographic whether the units of the output CRS are degrees
   */
  public CogAssembler(ExportPlan plan, boolean geographic) {
    this(plan, geographic, null);
  }

  /**
   * Makes ready likewise.
   *
   * @param wkt of the output CRS, which a Zarr tells; {@code null}: there is only its code
   */
  public CogAssembler(ExportPlan plan, boolean geographic, String wkt) {
    this.plan = plan;
    this.layout = CogLayout.of(plan);
    HeaderMetadata metadata = HeaderMetadata.of(plan).withBlankStatistics(plan.bands().count());
    this.header = new CogHeader(plan, layout, geographic, metadata);
    this.zarr =
        plan.format().type().isSharded()
            ? new ZarrAssembler(plan, layout, header, wkt, geographic)
            : null;
  }

  /** Begins the first part of a file whose tasks are parts of an upload. */
  public HeaderBuilder header() {
    return new CogHeaderBuilder();
  }

  /**
   * Lays out the whole file of a plan with one task, without gaps. The arrays follow each other in
   * the file.
   */
  public List<byte[]> wholeFile(RenderedTask task) {
    try (CogHeaderBuilder builder = new CogHeaderBuilder()) {
      builder.addTask(task.topOverviews());
      if (zarr != null) {
        List<byte[]> file = new ArrayList<>(task.full());
        file.addAll(builder.assemble(List.of(stored(task)), 0).chunks());
        return file;
      }
      PlannedTask planned = plan.layout().tasks().get(0);
      TaskTileLengths lengths = new TaskTileLengths(task.tileLengths(), task.maskLengths());
      TileOffsets tileOffsets = new TileOffsets(layout, isMasked());
      long position = builder.putUpper(tileOffsets);
      position = tileOffsets.putOverviews(position, planned, lengths);
      tileOffsets.putLevel(position, planned, 0, lengths);
      List<byte[]> file = new ArrayList<>();
      file.addAll(builder.chunks(tileOffsets, Collections.singletonList(task.bandStatistics())));
      file.addAll(task.overviews());
      file.addAll(task.full());
      return file;
    }
  }

  private final class CogHeaderBuilder implements HeaderBuilder {
    private final UpperTiles upperTiles = new UpperTiles(layout, isMasked());

    /** {@code null} where no level lies above those of the metatiles. */
    private final UpperTileBuilder builder =
        layout.levels() - 1 > layout.metatileLevels()
            ? new UpperTileBuilder(plan, layout, upperTiles)
            : null;

    private int next;

    @Override
    public void addTask(List<byte[]> topOverviews) {
      List<Integer> metatiles = plan.layout().tasks().get(next++).metatiles();
      for (int i = 0; builder != null && i < metatiles.size(); i++) {
        builder.add(metatiles.get(i), topOverviews.get(i));
      }
    }

    private void finishUpper() {
      if (builder != null) {
        builder.finish();
      }
    }

    private byte[] write(
        TileOffsets tileOffsets, List<List<PartialBandStatistics>> taskStatistics) {
      return header.write(tileOffsets.images, tileOffsets.masks, statistics(taskStatistics));
    }

    /** Ends the upper levels and puts them behind the header; returns where they end. */
    private long putUpper(TileOffsets tileOffsets) {
      finishUpper();
      return tileOffsets.putUpper(header.bytes(), upperTiles);
    }

    @Override
    public AssembledHeader assemble(List<StoredTask> tasks, long leastBytes) {
      List<List<PartialBandStatistics>> statistics =
          tasks.stream().map(StoredTask::bandStatistics).toList();
      if (zarr != null) {
        finishUpper();
        return zarr.assemble(tasks, upperTiles, offsets -> write(offsets, statistics));
      }
      TileOffsets tileOffsets = new TileOffsets(layout, isMasked());
      long bytes = putUpper(tileOffsets);
      long partBytes = Math.max(leastBytes, bytes);
      long position = partBytes;
      for (StoredTask task : tasks) {
        tileOffsets.putOverviews(position, planned(task), lengths(task));
        position += task.overviews().bytes();
      }
      for (StoredTask task : tasks) {
        tileOffsets.putLevel(position, planned(task), 0, lengths(task));
        position += task.fullResolution().bytes();
      }
      return new AssembledHeader(chunks(tileOffsets, statistics), bytes, partBytes, position);
    }

    private List<byte[]> chunks(
        TileOffsets tileOffsets, List<List<PartialBandStatistics>> taskStatistics) {
      byte[] first = write(tileOffsets, taskStatistics);
      List<byte[]> upper = upperTiles.inFileOrder();
      return new AbstractList<>() {
        @Override
        public byte[] get(int index) {
          return index == 0 ? first : upper.get(index - 1);
        }

        @Override
        public int size() {
          return 1 + upper.size();
        }
      };
    }

    @Override
    public void close() {
      if (builder != null) {
        builder.close();
      }
      upperTiles.close();
    }
  }

  /** Returns a task that begins the file. */
  private static StoredTask stored(RenderedTask task) {
    long bytes = task.full().stream().mapToLong(chunk -> chunk.length).sum();
    return new StoredTask(
        0,
        null,
        new StoredPart(0, "", bytes, ""),
        task.tileLengths(),
        task.maskLengths(),
        task.scenes(),
        "",
        task.bandStatistics(),
        task.shardChecksums());
  }

  private PlannedTask planned(StoredTask task) {
    return plan.layout().tasks().get(task.index());
  }

  private static TaskTileLengths lengths(StoredTask task) {
    return new TaskTileLengths(task.tileLengths(), task.maskLengths());
  }

  private boolean isMasked() {
    return plan.bands().mask() == OutputMask.INTERNAL;
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
}
