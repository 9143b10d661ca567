package io.landfall.raster.algebra;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.ToolInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The results of a tool's tree, each once, operands before what is made of them. */
final class ValueList {
  private final List<Value> values = new ArrayList<>();
  private final Map<Value, Integer> indices = new HashMap<>();
  private final Map<String, Integer> inputs = new HashMap<>();

  /** Lists the results of {@code tool}; the last is the result of the whole. */
  ValueList(AlgebraTool tool) {
    for (ToolInput input : tool.inputs()) {
      inputs.put(input.name(), inputs.size());
    }
    add(tool.tree());
  }

  List<Value> values() {
    return values;
  }

  /** Returns how far around the window each value is needed. */
  Halo[] halos() {
    Halo[] halos = new Halo[values.size()];
    Arrays.fill(halos, Halo.NONE);
    for (int index = values.size() - 1; index >= 0; index--) {
      Halo operandHalo = halos[index].plus(values.get(index).halo());
      for (int operand : values.get(index).operands()) {
        halos[operand] = halos[operand].max(operandHalo);
      }
    }
    return halos;
  }

  /** Tells whether the result may have data where an input has none. */
  boolean seesNoData() {
    List<BitSet> needed = new ArrayList<>(); // of each value: inputs without which it is no-data
    for (Value value : values) {
      BitSet bits = new BitSet();
      boolean sees =
          !value.halo().equals(Halo.NONE) && !(value instanceof Value.TerrainValue)
              || value instanceof Value.UnaryValue unary && unary.operator().readsNoData();
      if (value instanceof Value.InputValue load) {
        bits.set(load.input());
      } else if (!sees) {
        for (int operand : value.operands()) {
          bits.or(needed.get(operand));
        }
      }
      needed.add(bits);
    }
    return needed.get(needed.size() - 1).cardinality() < inputs.size() || inputs.isEmpty();
  }

  private int add(Expression tree) {
    if (tree instanceof Expression.Constant constant) {
      return intern(new Value.ConstantValue(constant.value()));
    } else if (tree instanceof Expression.Input input) {
      return intern(new Value.InputValue(inputs.get(input.name())));
    } else if (tree instanceof Expression.Mask mask) {
      return intern(new Value.MaskedValue(mask.area(), add(mask.arg())));
    } else if (tree instanceof Expression.Classify classify) {
      return intern(new Value.ClassifiedValue(classify.classes(), add(classify.arg())));
    } else if (tree instanceof Expression.Focal focal) {
      return add(focal);
    } else if (tree instanceof Expression.Terrain terrain) {
      return intern(new Value.TerrainValue(terrain.operator(), add(terrain.arg())));
    }
    return add((Expression.Apply) tree);
  }

  /**
   * Over a square, some operations are as good over its rows first and then over what they gave.
   */
  private int add(Expression.Focal focal) {
    int arg = add(focal.arg());
    FocalOperator kind = focal.operator();
    if (!(focal.neighborhood() instanceof Neighborhood.Square square)) {
      return intern(new Value.FocalValue(kind, focal.neighborhood(), arg));
    }
    return switch (kind) {
      case MIN, MAX, SUM -> square(kind, square.extent(), arg);
      case MEAN -> {
        int sum = square(FocalOperator.SUM, square.extent(), arg);
        int data = intern(new Value.UnaryValue(LocalOperator.IS_DEFINED, arg));
        int count = square(FocalOperator.SUM, square.extent(), data);
        yield intern(new Value.BinaryValue(LocalOperator.DIVIDE, sum, count));
      }
      case MEDIAN, MODE, STANDARD_DEVIATION -> intern(new Value.FocalValue(kind, square, arg));
    };
  }

  private int square(FocalOperator kind, int extent, int arg) {
    return intern(
        new Value.FocalColumnValue(
            kind, extent, intern(new Value.FocalRowValue(kind, extent, arg))));
  }

  /** An operation on many arguments is one on two, again and again from the left. */
  private int add(Expression.Apply apply) {
    int result = add(apply.args().get(0));
    if (apply.operator().takesArguments(1) && !apply.operator().takesArguments(2)) {
      return intern(new Value.UnaryValue(apply.operator(), result));
    }
    for (Expression arg : apply.args().subList(1, apply.args().size())) {
      result = intern(new Value.BinaryValue(apply.operator(), result, add(arg)));
    }
    return result;
  }

  private int intern(Value value) {
    Integer known = indices.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }
}
