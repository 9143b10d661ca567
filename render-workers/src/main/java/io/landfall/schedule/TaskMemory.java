package io.landfall.schedule;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Resampling;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.plan.PlannedScene;
import java.util.Optional;

/**
 * How much memory a task takes on its worker, by the plan alone: what {@link
 * io.landfall.raster.cog.TaskRenderer} holds of pixels, which it computes in doubles, and what the
 * task compresses to. Decoded blocks of sources are in a cache apart from that, one for all tasks.
 */
public final class TaskMemory {
  /** A pixel of a band while it is computed. */
  private static final int SAMPLE = Double.BYTES;

  /** Buffers for source windows are made larger than asked for, so that the next one fits. */
  private static final double BUFFER_FACTOR = 1.25;

  /** A rectangle of the output leans in its source. */
  private static final double SHEAR_FACTOR = 1.2;

  /** Pixels of one window of a band, as of {@code WindowLimits} in the package of mosaics. */
  static final long WINDOW_PIXELS = 4L << 20;

  /** Samples of all windows over a tile; what needs more is read in parts. */
  static final long WINDOW_SAMPLES = 16L << 20;

  /** Values that are kept where scenes are gone through one by one. */
  static final long KEPT_VALUES = 4L << 20;

  /** Values that are kept where pixels are made of all scenes. */
  static final long COMPOSITE_VALUES = 8L << 20;

  /** Column and row in the source. */
  private static final int NUMBERS_ON_TERRAIN = 2;

  /** Scenes that are open over one tile, as long as there is room for their windows. */
  private static final int OPEN_SCENES = 2;

  /** What each task takes for itself, however small. */
  private static final long BASE_BYTES = 4L << 20;

  private TaskMemory() {}

  /** Returns the expected need of one task of {@code plan}, in bytes. */
  public static long bytes(ExportPlan plan) {
    return (long) (outputBytes(plan) + windowBytes(plan));
  }

  /** Windows of sources apart. */
  private static double outputBytes(ExportPlan plan) {
    return BASE_BYTES
        + compressedBytes(plan)
        + overviewBytes(plan)
        + encoderBytes(plan)
        + toolBytes(plan)
        + provenanceBytes(plan);
  }

  /**
   * Tells why no task of {@code plan} is to be tried in a heap of so many bytes: it would end the
   * node, and the next one that tries, instead of the export. Windows of sources do not count:
   * overviews, or an area that is a small part of the scenes, may make them much smaller than is
   * expected.
   */
  public static Optional<ExportFailure> refusal(ExportPlan plan, long heapBytes) {
    long needed = (long) outputBytes(plan);
    return needed <= heapBytes
        ? Optional.empty()
        : Optional.of(
            new ExportFailure(
                ErrorCode.EXPORT_TOO_LARGE,
                "A task of this export takes %d MiB of memory at least, more than the whole heap of %d MiB of a worker. Give workers a larger heap and retry it, or ask for smaller tiles (blockSize) or fewer bands."
                    .formatted(needed >> 20, heapBytes >> 20)));
  }

  private static double compressedBytes(ExportPlan plan) {
    var layout = plan.layout();
    return (double) layout.estimatedBytes() / Math.max(1, layout.tasks().size());
  }

  private static double tilePixels(ExportPlan plan) {
    return (double) plan.format().blockSize() * plan.format().blockSize();
  }

  /** One tile a level where rows are gathered as they come, else the four below each. */
  private static double overviewBytes(ExportPlan plan) {
    Resampling way = plan.format().overviewResampling();
    int levels = plan.layout().metatileLevels();
    boolean byRows = way == Resampling.NEAREST || way == Resampling.AVERAGE;
    double tiles = byRows ? levels : levels == 0 ? 0 : 3.0 * levels + 6;
    return tiles * tilePixels(plan) * plan.bands().count() * SAMPLE;
  }

  /**
   * A tile as it stands in the file, and compressed, with a bit a pixel for its mask; where a
   * library compresses samples, that has them once more, and the tiles of overviews are there
   * twice.
   */
  private static double encoderBytes(ExportPlan plan) {
    double mask = plan.bands().mask() == OutputMask.INTERNAL ? 1.0 / Byte.SIZE : 0;
    return (plan.format().isOfSamples() ? 6 : 2)
        * tilePixels(plan)
        * (plan.bands().bytesPerPixel() + mask);
  }

  private static double windowBytes(ExportPlan plan) {
    if (plan.scenes().isEmpty()) {
      return 0;
    }
    int bands = plan.effectiveInputGroups().stream().mapToInt(inputs -> inputs.size()).sum();
    double pixels = tilePixels(plan) * SHEAR_FACTOR * sourcePixelsPerPixel(plan);
    if (plan.scenes().size() == 1) {
      pixels = Math.min(pixels, WINDOW_PIXELS);
    }
    double samples = Math.min(OPEN_SCENES, plan.scenes().size()) * bands * pixels;
    double held = Math.min(samples, WINDOW_SAMPLES) * BUFFER_FACTOR;
    double kept =
        plan.composite() != null ? COMPOSITE_VALUES : samples > WINDOW_SAMPLES ? KEPT_VALUES : 0;
    return (held + kept) * SAMPLE + terrainBytes(plan);
  }

  /** On terrain each pixel has a position of its own. */
  private static double terrainBytes(ExportPlan plan) {
    boolean isOnTerrain =
        plan.scenes().stream()
            .flatMap(scene -> scene.bands().stream())
            .anyMatch(band -> band != null && band.geometry().terrain() != null);
    return isOnTerrain ? NUMBERS_ON_TERRAIN * tilePixels(plan) * SAMPLE : 0;
  }

  /**
   * Returns how many source pixels there are to one of the output, by the densest scene: overviews,
   * which the plan does not know, make it fewer.
   */
  private static double sourcePixelsPerPixel(ExportPlan plan) {
    double most = 0;
    for (PlannedScene scene : plan.scenes()) {
      double densest =
          scene.bands().stream()
              .filter(band -> band != null)
              .mapToDouble(band -> (double) band.geometry().width() * band.geometry().height())
              .max()
              .orElse(0);
      most = Math.max(most, densest);
    }
    double output = (double) plan.grid().width() * plan.grid().height();
    return Math.max(0.1, plan.scenes().size() * most / output);
  }

  /** Of scene numbers four decoded tiles and the one above them, and a tile as it is encoded. */
  private static double provenanceBytes(ExportPlan plan) {
    return plan.provenance() ? 6 * tilePixels(plan) * SAMPLE : 0;
  }

  /** Tools that look around take a whole tile with its surroundings, and room to compute in. */
  private static double toolBytes(ExportPlan plan) {
    return plan.tool().usesAlgebra() ? 4 * tilePixels(plan) * SAMPLE : 0;
  }
}
