package io.landfall.worker;

import io.landfall.model.plan.ExportPlan;

/**
 * Which part of the upload holds what: header, then all overviews, then all full resolution; of a
 * file of shards those of all tasks, then the header.
 */
final class PartNumbers {
  static final int HEADER = 1;

  private PartNumbers() {}

  /** Returns that of the header. */
  static int header(ExportPlan plan) {
    return isHeaderLast(plan) ? 2 + 2 * plan.layout().tasks().size() : HEADER;
  }

  /** Tells whether the directory stands at the end of the file. */
  static boolean isHeaderLast(ExportPlan plan) {
    return plan.format().type().isSharded();
  }

  static int overviews(int task) {
    return 2 + task;
  }

  static int full(int task, int tasks) {
    return 2 + tasks + task;
  }
}
