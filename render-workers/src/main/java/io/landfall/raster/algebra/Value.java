package io.landfall.raster.algebra;

import io.landfall.model.Aoi;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.TerrainOperator;
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
  default Halo halo() {
    return Halo.NONE;
  }

  record ConstantValue(double number) implements Value {}

  record InputValue(int input) implements Value {}

  record UnaryValue(LocalOperator operator, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record BinaryValue(LocalOperator operator, int a, int b) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a, b};
    }
  }

  record MaskedValue(Aoi area, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record ClassifiedValue(List<Expression.ClassBreak> classes, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }
  }

  record FocalValue(FocalOperator kind, Neighborhood neighborhood, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Halo halo() {
      return new Halo(neighborhood.extent(), neighborhood.extent());
    }
  }

  record TerrainValue(TerrainOperator operator, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Halo halo() {
      return new Halo(TerrainOperator.EXTENT, TerrainOperator.EXTENT);
    }
  }

  /** Of what lies up to {@code extent} pixels to the west and to the east. */
  record FocalRowValue(FocalOperator kind, int extent, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Halo halo() {
      return new Halo(extent, 0);
    }
  }

  /** Of what lies up to {@code extent} pixels to the north and to the south. */
  record FocalColumnValue(FocalOperator kind, int extent, int a) implements Value {
    @Override
    public int[] operands() {
      return new int[] {a};
    }

    @Override
    public Halo halo() {
      return new Halo(0, extent);
    }
  }
}
