package io.landfall.raster.algebra;

import io.landfall.model.Aoi;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.raster.GridMask;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/**
 * Gives values registers and makes steps of them. A register is free again after the last step that
 * reads it. Constants are filled in right before each use, so that they hold no register in
 * between.
 */
final class Compiler {
  private final List<Value> values;
  private final Margin[] margins;
  private final Function<Aoi, GridMask> masks;
  private final int[] registerOf;
  private final int[] lastUse;
  private final List<Step> steps = new ArrayList<>();
  private final Deque<Integer> free = new ArrayDeque<>();
  private int registers;
  private int largestNeighborhood;
  private int pixelsRead;

  Compiler(ValueList list, Function<Aoi, GridMask> masks) {
    this.values = list.values();
    this.margins = list.margins();
    this.masks = masks;
    this.registerOf = new int[values.size()];
    this.lastUse = new int[values.size()];
    for (int place = 0; place < values.size(); place++) {
      for (int operand : values.get(place).operands()) {
        lastUse[operand] = place;
      }
    }
    for (int place = 0; place < values.size(); place++) {
      boolean root = place == values.size() - 1;
      if (root || !(values.get(place) instanceof Value.Number)) {
        emit(place);
      }
    }
  }

  List<Step> steps() {
    return steps;
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

  private void emit(int place) {
    Value value = values.get(place);
    int[] operands = value.operands();
    Margin reach = margins[place].plus(value.reach());
    Arrays.stream(operands).distinct().forEach(operand -> fill(operand, reach));
    boolean inPlace = value.reach().equals(Margin.NONE);
    if (!inPlace) {
      registerOf[place] = take();
    }
    for (int i = 0; i < operands.length; i++) {
      boolean again = i > 0 && operands[i] == operands[0];
      boolean number = values.get(operands[i]) instanceof Value.Number;
      if (!again && (number || lastUse[operands[i]] == place)) {
        free.push(registerOf[operands[i]]);
      }
    }
    if (inPlace) {
      registerOf[place] = take();
    }
    steps.add(step(value, margins[place], registerOf[place]));
  }

  private void fill(int place, Margin margin) {
    if (values.get(place) instanceof Value.Number number) {
      registerOf[place] = take();
      steps.add(new Step.Fill(margin, number.number(), registerOf[place]));
    }
  }

  private Step step(Value value, Margin margin, int target) {
    if (value instanceof Value.Number number) {
      return new Step.Fill(margin, number.number(), target);
    } else if (value instanceof Value.Load load) {
      return new Step.Load(margin, load.input(), target);
    } else if (value instanceof Value.Unary unary) {
      return new Step.Unary(margin, unary.operator(), registerOf[unary.a()], target);
    } else if (value instanceof Value.Binary binary) {
      int a = registerOf[binary.a()];
      return new Step.Binary(margin, binary.operator(), a, registerOf[binary.b()], target);
    } else if (value instanceof Value.Cut cut) {
      return new Step.Cut(margin, masks.apply(cut.area()), registerOf[cut.a()], target);
    } else if (value instanceof Value.Reclass reclass) {
      return reclass(reclass.classes(), margin, registerOf[reclass.a()], target);
    } else if (value instanceof Value.Across across) {
      Spans row = spans(across.reach(), new Neighborhood.Square(across.extent()));
      return new Step.Across(margin, across.kind(), row, registerOf[across.a()], target);
    } else if (value instanceof Value.Down down) {
      Spans column = spans(down.reach(), new Neighborhood.Square(down.extent()));
      return new Step.Around(margin, down.kind(), column, registerOf[down.a()], target);
    }
    Value.Around around = (Value.Around) value;
    Spans spans = spans(around.reach(), around.neighborhood());
    return new Step.Around(margin, around.kind(), spans, registerOf[around.a()], target);
  }

  private Spans spans(Margin reach, Neighborhood neighborhood) {
    Spans spans = Spans.of(reach, neighborhood);
    largestNeighborhood = Math.max(largestNeighborhood, spans.size());
    pixelsRead += spans.size();
    return spans;
  }

  private static Step reclass(List<Expression.UpTo> classes, Margin margin, int a, int target) {
    double[] bounds = classes.stream().mapToDouble(Expression.UpTo::bound).toArray();
    double[] values = new double[bounds.length + 1];
    for (int i = 0; i < bounds.length; i++) {
      values[i] = classes.get(i).value();
    }
    values[bounds.length] = Double.NaN;
    return new Step.Reclass(margin, bounds, values, a, target);
  }

  private int take() {
    return free.isEmpty() ? registers++ : free.pop();
  }
}
