package io.landfall.render;

import io.landfall.model.ExportPlan;

/** How much memory a run takes while it is rendered and uploaded. */
final class RunNeed {
  private RunNeed() {}

  /** Returns the expected need of one run of {@code plan}, in bytes. */
  static long bytes(ExportPlan plan) {
    return 64L << 20;
  }
}
