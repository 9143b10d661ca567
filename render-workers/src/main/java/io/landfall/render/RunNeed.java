package io.landfall.render;

import io.landfall.model.ExportPlan;
import io.landfall.model.PlannedScene;
import io.landfall.model.Resampling;
import io.landfall.model.Tool;

/**
 * How much memory a run takes on its worker, as told by the plan alone: what {@link
 * io.landfall.raster.RunRenderer} holds of pixels, which it computes in doubles, and what the run
 * packs to. Decoded blocks of sources are in a cache beside that, one for all runs.
 */
final class RunNeed {
  /** A pixel of a band while it is computed. */
  private static final int SAMPLE = Double.BYTES;

  /** Buffers for source windows are made larger than asked for, so that the next one fits. */
  private static final double SPARE = 1.25;

  /** A rectangle of the output leans in its source. */
  private static final double LEANING = 1.2;

  /** Windows of more pixels are read in pieces. */
  private static final double LARGEST_WINDOW = 4 << 20;

  /** Scenes that are open over one tile. */
  private static final int OPEN_SCENES = 2;

  /** What each run takes for itself, however small. */
  private static final long LEAST = 4L << 20;

  private RunNeed() {}

  /** Returns the expected need of one run of {@code plan}, in bytes. */
  static long bytes(ExportPlan plan) {
    return (long)
        (LEAST + packed(plan) + overviews(plan) + packer(plan) + windows(plan) + tool(plan));
  }

  private static double packed(ExportPlan plan) {
    var layout = plan.layout();
    return (double) layout.estimatedBytes() / Math.max(1, layout.runs().size());
  }

  private static double tile(ExportPlan plan) {
    return (double) plan.format().blockSize() * plan.format().blockSize();
  }

  /** One tile a level where rows are gathered as they come, else the four below each. */
  private static double overviews(ExportPlan plan) {
    Resampling way = plan.format().overviewResampling();
    int levels = plan.layout().unitLevels();
    boolean byRows = way == Resampling.NEAREST || way == Resampling.AVERAGE;
    double tiles = byRows ? levels : levels == 0 ? 0 : 3.0 * levels + 6;
    return tiles * tile(plan) * plan.bands().count() * SAMPLE;
  }

  /** A tile as it stands in the file, and as it is packed. */
  private static double packer(ExportPlan plan) {
    return 2 * tile(plan) * plan.bands().bytesPerPixel();
  }

  private static double windows(ExportPlan plan) {
    if (plan.scenes().isEmpty()) {
      return 0;
    }
    int bands = plan.inputLayers().stream().mapToInt(inputs -> inputs.size()).sum();
    double pixels =
        Math.min(LARGEST_WINDOW, tile(plan) * LEANING * Math.max(0.1, sourcePixelsPerPixel(plan)));
    return Math.min(OPEN_SCENES, plan.scenes().size()) * bands * pixels * SPARE * SAMPLE;
  }

  /** Returns how many source pixels there are to one of the output, by the densest scene. */
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
    return Math.min(4, plan.scenes().size() * most / output); // above that overviews are read
  }

  /** Tools that look around take a whole tile with its surroundings, and room to compute in. */
  private static double tool(ExportPlan plan) {
    return computes(plan.tool()) ? 4 * tile(plan) * SAMPLE : 0;
  }

  private static boolean computes(Tool tool) {
    return tool instanceof Tool.Algebra
        || tool instanceof Tool.Chain chain && chain.steps().stream().anyMatch(RunNeed::computes);
  }
}
