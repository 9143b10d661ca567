package io.landfall.raster.algebra;

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
  private int x0;
  private int y0;
  private int width;
  private int height;
  int stride;
  double[][] in;

  /** Where the first register stands in the inputs. */
  int inAt;

  Frame(int registers, int halo, int neighborhood) {
    this.registers = new double[registers][0];
    this.focalBuffer = new FocalBuffer(neighborhood);
    this.halo = halo;
  }

  /** Moves to another window; allocates only when it is larger than any before. */
  void open(int x0, int y0, int width, int height, double[][] in, int inAt) {
    this.x0 = x0;
    this.y0 = y0;
    this.width = width;
    this.height = height;
    this.stride = width + 2 * halo;
    this.in = in;
    this.inAt = inAt;
    int size = stride * (height + 2 * halo);
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
    for (int row = top; row < height + 2 * halo - top; row++) {
      instruction.run(this, row, row * stride + left, (row + 1) * stride - left);
    }
  }

  /** Copies the window, without its halo, from a register. */
  void copy(int register, double[] out, int outAt) {
    for (int row = 0; row < height; row++) {
      int from = (row + halo) * stride + halo;
      System.arraycopy(registers[register], from, out, outAt + row * width, width);
    }
  }

  int gridRow(int row) {
    return y0 - halo + row;
  }

  int gridColumn(int row, int at) {
    return x0 - halo + at - row * stride;
  }
}
