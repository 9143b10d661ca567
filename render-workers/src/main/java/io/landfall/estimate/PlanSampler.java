package io.landfall.estimate;

import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.OutputFormat;
import io.landfall.plan.InterruptibleSources;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterSources;
import io.landfall.raster.cog.CogAssembler;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.raster.cog.TaskRenderer;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.image.JpegWriter;
import io.landfall.raster.image.PixelRows;
import io.landfall.raster.image.PngWriter;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.raster.tileset.MapTileGrid;
import io.landfall.raster.tileset.TileSetWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Renders and encodes some parts of an output as the export would, and looks what they take. One
 * plan at a time takes the memory of a window of 512 pixels a side, with what it reads.
 */
public final class PlanSampler {
  /** Blocks of sources that windows beside each other share; they go with the estimate. */
  private static final long CACHE_BYTES = 32L << 20;

  private final RasterSources sources;
  private final CoordinateTransforms transforms;

  /** Makes one that reads scenes from {@code sources}. */
  public PlanSampler(RasterSources sources, CoordinateTransforms transforms) {
    this.sources = sources;
    this.transforms = transforms;
  }

  /** What one window came to. */
  private record WindowResult(
      long pixels, long bytes, long imageBytes, long renderNanos, long imageNanos) {}

  /**
   * Samples a plan.
   *
   * @param budget no further window is begun after it, and one that takes twice as long is given up
   * @param checkWanted throws when nobody waits any more
   * @throws io.landfall.model.ExportFailure what would end the export: a source cannot be read
   */
  EncodedSample sample(ExportPlan plan, Duration budget, Runnable checkWanted) {
    long start = System.nanoTime();
    var windows = new SampleWindows(plan);
    List<PixelRect> chosen = windows.choose();
    Runnable check =
        () -> {
          checkWanted.run();
          if (System.nanoTime() - start > 2 * budget.toNanos()) {
            throw new CancellationException("A part of the output takes too long");
          }
        };
    var checked = new InterruptibleSources(sources, check);
    var cache = new BlockCache(CACHE_BYTES);
    List<WindowResult> results = new ArrayList<>();
    try {
      for (PixelRect window : chosen) {
        if (!results.isEmpty() && System.nanoTime() - start > budget.toNanos()) {
          break;
        }
        results.add(render(windows.plan(window), plan.format(), checked, cache, check));
      }
    } catch (CancellationException tooSlow) {
      // what was done in time counts
    }
    boolean isComplete = results.size() == chosen.size() && windows.isAll(chosen);
    if (results.isEmpty()) {
      return chosen.isEmpty()
          ? EncodedSample.NONE
          : EncodedSample.givenUp((double) (System.nanoTime() - start) / chosen.get(0).pixels());
    }
    return summary(results, isComplete);
  }

  private WindowResult render(
      ExportPlan window,
      OutputFormat format,
      RasterSources checked,
      BlockCache cache,
      Runnable check) {
    long start = System.nanoTime();
    RenderedTask task =
        new TaskRenderer(window, checked, transforms, cache)
            .render(window.layout().tasks().get(0), done -> check.run());
    long rendered = System.nanoTime();
    long bytes = task.full().stream().mapToLong(tile -> tile.length).sum();
    long imageBytes = format.type().isPicture() ? imageBytes(window, task, format) : 0;
    return new WindowResult(
        (long) window.grid().width() * window.grid().height(),
        bytes,
        imageBytes,
        rendered - start,
        System.nanoTime() - rendered);
  }

  private long imageBytes(ExportPlan window, RenderedTask task, OutputFormat format) {
    boolean isGeographic = transforms.isGeographic(window.grid().epsg());
    var counter = new CountingOutput();
    try (TiffFile raster =
        TiffFile.open(new BytesInMemory(new CogAssembler(window, isGeographic).wholeFile(task)))) {
      if (format.type().isMapTiles()) {
        new TileSetWriter(
                raster,
                MapTileGrid.of(window.grid()),
                format.tileFormat(),
                (id, zoom, column, row, image) -> counter.write(image),
                Runnable::run,
                tiles -> {})
            .write();
      } else if (format.type() == OutputFormat.FileFormat.PNG) {
        PngWriter.write(PixelRows.of(raster), counter, rows -> {});
      } else {
        JpegWriter.write(
            PixelRows.of(raster),
            JpegWriter.quality(window.format().quality()),
            counter,
            rows -> {});
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return counter.bytes;
  }

  private static EncodedSample summary(List<WindowResult> results, boolean isComplete) {
    long pixels = results.stream().mapToLong(WindowResult::pixels).sum();
    long bytes = results.stream().mapToLong(WindowResult::bytes).sum();
    double mean = (double) bytes / pixels;
    double variance =
        results.stream()
            .mapToDouble(one -> Math.pow((double) one.bytes() / one.pixels() - mean, 2))
            .average()
            .orElse(0);
    return new EncodedSample(
        results.size(),
        pixels,
        bytes,
        results.stream().mapToLong(WindowResult::imageBytes).sum(),
        mean == 0 ? 0 : Math.sqrt(variance) / mean,
        (int) results.stream().filter(one -> one.bytes() > 0).count(),
        LineFit.lowerQuartile(
            results.stream()
                .mapToDouble(one -> (double) one.renderNanos() / one.pixels())
                .toArray()),
        LineFit.lowerQuartile(
            results.stream()
                .mapToDouble(one -> (double) one.imageNanos() / one.pixels())
                .toArray()),
        isComplete);
  }

  /** Counts what is written. */
  private static final class CountingOutput extends OutputStream {
    private long bytes;

    @Override
    public void write(int value) {
      bytes++;
    }

    @Override
    public void write(byte[] data, int at, int length) {
      bytes += length;
    }
  }
}
