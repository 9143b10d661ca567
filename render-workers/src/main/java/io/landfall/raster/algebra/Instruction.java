package io.landfall.raster.algebra;

import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.TerrainOperator;
import io.landfall.raster.GroundSampleDistance;
import io.landfall.raster.mask.GridMask;
import java.util.Arrays;

/** One thing that a program does to a stretch of a row of registers. */
sealed interface Instruction {
  /** Returns how many pixels around the window it computes. */
  Halo halo();

  /**
   * Computes registers {@code [from, to)}.
   *
   * @param row of the frame that they lie in
   */
  void run(Frame frame, int row, int from, int to);

  /** Registers hold finite numbers and NaN; so infinities stop here. */
  record LoadInput(Halo halo, int input, int target) implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.in[input];
      double[] out = frame.registers[target];
      int shift = frame.inAt;
      for (int i = from; i < to; i++) {
        double value = in[i + shift];
        out[i] = value + 0 * value;
      }
    }
  }

  record FillConstant(Halo halo, double number, int target) implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      Arrays.fill(frame.registers[target], from, to, number);
    }
  }

  record ApplyUnary(Halo halo, LocalOperator operator, int a, int target) implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      UnaryKernels.run(operator, frame.registers[a], frame.registers[target], from, to);
    }
  }

  record ApplyBinary(Halo halo, LocalOperator operator, int a, int b, int target)
      implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[][] registers = frame.registers;
      BinaryKernels.run(operator, registers[a], registers[b], registers[target], from, to);
    }
  }

  record ApplyMask(Halo halo, GridMask mask, int a, int target) implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.registers[a];
      double[] out = frame.registers[target];
      boolean[] inside = frame.inside;
      mask.fill(frame.gridRow(row), frame.gridColumn(row, from), to - from, inside, 0);
      for (int i = from; i < to; i++) {
        out[i] = inside[i - from] ? in[i] : Double.NaN;
      }
    }
  }

  /**
   * Values by upper bound, rising; arrays of the program's own.
   *
   * @param values one more than bounds: the last, NaN, is for what is above and for no-data
   */
  record ApplyClasses(Halo halo, double[] bounds, double[] values, int a, int target)
      implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.registers[a];
      double[] out = frame.registers[target];
      for (int i = from; i < to; i++) {
        out[i] = values[first(in[i])];
      }
    }

    /** Returns the first class whose bound is not below {@code value}. */
    private int first(double value) {
      int low = 0;
      int high = bounds.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (value <= bounds[middle]) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      return low;
    }
  }

  record ApplyFocal(Halo halo, FocalOperator kind, Spans spans, int a, int target)
      implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.registers[a];
      double[] out = frame.registers[target];
      FocalKernels.run(kind, spans, in, frame.stride, frame.focalBuffer, out, from, to);
      for (int i = from; i < to; i++) {
        out[i] += 0 * out[i];
      }
    }
  }

  record ApplyTerrain(
      Halo halo, TerrainOperator operator, GroundSampleDistance ground, int a, int target)
      implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.registers[a];
      double[] out = frame.registers[target];
      int gridRow = frame.gridRow(row);
      var kernel = new TerrainKernel(ground.eastWest(gridRow), ground.northSouth(gridRow));
      kernel.run(operator, in, frame.stride, out, from, to);
      for (int i = from; i < to; i++) {
        out[i] += 0 * (out[i] + in[i]);
      }
    }
  }

  /** The first half of a focal operation on a square; the second sees whether a sum overflowed. */
  record ApplyFocalRow(Halo halo, FocalOperator kind, Spans spans, int a, int target)
      implements Instruction {
    @Override
    public void run(Frame frame, int row, int from, int to) {
      double[] in = frame.registers[a];
      double[] out = frame.registers[target];
      FocalKernels.run(kind, spans, in, frame.stride, frame.focalBuffer, out, from, to);
    }
  }
}
