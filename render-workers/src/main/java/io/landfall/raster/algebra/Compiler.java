package io.landfall.raster.algebra;

import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.Neighborhood;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Gives values registers and makes steps of them. A register is free again after the last step that
 * reads it. Constants are filled in right before each use, so that they hold no register in
 * between.
 */
final class Compiler {
  private final List<Value> values;
  private final Halo[] halos;
  private final ProgramGrid grid;
  private final int[] registerOf;
  private final int[] lastUse;
  private final List<Instruction> instructions = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int registers;
  private int largestNeighborhood;
  private int pixelsRead;

  Compiler(ValueList list, ProgramGrid grid) {
    this.values = list.values();
    this.halos = list.halos();
    this.grid = grid;
    this.registerOf = new int[values.size()];
    this.lastUse = new int[values.size()];
    for (int index = 0; index < values.size(); index++) {
      for (int operand : values.get(index).operands()) {
        lastUse[operand] = index;
      }
    }
    for (int index = 0; index < values.size(); index++) {
      boolean root = index == values.size() - 1;
      if (root || !(values.get(index) instanceof Value.ConstantValue)) {
        emit(index);
      }
    }
  }

  List<Instruction> instructions() {
    return instructions;
  }

  int registers() {
    return registers;
  }

  /** Returns the register that holds the result of the whole. */
  int result() {
    return registerOf[values.size() - 1];
  }

  /** Returns how many pixels the largest neighborhood has. */
  int largestNeighborhood() {
    return largestNeighborhood;
  }

  /** Returns how many pixels all neighborhoods have together: what focal operations cost. */
  int pixelsRead() {
    return pixelsRead;
  }

  private void emit(int index) {
    Value value = values.get(index);
    int[] operands = value.operands();
    Halo operandHalo = halos[index].plus(value.halo());
    Arrays.stream(operands).distinct().forEach(operand -> fill(operand, operandHalo));
    boolean inPlace = value.halo().equals(Halo.NONE);
    if (!inPlace) {
      registerOf[index] = allocate();
    }
    for (int i = 0; i < operands.length; i++) {
      boolean again = i > 0 && operands[i] == operands[0];
      boolean number = values.get(operands[i]) instanceof Value.ConstantValue;
      if (!again && (number || lastUse[operands[i]] == index)) {
        free.push(registerOf[operands[i]]);
      }
    }
    if (inPlace) {
      registerOf[index] = allocate();
    }
    instructions.add(instruction(value, halos[index], registerOf[index]));
  }

  private void fill(int index, Halo halo) {
    if (values.get(index) instanceof Value.ConstantValue number) {
      registerOf[index] = allocate();
      instructions.add(new Instruction.FillConstant(halo, number.number(), registerOf[index]));
    }
  }

  private Instruction instruction(Value value, Halo halo, int target) {
    if (value instanceof Value.ConstantValue number) {
      return new Instruction.FillConstant(halo, number.number(), target);
    } else if (value instanceof Value.InputValue load) {
      return new Instruction.LoadInput(halo, load.input(), target);
    } else if (value instanceof Value.UnaryValue unary) {
      return new Instruction.ApplyUnary(halo, unary.operator(), registerOf[unary.a()], target);
    } else if (value instanceof Value.BinaryValue binary) {
      int a = registerOf[binary.a()];
      return new Instruction.ApplyBinary(
          halo, binary.operator(), a, registerOf[binary.b()], target);
    } else if (value instanceof Value.MaskedValue cut) {
      return new Instruction.ApplyMask(halo, grid.mask(cut.area()), registerOf[cut.a()], target);
    } else if (value instanceof Value.ClassifiedValue reclass) {
      return reclass(reclass.classes(), halo, registerOf[reclass.a()], target);
    } else if (value instanceof Value.FocalRowValue across) {
      Spans row = spans(across.halo(), new Neighborhood.Square(across.extent()));
      return new Instruction.ApplyFocalRow(
          halo, across.kind(), row, registerOf[across.a()], target);
    } else if (value instanceof Value.FocalColumnValue down) {
      Spans column = spans(down.halo(), new Neighborhood.Square(down.extent()));
      return new Instruction.ApplyFocal(halo, down.kind(), column, registerOf[down.a()], target);
    }
    if (value instanceof Value.TerrainValue terrain) {
      return new Instruction.ApplyTerrain(
          halo, terrain.operator(), grid.groundSampleDistance(), registerOf[terrain.a()], target);
    }
    Value.FocalValue around = (Value.FocalValue) value;
    Spans spans = spans(around.halo(), around.neighborhood());
    return new Instruction.ApplyFocal(halo, around.kind(), spans, registerOf[around.a()], target);
  }

  private Spans spans(Halo operandHalo, Neighborhood neighborhood) {
    Spans spans = Spans.of(operandHalo, neighborhood);
    largestNeighborhood = Math.max(largestNeighborhood, spans.size());
    pixelsRead += spans.size();
    return spans;
  }

  private static Instruction reclass(
      List<Expression.ClassBreak> classes, Halo halo, int a, int target) {
    double[] bounds = classes.stream().mapToDouble(Expression.ClassBreak::upperBound).toArray();
    double[] values = new double[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      values[i] = classes.get(i).value();
    }
    values[bounds.length] = Double.NaN;
    return new Instruction.ApplyClasses(halo, bounds, values, a, target);
  }

  private int allocate() {
    return free.isEmpty() ? registers++ : free.pop();
  }
}
