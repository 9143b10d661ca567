package io.landfall.worker;

/** Which part of the upload holds what: header, then all overviews, then all full resolution. */
final class PartNumbers {
  static final int HEADER = 1;

  private PartNumbers() {}

  static int overviews(int task) {
    return 2 + task;
  }

  static int full(int task, int tasks) {
    return 2 + tasks + task;
  }
}
