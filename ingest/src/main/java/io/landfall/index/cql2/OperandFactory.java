package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Names.NamedProperty;

/** Looks names up. */
final class OperandFactory {
  private final Cql2Names names;

  OperandFactory(Cql2Names names) {
    this.names = names;
  }

  Operand property(String name) {
    if (names.footprints().contains(name)) {
      return new Operand.FootprintOperand(name);
    }
    NamedProperty named = names.properties().get(name);
    if (named == null) {
      throw new IllegalArgumentException(
          "there is no property \"%s\"; there are %s, %s"
              .formatted(
                  Operand.truncated(name),
                  String.join(", ", names.properties().keySet()),
                  String.join(", ", names.footprints())));
    }
    return new Operand.PropertyOperand(name, named);
  }

  static Operand number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a number is out of range");
    }
    return new Operand.NumberOperand(value + 0.0); // no -0
  }

  static IllegalArgumentException unsupported(String function) {
    return new IllegalArgumentException(
        "the function \"%s\" is not supported".formatted(Operand.truncated(function)));
  }
}
