package io.landfall.estimate;

import io.landfall.model.plan.ExportPlan;

/** How much there is to do for a plan. */
final class PlanSize {
  private PlanSize() {}

  /** Returns the pixels of the whole grid. */
  static double pixels(ExportPlan plan) {
    return (double) plan.grid().width() * plan.grid().height();
  }

  /** Returns the pixels of the tiles that hold anything. */
  static double touchedPixels(ExportPlan plan) {
    double block = plan.format().blockSize();
    return Math.min(pixels(plan), plan.layout().tilesTotal() * block * block);
  }

  /** Returns what these take uncompressed, in bytes. */
  static double rawBytes(ExportPlan plan) {
    return touchedPixels(plan) * plan.bands().bytesPerPixel();
  }

  /** Returns the values in these, in millions: a pixel has one a band. */
  static double megaSamples(ExportPlan plan) {
    return touchedPixels(plan) * plan.bands().samplesPerPixel() / 1e6;
  }
}
