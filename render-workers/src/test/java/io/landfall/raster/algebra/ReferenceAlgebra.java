package io.landfall.raster.algebra;

import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.raster.GroundSampleDistance;
import java.util.ArrayList;
import java.util.List;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * The meaning of trees, pixel by pixel and by recursion: what programs are held against. Pixels are
 * one unit large and the grid's north-west corner is (0, 0), with y to the south in negative
 * numbers.
 */
final class ReferenceAlgebra {
  /** Pixels that are smaller the farther north. */
  static final GroundSampleDistance PIXEL =
      new GroundSampleDistance() {
        @Override
        public double eastWest(int row) {
          return 30 + row / 8.0;
        }

        @Override
        public double northSouth(int row) {
          return 20;
        }
      };

  private final AlgebraTool tool;
  private final TestBand[] inputs;

  ReferenceAlgebra(AlgebraTool tool, TestBand... inputs) {
    this.tool = tool;
    this.inputs = inputs;
  }

  double at(int x, int y) {
    return at(tool.tree(), x, y);
  }

  private double at(Expression tree, int x, int y) {
    if (tree instanceof Expression.Constant constant) {
      return constant.value();
    } else if (tree instanceof Expression.Input input) {
      for (int i = 0; i < inputs.length; i++) {
        if (tool.inputs().get(i).name().equals(input.name())) {
          return finite(inputs[i].at(x, y));
        }
      }
      throw new AssertionError(input);
    } else if (tree instanceof Expression.Mask mask) {
      var centre = new GeometryFactory().createPoint(new Coordinate(x + 0.5, -y - 0.5));
      return mask.area().toGeometry().contains(centre) ? at(mask.arg(), x, y) : Double.NaN;
    } else if (tree instanceof Expression.Classify classify) {
      double value = at(classify.arg(), x, y);
      for (Expression.ClassBreak upTo : classify.classes()) {
        if (value <= upTo.upperBound()) {
          return upTo.value();
        }
      }
      return Double.NaN;
    } else if (tree instanceof Expression.Focal focal) {
      return finite(around(focal, x, y));
    } else if (tree instanceof Expression.Terrain terrain) {
      return finite(surface(terrain, x, y));
    }
    Expression.Apply apply = (Expression.Apply) tree;
    double result = at(apply.args().get(0), x, y);
    if (apply.operator() == LocalOperator.IS_DEFINED) {
      return Double.isNaN(result) ? 0 : 1;
    } else if (apply.operator() == LocalOperator.IS_UNDEFINED) {
      return Double.isNaN(result) ? 1 : 0;
    } else if (apply.args().size() == 1) {
      return Double.isNaN(result) ? Double.NaN : finite(one(apply.operator(), result));
    }
    for (Expression arg : apply.args().subList(1, apply.args().size())) {
      double next = at(arg, x, y);
      boolean none = Double.isNaN(result) || Double.isNaN(next);
      result = none ? Double.NaN : finite(two(apply.operator(), result, next));
    }
    return result;
  }

  /** By the kernel, one pixel at a time: what it computes is held against gdaldem elsewhere. */
  private double surface(Expression.Terrain terrain, int x, int y) {
    double[] heights = new double[3 * 3];
    for (int i = 0; i < heights.length; i++) {
      heights[i] = at(terrain.arg(), x + i % 3 - 1, y + i / 3 - 1);
    }
    double[] result = new double[heights.length];
    new TerrainKernel(PIXEL.eastWest(y), PIXEL.northSouth(y))
        .run(terrain.operator(), heights, 3, result, 4, 5);
    return Double.isNaN(heights[4]) ? Double.NaN : result[4];
  }

