package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * {@link InputRows} of scenes whose windows are too many to hold at once: goes through the scenes
 * one after the other, each over many rows, and keeps the values that they give.
 */
final class SceneBySceneRows implements InputRows {
  private final WarpContext context;
  private final List<SceneInput> scenes;
  private final int[] inputs;
  private final PixelRect area;
  private final WantedPixels wanted;
  private PixelRect done;
  private double[][] values;
  private boolean[] open;
  private boolean[] given;
  private int[] givenBy; // where somebody asks
  private int left;

  /**
   * Takes scenes, the top one first.
   *
   * @param inputs of the group
   * @param wanted pixels of the rectangle
   */
  SceneBySceneRows(
      WarpContext context,
      List<SceneInput> scenes,
      int[] inputs,
      PixelRect area,
      WantedPixels wanted) {
    this.context = context;
    this.scenes = scenes;
    this.inputs = inputs;
    this.area = area;
    this.wanted = wanted;
  }

  @Override
  public int fill(
      int row,
      int from,
      int count,
      boolean[] openPixels,
      double[][] in,
      BitSet contributed,
      int[] numbers) {
    if (done == null || area.y0() + row >= done.y1()) {
      int y0 = area.y0() + row;
      int y1 = Math.min(area.y1(), y0 + WindowLimits.rowsAtOnce(area, in.length));
      done = PixelRect.between(area.x0(), y0, area.x1(), y1);
      givenBy = numbers == null ? null : new int[(int) done.pixels()];
      goThroughScenes(row, in.length, contributed);
    }
    int at = done.index(area.x0() + from, area.y0() + row);
    for (int input : inputs) {
      System.arraycopy(values[input], at, in[input], 0, count);
    }
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (openPixels[i] && given[at + i]) {
        openPixels[i] = false;
        found++;
        if (numbers != null) {
          numbers[i] = givenBy[at + i];
        }
      }
    }
    return found;
  }

  private void goThroughScenes(int firstRow, int inputCount, BitSet contributed) {
    int pixels = (int) done.pixels();
    if (values == null) {
      values = new double[inputCount][];
      for (int input : inputs) {
        values[input] = new double[pixels];
      }
    }
    for (int input : inputs) {
      Arrays.fill(values[input], Double.NaN);
    }
    given = new boolean[pixels];
    openWanted(firstRow);
    double[][] row = new double[inputCount][];
    for (int input : inputs) {
      row[input] = new double[area.width()];
    }
    for (int s = 0; s < scenes.size() && left > 0; s++) {
      int before = left;
      context.touched().add(scenes.get(s));
      ScenePatch patch = new ScenePatch(context, scenes.get(s), done);
      takeFrom(patch, row, scenes.get(s).index() + 1);
      patch.close();
      if (left < before) {
        contributed.set(scenes.get(s).index());
      }
    }
  }

  private void openWanted(int firstRow) {
    open = new boolean[(int) done.pixels()];
    boolean[] row = new boolean[area.width()];
    left = 0;
    for (int y = 0; y < done.height(); y++) {
      left += wanted.fill(firstRow + y, row);
      System.arraycopy(row, 0, open, y * row.length, row.length);
    }
  }

  private void takeFrom(ScenePatch patch, double[][] row, int number) {
    for (int y = 0; y < done.height() && patch.isIntersected(); y++) {
      int start = y * area.width();
      int end = start + area.width();
      int first = start;
      while (first < end && !open[first]) {
        first++;
      }
      while (end > first && !open[end - 1]) {
        end--;
      }
      if (first < end && patch.row(y, first - start, end - first, row) != Coverage.NONE) {
        merge(first, end, row, number);
      }
    }
  }

  /** Takes what is valid in all bands into the pixels that are still open. */
  private void merge(int first, int end, double[][] row, int number) {
    for (int at = first; at < end; at++) {
      if (!open[at]) {
        continue;
      }
      double sum = 0;
      for (int input : inputs) {
        sum += row[input][at - first]; // NaN in any band makes NaN
      }
      if (sum == sum) {
        for (int input : inputs) {
          values[input][at] = row[input][at - first];
        }
        open[at] = false;
        given[at] = true;
        if (givenBy != null) {
          givenBy[at] = number;
        }
        left--;
      }
    }
  }

  @Override
  public void close() {
    // each scene is closed when it is done with
  }
}
