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

  /** Returns how far around one pixel it reads from its operands. */
  default Margin reach() {
    return Margin.NONE;
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
    public Margin reach() {
      return new Margin(neighborhood.extent(), neighborhood.extent());
    }
  }

  /** Of what lies up to {@code extent} pixels to the west and to the east. */
  record Across(FocalKind kind, int extent, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Margin reach() {
      return new Margin(extent, 0);
    }
  }

  /** Of what lies up to {@code extent} pixels to the north and to the south. */
  record Down(FocalKind kind, int extent, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Margin reach() {
      return new Margin(0, extent);
    }
  }
}
