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
    boolean clean = true;
    for (FileGroup file : group.files()) {
      SourceWindow window = read(context, group, file, sampling, rect);
      for (int i = 0; i < window.samples().length; i++) {
        samples[file.members()[i]] = window.samples()[i];
      }
      clean &= window.clean();
    }
    return new SourceWindow(rect, sampling.image(), clean, samples);
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
    return new SourceWindow(rect, sampling.image(), clean, samples);
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
