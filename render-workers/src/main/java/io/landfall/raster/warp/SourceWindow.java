package io.landfall.raster.warp;

import io.landfall.model.Rescaling;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.WindowReader;
import java.util.Arrays;

/**
 * A rectangle of some bands of a source that share one geometry, decoded: {@code samples[band]}
 * holds a value for each of its pixels, row-major, no-data NaN, and may be longer.
 *
 * @param rect in pixels of the image
 * @param image size of the level that it is of
 * @param clean whether no sample is NaN
 */
record SourceWindow(PixelRect rect, RasterInfo.Size image, boolean clean, double[][] samples) {

  /** Takes an image that is there as a whole. */
  static SourceWindow whole(RasterInfo.Size image, boolean clean, double[][] samples) {
    PixelRect all = new PixelRect(0, 0, image.width(), image.height());
    return new SourceWindow(all, image, clean, samples);
  }

  /** Reads a rectangle of a level of each band of a group, into buffers of the context. */
  static SourceWindow read(
      WarpContext context, SceneInput.BandGroup group, Sampling sampling, PixelRect rect) {
    double[][] samples = new double[group.bands().size()][];
    boolean clean = true;
    for (int i = 0; i < samples.length; i++) {
      samples[i] = context.buffers().take(Math.toIntExact(rect.pixels()));
    }
    for (FileGroup file : group.files()) {
      double[][] into = new double[file.members().length][];
      Arrays.setAll(into, i -> samples[file.members()[i]]);
      clean &=
          WindowReader.readWindow(
              context.sources().open(file.file()),
              context.cache(),
              sampling.level(),
              file.bands(),
              rect,
              into);
    }
    for (int i = 0; i < samples.length; i++) {
      rescale(group.bands().get(i).rescaling(), samples[i], (int) rect.pixels());
    }
    return new SourceWindow(rect, sampling.image(), clean, samples);
  }

  private static void rescale(Rescaling rescaling, double[] samples, int count) {
    for (int i = 0; rescaling != null && i < count; i++) {
      samples[i] = samples[i] * rescaling.scale() + rescaling.offset();
    }
  }

  /** Tells whether a band has no data at all here, as in the collar of a scene. */
  boolean hasBlankBand() {
    for (int band = 0; !clean && band < samples.length; band++) {
      double[] values = samples[band];
      int i = 0;
      while (i < rect.pixels() && values[i] != values[i]) {
        i++;
      }
      if (i == rect.pixels()) {
        return true;
      }
    }
    return false;
  }

  /** Gives the samples back to where they are from; they are not to be used any more. */
  void release(WindowBuffers buffers) {
    for (double[] band : samples) {
      buffers.release(band);
    }
  }
}
