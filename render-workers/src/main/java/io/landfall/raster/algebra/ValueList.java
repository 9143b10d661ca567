package io.landfall.raster.algebra;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalKind;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.algebra.Operator;
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
  private final Map<Value, Integer> places = new HashMap<>();
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
  Margin[] margins() {
    Margin[] margins = new Margin[values.size()];
    Arrays.fill(margins, Margin.NONE);
    for (int place = values.size() - 1; place >= 0; place--) {
      Margin reach = margins[place].plus(values.get(place).reach());
      for (int operand : values.get(place).operands()) {
        margins[operand] = margins[operand].max(reach);
      }
    }
    return margins;
  }

  /** Tells whether the result may have data where an input has none. */
  boolean seesNoData() {
    List<BitSet> needed = new ArrayList<>(); // of each value: inputs without which it is no-data
    for (Value value : values) {
      BitSet bits = new BitSet();
      boolean sees =
          !value.reach().equals(Margin.NONE)
              || value instanceof Value.Unary unary && unary.operator().seesNoData();
      if (value instanceof Value.Load load) {
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
      return place(new Value.Number(constant.value()));
    } else if (tree instanceof Expression.Input input) {
      return place(new Value.Load(inputs.get(input.name())));
    } else if (tree instanceof Expression.Mask mask) {
      return place(new Value.Cut(mask.area(), add(mask.arg())));
    } else if (tree instanceof Expression.Classify classify) {
      return place(new Value.Reclass(classify.classes(), add(classify.arg())));
    } else if (tree instanceof Expression.Focal focal) {
      return add(focal);
    }
    return add((Expression.Apply) tree);
  }

  /**
   * Over a square, some operations are as good over its rows first and then over what they gave.
   */
  private int add(Expression.Focal focal) {
    int arg = add(focal.arg());
    FocalKind kind = focal.focal();
    if (!(focal.neighborhood() instanceof Neighborhood.Square square)) {
      return place(new Value.Around(kind, focal.neighborhood(), arg));
    }
    return switch (kind) {
      case MIN, MAX, SUM -> square(kind, square.extent(), arg);
      case MEAN -> {
        int sum = square(FocalKind.SUM, square.extent(), arg);
        int data = place(new Value.Unary(Operator.IS_DEFINED, arg));
        int count = square(FocalKind.SUM, square.extent(), data);
        yield place(new Value.Binary(Operator.DIVIDE, sum, count));
      }
      case MEDIAN, MODE, STANDARD_DEVIATION -> place(new Value.Around(kind, square, arg));
    };
  }

  private int square(FocalKind kind, int extent, int arg) {
    return place(new Value.Down(kind, extent, place(new Value.Across(kind, extent, arg))));
  }

  /** An operation on many arguments is one on two, again and again from the left. */
  private int add(Expression.Apply apply) {
    int result = add(apply.args().get(0));
    if (apply.operator().takes(1) && !apply.operator().takes(2)) {
      return place(new Value.Unary(apply.operator(), result));
    }
    for (Expression arg : apply.args().subList(1, apply.args().size())) {
      result = place(new Value.Binary(apply.operator(), result, add(arg)));
    }
    return result;
  }

  private int place(Value value) {
    Integer known = places.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }
}
