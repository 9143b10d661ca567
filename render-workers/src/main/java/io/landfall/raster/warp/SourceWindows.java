package io.landfall.raster.warp;

import io.landfall.model.Rescaling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.ReadAhead;
import io.landfall.raster.WindowBlocks;
import io.landfall.raster.warp.kernel.SourceWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads source windows, their values rescaled, into buffers of a {@link WarpContext}. */
final class SourceWindows {
  /** Decoded blocks that are held for one window. */
  private static final long MOST_BYTES_AHEAD = 16L << 20;

  private SourceWindows() {}

  /** Reads a rectangle of a level of each band of a group, into buffers of the context. */
  static SourceWindow read(
      WarpContext context, SceneInput.BandGroup group, Sampling sampling, PixelRect rect) {
    double[][] samples = new double[group.bands().size()][];
    Arrays.setAll(samples, i -> context.buffers().take(Math.toIntExact(rect.pixels())));
    boolean[] clean = new boolean[group.files().size()];
    WindowBlocks[] blocks = new WindowBlocks[clean.length];
    Arrays.setAll(blocks, i -> blocks(context, group.files().get(i), sampling, rect));
    long ahead = takeAhead(context.helpers(), blocks);
    try {
      if (ahead > 0) {
        loadAhead(context.helpers(), blocks);
      }
      context
          .helpers()
          .run(
              clean.length,
              i -> {
                FileGroup file = group.files().get(i);
                double[][] own = new double[file.members().length][];
                Arrays.setAll(own, member -> samples[file.members()[member]]);
                clean[i] = copy(group, file, blocks[i], rect, own);
              });
    } finally {
      context.helpers().ahead().giveBack(ahead);
    }
    boolean all = true;
    for (boolean one : clean) {
      all &= one;
    }
    return new SourceWindow(rect, sampling.image(), all, samples);
  }

  /** Reads a rectangle likewise of those bands of a group that are in one file. */
  static SourceWindow read(
      WarpContext context,
      SceneInput.BandGroup group,
      FileGroup file,
      Sampling sampling,
      PixelRect rect) {
    List<ReadAhead.BlockWindow> windows = new ArrayList<>();
    addWindow(context, file, sampling, rect, windows);
    context.ahead().need(windows);
    double[][] samples = new double[file.members().length][];
    Arrays.setAll(samples, i -> context.buffers().take(Math.toIntExact(rect.pixels())));
    boolean clean = copy(group, file, blocks(context, file, sampling, rect), rect, samples);
    return new SourceWindow(rect, sampling.image(), clean, samples);
  }

  /** Adds a rectangle of a level of a file, if that is fetched ahead. */
  static void addWindow(
      WarpContext context,
      FileGroup file,
      Sampling sampling,
      PixelRect rect,
      List<ReadAhead.BlockWindow> windows) {
    if (context.ahead().fetches(file.file())) {
      RasterFile raster = context.sources().open(file.file());
      windows.add(new ReadAhead.BlockWindow(raster, sampling.level(), rect));
    }
  }

  private static WindowBlocks blocks(
      WarpContext context, FileGroup file, Sampling sampling, PixelRect rect) {
    return WindowBlocks.of(
        context.sources().open(file.file()), context.cache(), sampling.level(), file.bands(), rect);
  }

  /** Takes the memory of the blocks of all files; 0: they are not to be held all at once. */
  private static long takeAhead(ReadHelpers helpers, WindowBlocks[] files) {
    long bytes = 0;
    for (WindowBlocks file : files) {
      bytes += file.bytes();
    }
    boolean isTaken =
        helpers.areThere() && bytes <= MOST_BYTES_AHEAD && helpers.ahead().tryTake(bytes);
    return isTaken ? bytes : 0;
  }

  /** Shares the blocks of all files with helpers. */
  private static void loadAhead(ReadHelpers helpers, WindowBlocks[] files) {
    int count = 0;
    for (WindowBlocks file : files) {
      count += file.count();
    }
    WindowBlocks[] ofBlock = new WindowBlocks[count];
    int[] indices = new int[count];
    int block = 0;
    for (WindowBlocks file : files) {
      for (int i = 0; i < file.count(); i++, block++) {
        ofBlock[block] = file;
        indices[block] = i;
      }
    }
    helpers.run(count, i -> ofBlock[i].load(indices[i]));
  }

  /** Copies into arrays, one a band of the file; returns whether all has data. */
  private static boolean copy(
      SceneInput.BandGroup group,
      FileGroup file,
      WindowBlocks blocks,
      PixelRect rect,
      double[][] samples) {
    boolean clean = blocks.copy(samples);
    for (int i = 0; i < samples.length; i++) {
      var rescaling = group.bands().get(file.members()[i]).rescaling();
      rescale(rescaling, samples[i], (int) rect.pixels());
    }
    return clean;
  }

  private static void rescale(Rescaling rescaling, double[] samples, int count) {
    for (int i = 0; rescaling != null && i < count; i++) {
      samples[i] = samples[i] * rescaling.scale() + rescaling.offset();
    }
  }

  /** Gives the samples back to where they are from; they are not to be used any more. */
  static void release(WarpContext context, SourceWindow window) {
    for (double[] band : window.samples()) {
      context.buffers().release(band);
    }
  }
}