  private double around(Expression.Focal focal, int x, int y) {
    List<Double> values = new ArrayList<>();
    double rows = 0;
    int extent = focal.neighborhood().extent();
    for (int down = -extent; down <= extent; down++) {
      double row = 0;
      for (int right = -extent; right <= extent; right++) {
        if (focal.neighborhood().contains(right, down)) {
          double value = at(focal.arg(), x + right, y + down);
          if (!Double.isNaN(value)) {
            values.add(value);
            row += value;
          }
        }
      }
      rows += row;
    }
    boolean square = focal.neighborhood() instanceof Neighborhood.Square;
    if (square && !values.isEmpty() && focal.operator() == FocalOperator.SUM) {
      return rows; // added up in this order, to the last bit
    } else if (square && !values.isEmpty() && focal.operator() == FocalOperator.MEAN) {
      return rows / values.size();
    }
    return values.isEmpty() ? Double.NaN : of(focal.operator(), values);
  }

  private static double of(FocalOperator kind, List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int count = sorted.size();
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return switch (kind) {
      case MIN -> sorted.get(0);
      case MAX -> sorted.get(count - 1);
      case SUM -> sum;
      case MEAN -> sum / count;
      case MEDIAN ->
          count % 2 == 1
              ? sorted.get(count / 2)
              : (sorted.get(count / 2 - 1) + sorted.get(count / 2)) / 2;
      case MODE -> {
        double mode = sorted.get(0);
        for (double value : sorted) {
          if (times(sorted, value) > times(sorted, mode)) {
            mode = value;
          }
        }
        yield mode;
      }
      case STANDARD_DEVIATION -> {
        double squares = 0;
        for (double value : values) {
          squares += (value - sum / count) * (value - sum / count);
        }
        yield Math.sqrt(squares / count);
      }
    };
  }

  private static long times(List<Double> values, double value) {
    return values.stream().filter(other -> other == value).count();
  }

  private static double finite(double value) {
    return Double.isFinite(value) ? value : Double.NaN;
  }

  private static double one(LocalOperator operator, double a) {
    return switch (operator) {
      case ADD, MULTIPLY, MIN, MAX -> a;
      case NOT -> a == 0 ? 1 : 0;
      case ABS -> Math.abs(a);
      case NEGATE -> -a;
      case SQRT -> Math.sqrt(a);
      case LOG -> StrictMath.log(a);
      case LOG10 -> StrictMath.log10(a);
      case ROUND -> Math.floor(a) + (a - Math.floor(a) < 0.5 ? 0 : 1);
      case FLOOR -> Math.floor(a);
      case CEIL -> Math.ceil(a);
      case SIN -> StrictMath.sin(a);
      case COS -> StrictMath.cos(a);
      case TAN -> StrictMath.tan(a);
      case SINH -> StrictMath.sinh(a);
      case COSH -> StrictMath.cosh(a);
      case TANH -> StrictMath.tanh(a);
      case ASIN -> StrictMath.asin(a);
      case ACOS -> StrictMath.acos(a);
      case ATAN -> StrictMath.atan(a);
      default -> throw new AssertionError(operator);
    };
  }

  private static double two(LocalOperator operator, double a, double b) {
    return switch (operator) {
      case ADD -> a + b;
      case SUBTRACT -> a - b;
      case MULTIPLY -> a * b;
      case DIVIDE -> a / b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
      case POWER -> StrictMath.pow(a, b);
      case ATAN2 -> StrictMath.atan2(a, b);
      case GREATER -> a > b ? 1 : 0;
      case GREATER_OR_EQUAL -> a >= b ? 1 : 0;
      case EQUAL -> a == b ? 1 : 0;
      case NOT_EQUAL -> a == b ? 0 : 1;
      case LESS -> a < b ? 1 : 0;
      case LESS_OR_EQUAL -> a <= b ? 1 : 0;
      case AND -> a * 0 == 0 && a != 0 && b != 0 ? 1 : 0;
      case OR -> a == 0 && b == 0 ? 0 : 1;
      case XOR -> (a == 0) == (b == 0) ? 0 : 1;
      default -> throw new AssertionError(operator);
    };
  }
}
