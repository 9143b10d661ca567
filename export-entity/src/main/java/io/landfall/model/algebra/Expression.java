package io.landfall.model.algebra;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * A tree of map algebra: what one output pixel is, from the pixels of the inputs. The names of the
 * kinds stand in the journal.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Expression.Constant.class, name = "constant"),
  @JsonSubTypes.Type(value = Expression.Input.class, name = "input"),
  @JsonSubTypes.Type(value = Expression.Apply.class, name = "apply"),
  @JsonSubTypes.Type(value = Expression.Mask.class, name = "mask"),
  @JsonSubTypes.Type(value = Expression.Classify.class, name = "classify"),
  @JsonSubTypes.Type(value = Expression.Focal.class, name = "focal"),
  @JsonSubTypes.Type(value = Expression.Terrain.class, name = "terrain")
})
public sealed interface Expression {
  /** Returns the trees that this one is made of. */
  default List<Expression> operands() {
    return List.of();
  }

  /** Returns how many pixels around one it reads from each of them, on each side. */
  default int extent() {
    return 0;
  }

  /** The same number everywhere. */
  record Constant(double value) implements Expression {
    public Constant {
      if (!Double.isFinite(value)) {
        throw invalid("Invalid constant: %s is not a finite number.".formatted(value));
      }
    }
  }

  /** A band, by its name among the tool's inputs. */
  record Input(String name) implements Expression {}

  /** An operation on the pixels at one place. */
  record Apply(LocalOperator operator, List<Expression> args) implements Expression {
    public Apply {
      args = List.copyOf(args);
      if (!operator.takesArguments(args.size())) {
        throw invalid(
            "Invalid number of arguments: %s takes %s, here are %d."
                .formatted(operator.symbols().get(0), operator.arity(), args.size()));
      }
    }

    @Override
    public List<Expression> operands() {
      return args;
    }
  }

  /** Its argument where the pixel's centre lies in an area; elsewhere no-data. */
  record Mask(Expression arg, Aoi area) implements Expression {
    @Override
    public List<Expression> operands() {
      return List.of(arg);
    }
  }

  /**
   * The value of the first class whose upper bound is not exceeded; above the last, no-data.
   *
   * @param classes by upper bound, rising
   */
  record Classify(Expression arg, List<ClassBreak> classes) implements Expression {
    public Classify {
      classes = List.copyOf(classes);
      for (int i = 1; i < classes.size(); i++) {
        if (!(classes.get(i - 1).upperBound() < classes.get(i).upperBound())) {
          throw invalid(
              "Invalid classes: the bound %s does not rise above %s."
                  .formatted(classes.get(i).upperBound(), classes.get(i - 1).upperBound()));
        }
      }
    }

    @Override
    public List<Expression> operands() {
      return List.of(arg);
    }
  }

  /** A class: pixels up to and with {@code upperBound} become {@code value}. */
  record ClassBreak(double upperBound, double value) {
    public ClassBreak {
      if (!Double.isFinite(upperBound) || !Double.isFinite(value)) {
        throw invalid("Invalid class: %s to %s is not finite.".formatted(upperBound, value));
      }
    }
  }

  /** An operation on the pixels around each one. */
  record Focal(FocalOperator operator, Expression arg, Neighborhood neighborhood)
      implements Expression {
    @Override
    public List<Expression> operands() {
      return List.of(arg);
    }

    @Override
    public int extent() {
      return neighborhood.extent();
    }
  }

  /** An operation on heights. */
  record Terrain(TerrainOperator operator, Expression arg) implements Expression {
    @Override
    public List<Expression> operands() {
      return List.of(arg);
    }

    @Override
    public int extent() {
      return TerrainOperator.EXTENT;
    }
  }

  private static ExportFailure invalid(String message) {
    return new ExportFailure(ErrorCode.TOOL_INVALID, message);
  }
}
