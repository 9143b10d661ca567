package io.landfall.raster.warp;

import io.landfall.raster.PixelRect;
import java.util.Arrays;

/** The score of the pixels of a scene, by its own bands. For one thread. */
final class CompositeScore {
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
