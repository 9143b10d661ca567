package io.landfall.index.cql2;

import io.landfall.model.PlainText;
import java.math.BigDecimal;
import org.locationtech.jts.geom.Geometry;

/** What stands beside an operator or in a function. */
sealed interface Operand {
  /** Tells what it is, for a message. */
  String describe();

  /** A property of scenes. */
  record PropertyOperand(String name, Cql2Names.NamedProperty named) implements Operand {
    @Override
    public String describe() {
      return "%s, a property of type %s"
          .formatted(name, named.property().type().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** The footprint. */
  record FootprintOperand(String name) implements Operand {
    @Override
    public String describe() {
      return "%s, a geometry".formatted(name);
    }
  }

  /** A text. */
  record TextOperand(String value) implements Operand {
    @Override
    public String describe() {
      return "the text '%s'".formatted(truncated(value));
    }
  }

  /** A number. */
  record NumberOperand(double value) implements Operand {
    @Override
    public String describe() {
      return "the number %s".formatted(formatted(value));
    }
  }

  /** True or false. */
  record BooleanOperand(boolean value) implements Operand {
    @Override
    public String describe() {
      return value ? "TRUE" : "FALSE";
    }
  }

  /** A time or a stretch of it. */
  record TemporalOperand(TemporalValue value) implements Operand {
    @Override
    public String describe() {
      return value.isInterval() ? "an interval" : "a time";
    }
  }

  /** A geometry. */
  record GeometryOperand(Geometry geometry) implements Operand {
    @Override
    public String describe() {
      return "a geometry";
    }
  }

  /** Writes a number with all its digits, and without an exponent. */
  static String formatted(double value) {
    return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }

  static String truncated(String text) {
    return PlainText.shortened(text, 40);
  }
}
