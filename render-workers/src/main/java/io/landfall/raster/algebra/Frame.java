package io.landfall.raster.algebra;

import io.landfall.raster.PixelRect;

/**
 * The window that a program works on, with its halo, and the registers over it. All registers have
 * the shape of the window with its halo, so that one index means one pixel in all of them.
 */
final class Frame {
  final double[][] registers;

  /** For marks of one row. */
  boolean[] inside = new boolean[0];

  final FocalBuffer focalBuffer;

  private final int halo;
  private final Runnable ensureWanted;
  private PixelRect window;
  int stride;
  double[][] in;

  /** Where the first register stands in the inputs. */
  int inAt;

  Frame(int registers, int halo, int neighborhood, Runnable ensureWanted) {
    this.registers = new double[registers][0];
    this.focalBuffer = new FocalBuffer(neighborhood);
    this.halo = halo;
    this.ensureWanted = ensureWanted;
  }

  /** Moves to another window; allocates only when it is larger than any before. */
  void open(PixelRect window, double[][] in, int inAt) {
    this.window = window;
    this.stride = window.width() + 2 * halo;
    this.in = in;
    this.inAt = inAt;
    int size = stride * (window.height() + 2 * halo);
    if (registers[0].length < size) {
      for (int i = 0; i < registers.length; i++) {
        registers[i] = new double[size];
      }
    }
    if (inside.length < stride) {
      inside = new boolean[stride];
    }
  }

  void run(Instruction instruction) {
    int left = halo - instruction.halo().columns();
    int top = halo - instruction.halo().rows();
    for (int row = top; row < window.height() + 2 * halo - top; row++) {
      ensureWanted.run(); // a row of the largest neighbourhoods takes a quarter of a second
      instruction.run(this, row, row * stride + left, (row + 1) * stride - left);
    }
  }

  /** Copies the window, without its halo, from a register. */
  void copy(int register, double[] out, int outAt) {
    for (int row = 0; row < window.height(); row++) {
      int from = (row + halo) * stride + halo;
      System.arraycopy(
          registers[register], from, out, outAt + row * window.width(), window.width());
    }
  }

  int gridRow(int row) {
    return window.y0() - halo + row;
  }

  int gridColumn(int row, int at) {
    return window.x0() - halo + at - row * stride;
  }
}
