package io.landfall.raster.algebra;

import io.landfall.model.algebra.Neighborhood;
import java.util.ArrayList;
import java.util.List;

/**
 * The pixels of a neighborhood as runs of columns, row by row from the north.
 *
 * @param down rows from the centre, one a run
 * @param first columns from the centre, of the run's first pixel
 * @param last likewise of its last
 * @param size how many pixels there are
 */
record Spans(int[] down, int[] first, int[] last, int size) {

  /** Returns the pixels of a neighborhood that are within reach. */
  static Spans of(Halo radius, Neighborhood neighborhood) {
    List<int[]> runs = new ArrayList<>();
    int size = 0;
    for (int down = -radius.rows(); down <= radius.rows(); down++) {
      int[] run = null;
      for (int right = -radius.columns(); right <= radius.columns(); right++) {
        if (!neighborhood.contains(right, down)) {
          run = null;
        } else if (run == null) {
          run = new int[] {down, right, right};
          runs.add(run);
          size++;
        } else {
          run[2] = right;
          size++;
        }
      }
    }
    return new Spans(column(runs, 0), column(runs, 1), column(runs, 2), size);
  }

  int count() {
    return down.length;
  }

  private static int[] column(List<int[]> runs, int which) {
    return runs.stream().mapToInt(run -> run[which]).toArray();
  }
}
