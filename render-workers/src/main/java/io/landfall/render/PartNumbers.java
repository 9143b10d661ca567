package io.landfall.render;

/** Which part of the upload holds what: header, then all overviews, then all full resolution. */
final class PartNumbers {
  static final int HEADER = 1;

  private PartNumbers() {}

  static int overviews(int run) {
    return 2 + run;
  }

  static int full(int run, int runs) {
    return 2 + runs + run;
  }
}
