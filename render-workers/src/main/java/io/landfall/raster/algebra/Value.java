package io.landfall.raster.algebra;

import io.landfall.model.Aoi;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalKind;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.Operator;
import java.util.List;

/**
 * One result that a program computes, its operands given by their place in the list of values.
 * Values that are equal are the same result: they are computed once.
 */
sealed interface Value {
  /** Returns the places of its operands. */
  default int[] operands() {
    return new int[0];
  }

  /** Returns how many pixels around one it reads from its operand. */
  default int extent() {
    return 0;
  }

  record Number(double number) implements Value {}

  record Load(int input) implements Value {}

  record Unary(Operator operator, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record Binary(Operator operator, int a, int b) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a, b};
    }
  }

  record Cut(Aoi area, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record Reclass(List<Expression.UpTo> classes, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record Around(FocalKind kind, Neighborhood neighborhood, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public int extent() {
      return neighborhood.extent();
    }
  }
}
