package io.landfall.raster.warp;

import io.landfall.model.Rescaling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.WindowReader;
import io.landfall.raster.warp.kernel.SourceWindow;
import java.util.Arrays;

/** Reads source windows, their values rescaled, into buffers of a {@link WarpContext}. */
final class SourceWindows {
  private SourceWindows() {}

  /** Reads a rectangle of a level of each band of a group, into buffers of the context. */
  static SourceWindow read(
      WarpContext context, SceneInput.BandGroup group, Sampling sampling, PixelRect rect) {
    double[][] samples = new double[group.bands().size()][];
    Arrays.setAll(samples, i -> context.buffers().take(Math.toIntExact(rect.pixels())));
    boolean[] clean = new boolean[group.files().size()];
    context
        .helpers()
        .run(
            clean.length,
            i -> {
              FileGroup file = group.files().get(i);
              double[][] own = new double[file.members().length][];
              Arrays.setAll(own, member -> samples[file.members()[member]]);
              clean[i] = read(context, group, file, sampling, rect, own);
            });
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
    double[][] samples = new double[file.members().length][];
    Arrays.setAll(samples, i -> context.buffers().take(Math.toIntExact(rect.pixels())));
    boolean clean = read(context, group, file, sampling, rect, samples);
    return new SourceWindow(rect, sampling.image(), clean, samples);
  }

  /** Reads into arrays, one a band of the file; returns whether all has data. */
  private static boolean read(
      WarpContext context,
      SceneInput.BandGroup group,
      FileGroup file,
      Sampling sampling,
      PixelRect rect,
      double[][] samples) {
    boolean clean =
        WindowReader.readWindow(
            context.sources().open(file.file()),
            context.cache(),
            sampling.level(),
            file.bands(),
            rect,
            samples);
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
