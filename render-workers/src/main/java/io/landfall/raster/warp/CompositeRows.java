package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import io.landfall.raster.composite.PixelReduction;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * {@link InputRows} whose pixels are made of all scenes that have data there. Goes through the
 * scenes one after the other, each over as large a part of the rectangle as there is room for the
 * values that are to be kept, so that the number of scenes takes time and no memory.
 */
final class CompositeRows implements InputRows {
  private final WarpContext context;
  private final List<SceneInput> scenes;
  private final int[] inputs;
  private final int[] read;
  private final CompositeScore score;
  private final PixelReduction reduction;
  private final PixelRect area;
  private final WantedPixels wanted;
  private final long maxValues;
  private final double[][] row;
  private final double[][] toReduce;
  private PixelRect done;
  private double[][] values;
  private int[] givenBy; // where somebody asks

  /**
   * Takes scenes, the top one first.
   *
   * @param inputs of the group
   * @param wanted pixels of the rectangle
   * @param maxValues that are kept at a time, but for one pixel's
   */
  CompositeRows(
      WarpContext context,
      List<SceneInput> scenes,
      int[] inputs,
      MosaicInputs.CompositeInputs composite,
      PixelRect area,
      WantedPixels wanted,
      long maxValues) {
    this.context = context;
    this.scenes = scenes;
    this.inputs = inputs;
    this.score = composite.score() == null ? null : new CompositeScore(composite);
    this.read = score == null ? inputs : both(inputs, composite.scoreInputs());
    this.reduction = PixelReduction.of(composite.plan());
    this.area = area;
    this.wanted = wanted;
    this.maxValues = maxValues;
    this.row = new double[Arrays.stream(read).max().orElse(0) + 1][];
    for (int input : read) {
      row[input] = new double[area.width()];
    }
    this.toReduce = new double[inputs.length + (score == null ? 0 : 1)][];
    for (int i = 0; i < inputs.length; i++) {
      toReduce[i] = row[inputs[i]];
    }
  }

  private static int[] both(int[] first, int[] second) {
    int[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
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
      makeFrom(row, contributed, numbers != null);
    }
    int at = done.index(area.x0() + from, area.y0() + row);
    double[] first = values[0];
    int found = 0;
    for (int i = 0; i < inputs.length; i++) {
      System.arraycopy(values[i], at, in[inputs[i]], 0, count);
    }
    for (int i = 0; i < count; i++) {
      if (openPixels[i] && first[at + i] == first[at + i]) {
        openPixels[i] = false;
        found++;
        if (numbers != null) {
          numbers[i] = givenBy[at + i];
        }
      }
    }
    return found;
  }

  /** Makes as many rows as there is room for; of a row that is too much alone, piece by piece. */
  private void makeFrom(int firstRow, BitSet contributed, boolean withNumbers) {
    long ofPixel = reduction.valuesPerPixel(inputs.length, scenes.size()) + inputs.length;
    long pixels = Math.max(1, maxValues / ofPixel);
    int rows = (int) Math.max(1, Math.min(area.height() - firstRow, pixels / area.width()));
    int width = (int) Math.min(area.width(), pixels);
    int y0 = area.y0() + firstRow;
    done = PixelRect.between(area.x0(), y0, area.x1(), y0 + rows);
    if (values == null || values[0].length < done.pixels()) {
      values = new double[inputs.length][(int) done.pixels()];
    }
    givenBy = withNumbers ? new int[(int) done.pixels()] : null;
    boolean[] open = open(firstRow);
    for (int x0 = area.x0(); x0 < area.x1(); x0 += width) {
      int x1 = Math.min(area.x1(), x0 + width);
      makePart(PixelRect.between(x0, y0, x1, y0 + rows), open, contributed);
    }
  }

  private boolean[] open(int firstRow) {
    boolean[] open = new boolean[(int) done.pixels()];
    boolean[] ofRow = new boolean[area.width()];
    for (int y = 0; y < done.height(); y++) {
      wanted.fill(firstRow + y, ofRow);
      System.arraycopy(ofRow, 0, open, y * ofRow.length, ofRow.length);
    }
    return open;
  }

  private void makePart(PixelRect part, boolean[] open, BitSet contributed) {
    reduction.begin((int) part.pixels(), inputs.length, scenes.size());
    for (int scene = 0; scene < scenes.size(); scene++) {
      context.touched().add(scenes.get(scene));
      ScenePatch patch = new ScenePatch(context, scenes.get(scene), part);
      for (int y = part.y0(); y < part.y1() && patch.isIntersected(); y++) {
        add(scene, patch, part, y, open);
      }
      patch.close();
    }
    boolean whole = part.equals(done);
    double[][] made = whole ? values : new double[inputs.length][(int) part.pixels()];
    BitSet shares = new BitSet();
    reduction.finish(made, shares);
    shares.stream().forEach(scene -> contributed.set(scenes.get(scene).index()));
    if (givenBy != null) {
      putNumbers(part);
    }
    for (int i = 0; i < inputs.length && !whole; i++) {
      for (int y = part.y0(); y < part.y1(); y++) {
        System.arraycopy(
            made[i], part.index(part.x0(), y), values[i], done.index(part.x0(), y), part.width());
      }
    }
  }

  private void putNumbers(PixelRect part) {
    for (int y = part.y0(); y < part.y1(); y++) {
      int from = part.index(part.x0(), y);
      int to = done.index(part.x0(), y);
      for (int i = 0; i < part.width(); i++) {
        int scene = reduction.sceneOf(from + i);
        givenBy[to + i] = scene < 0 ? 0 : scenes.get(scene).index() + 1;
      }
    }
  }

  /** Adds a row of a scene, from the first pixel of it that is wanted to the last. */
  private void add(int scene, ScenePatch patch, PixelRect part, int y, boolean[] open) {
    int start = done.index(part.x0(), y);
    int first = start;
    int end = start + part.width();
    while (first < end && !open[first]) {
      first++;
    }
    while (end > first && !open[end - 1]) {
      end--;
    }
    int count = end - first;
    int from = first - start;
    if (count == 0 || patch.row(y - part.y0(), from, count, row) == Coverage.NONE) {
      return;
    }
    boolean[] taken = new boolean[count];
    boolean some = false;
    for (int i = 0; i < count; i++) {
      double sum = 0;
      for (int input : read) {
        sum += row[input][i]; // NaN in any band makes NaN
      }
      taken[i] = open[first + i] && sum == sum;
      some |= taken[i];
    }
    if (some) {
      if (score != null) {
        toReduce[inputs.length] =
            score.of(new PixelRect(part.x0() + from, y, count, 1), row, area.width());
      }
      reduction.add(scene, part.index(part.x0() + from, y), count, taken, toReduce);
    }
  }

  @Override
  public void close() {
    // each scene is closed when it is done with
  }

  /** The score of the pixels of a scene, by its own bands. For one thread. */
  private static final class CompositeScore {
    private final TileProgram program;
    private final int[] inputs;
    private final double[][] out = new double[1][];

    CompositeScore(MosaicInputs.CompositeInputs composite) {
      this.program = composite.score().get();
      this.inputs = composite.scoreInputs();
    }

    /**
     * Computes it.
     *
     * @param row the bands of the scene by their index; those of the score may be overwritten
     * @param width of the longest row
     */
    double[] of(PixelRect part, double[][] row, int width) {
      if (out[0] == null || out[0].length < width) {
        out[0] = new double[width];
      }
      program.run(part, Arrays.stream(inputs).mapToObj(i -> row[i]).toArray(double[][]::new), out);
      return out[0];
    }
  }
}
