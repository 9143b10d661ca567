package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** {@link InputRows} of scenes that are open all at once: the pixels of a row stay in the cache. */
final class InputGroupRows implements InputRows {
  private final WarpContext context;
  private final List<SceneInput> scenes;
  private final ScenePatch[] patches;
  private final int[] inputs;
  private final PixelRect area;
  private double[][] spareRows;
  private boolean[] wasOpen;

  /**
   * Takes scenes, the top one first.
   *
   * @param inputs of the group
   */
  InputGroupRows(WarpContext context, List<SceneInput> scenes, int[] inputs, PixelRect area) {
    this.context = context;
    this.scenes = scenes;
    this.patches = new ScenePatch[scenes.size()];
    this.inputs = inputs;
    this.area = area;
  }

  @Override
  public int fill(
      int row,
      int from,
      int count,
      boolean[] open,
      double[][] in,
      BitSet contributed,
      int[] numbers) {
    int wanted = 0;
    for (int i = 0; i < count; i++) {
      wanted += open[i] ? 1 : 0;
    }
    int given = 0;
    boolean first = true;
    for (int s = 0; s < patches.length && given < wanted; s++) {
      if (patches[s] == null) {
        context.touched().add(scenes.get(s));
        patches[s] = new ScenePatch(context, scenes.get(s), area);
      }
      if (!patches[s].isIntersected()) {
        continue;
      }
      int before = given;
      noteOpen(open, count, numbers);
      if (first) {
        Coverage coverage = patches[s].row(row, from, count, in);
        first = coverage == Coverage.NONE;
        given = take(coverage, open, count, wanted, in);
      } else {
        int left = firstOpen(open);
        int length = lastOpen(open, count) + 1 - left;
        double[][] values = spareRows(in.length);
        if (patches[s].row(row, from + left, length, values) != Coverage.NONE) {
          given += merge(open, left, length, values, in);
        }
      }
      if (given > before) {
        contributed.set(scenes.get(s).index());
        noteGiven(scenes.get(s), open, count, numbers);
      }
    }
    if (first) {
      for (int input : inputs) {
        Arrays.fill(in[input], 0, count, Double.NaN);
      }
    }
    return given;
  }

  private void noteOpen(boolean[] open, int count, int[] numbers) {
    if (numbers != null) {
      wasOpen = wasOpen == null ? new boolean[area.width()] : wasOpen;
      System.arraycopy(open, 0, wasOpen, 0, count);
    }
  }

  private void noteGiven(SceneInput scene, boolean[] open, int count, int[] numbers) {
    for (int i = 0; numbers != null && i < count; i++) {
      if (wasOpen[i] && !open[i]) {
        numbers[i] = scene.index() + 1;
      }
    }
  }

  private double[][] spareRows(int count) {
    if (spareRows == null) {
      spareRows = new double[count][];
      for (int input : inputs) {
        spareRows[input] = new double[area.width()];
      }
    }
    return spareRows;
  }

  private static int firstOpen(boolean[] open) {
    int i = 0;
    while (!open[i]) {
      i++;
    }
    return i;
  }

  private static int lastOpen(boolean[] open, int count) {
    int i = count - 1;
    while (!open[i]) {
      i--;
    }
    return i;
  }

  private int take(Coverage coverage, boolean[] open, int count, int wanted, double[][] in) {
    return switch (coverage) {
      case NONE -> 0;
      case SOME -> keep(open, count, in);
      case ALL -> {
        Arrays.fill(open, 0, count, false);
        yield wanted;
      }
    };
  }

  /** Keeps what the first scene gave, where all its bands have data. */
  private int keep(boolean[] open, int count, double[][] in) {
    int given = 0;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int input : inputs) {
        sum += in[input][i]; // NaN in any band makes NaN
      }
      if (sum == sum) {
        given += open[i] ? 1 : 0;
        open[i] = false;
      } else {
        for (int input : inputs) {
          in[input][i] = Double.NaN;
        }
      }
    }
    return given;
  }

  /** Takes what is valid in all bands into the pixels that are still open. */
  private int merge(boolean[] open, int left, int count, double[][] values, double[][] in) {
    int given = 0;
    for (int i = 0; i < count; i++) {
      if (!open[left + i]) {
        continue;
      }
      double sum = 0;
      for (int input : inputs) {
        sum += values[input][i];
      }
      if (sum == sum) {
        for (int input : inputs) {
          in[input][left + i] = values[input][i];
        }
        open[left + i] = false;
        given++;
      }
    }
    return given;
  }

  @Override
  public void close() {
    for (ScenePatch patch : patches) {
      if (patch != null) {
        patch.close();
      }
    }
  }
}
