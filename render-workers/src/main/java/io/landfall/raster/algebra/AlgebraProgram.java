package io.landfall.raster.algebra;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.raster.PixelRect;

/**
 * A tool, compiled: from the bands that it reads to one band. No-data is NaN in and out, and an
 * infinity in or out is no-data too. What the operations compute stands in {@link
 * io.landfall.model.algebra.LocalOperator} and {@link io.landfall.model.algebra.FocalOperator}.
 * Results do not depend on the window: an image computed in parts is, bit for bit, the image
 * computed whole.
 *
 * <p>A program keeps its buffers; it belongs to one thread.
 */
public final class AlgebraProgram {
  private static final int MAX_REGISTERS = 1024;

  /** With a halo a register is a whole window, not a row. */
  private static final int MAX_REGISTERS_WITH_HALO = 64;

  /** Of all neighborhoods together: some three of the largest. Medians take 10 ns a pixel. */
  private static final int MAX_PIXELS_READ = 50_000;

  private final int halo;
  private final boolean seesNoData;
  private final Instruction[] instructions;
  private final int result;
  private final Frame frame;

  private AlgebraProgram(
      AlgebraTool tool, ValueList values, Compiler compiler, Runnable ensureWanted) {
    this.halo = tool.halo();
    this.seesNoData = values.seesNoData();
    this.instructions = compiler.instructions().toArray(Instruction[]::new);
    this.result = compiler.result();
    this.frame =
        new Frame(compiler.registers(), halo, compiler.largestNeighborhood(), ensureWanted);
  }

  /**
   * Compiles a tool.
   *
   * @param grid of the result
   * @throws ExportFailure TOOL_INVALID, of a tool that needs too much memory or time
   */
  public static AlgebraProgram compile(AlgebraTool tool, ProgramGrid grid) {
    return compile(tool, grid, () -> {});
  }

  /**
   * Compiles a tool for work that may be given up.
   *
   * @param grid of the result
   * @param ensureWanted throws when it is; asked for each row of each operation
   * @throws ExportFailure TOOL_INVALID, of a tool that needs too much memory or time
   */
  public static AlgebraProgram compile(AlgebraTool tool, ProgramGrid grid, Runnable ensureWanted) {
    ValueList values = new ValueList(tool);
    Compiler compiler = new Compiler(values, grid);
    int most = tool.halo() > 0 ? MAX_REGISTERS_WITH_HALO : MAX_REGISTERS;
    if (compiler.registers() > most) {
      throw new ExportFailure(
          ErrorCode.TOOL_INVALID,
          "Cannot compute the tool: it keeps %d intermediate results at once, more than %d. Use results near to each other in the tree, or split it."
              .formatted(compiler.registers(), most));
    }
    if (compiler.pixelsRead() > MAX_PIXELS_READ) {
      throw new ExportFailure(
          ErrorCode.TOOL_INVALID,
          "Cannot compute the tool: its neighborhoods have %d pixels together, more than %d. Use smaller or fewer ones, or squares for focalMean, focalSum, focalMin and focalMax."
              .formatted(compiler.pixelsRead(), MAX_PIXELS_READ));
    }
    return new AlgebraProgram(tool, values, compiler, ensureWanted);
  }

  /** Returns how many pixels beyond the window it reads on each side. */
  public int halo() {
    return halo;
  }

  /** Tells whether the result may have data where an input has none. */
  public boolean seesNoData() {
    return seesNoData;
  }

  /**
   * Returns how many doubles it holds for each pixel of a window with its halo; without a halo, for
   * each pixel of a row.
   */
  public int registers() {
    return frame.registers.length;
  }

  /**
   * Computes a window. Allocates no array unless the window is larger than any before.
   *
   * @param window in the grid
   * @param in one array for each of {@link AlgebraTool#inputs}, in that order, of the pixels of the
   *     window with its {@link #halo}, row by row
   * @param out takes the pixels of the window, row by row; none of the inputs if there is a halo
   */
  public void run(PixelRect window, double[][] in, double[] out) {
    if (halo > 0 || window.height() == 1) {
      run(window, in, out, 0);
      return;
    }
    for (int y = window.y0(); y < window.y1(); y++) { // registers of a row stay in the cache
      PixelRect row = new PixelRect(window.x0(), y, window.width(), 1);
      run(row, in, out, window.index(window.x0(), y));
    }
  }

  private void run(PixelRect window, double[][] in, double[] out, int at) {
    frame.open(window, in, at);
    for (Instruction instruction : instructions) {
      frame.run(instruction);
    }
    frame.copy(result, out, at);
  }
}
