package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Names.Named;

/** Looks names up. */
final class Operands {
  private final Cql2Names names;

  Operands(Cql2Names names) {
    this.names = names;
  }

  Operand property(String name) {
    if (names.footprints().contains(name)) {
      return new Operand.Footprint(name);
    }
    Named named = names.properties().get(name);
    if (named == null) {
      throw new IllegalArgumentException(
          "there is no property \"%s\"; there are %s, %s"
              .formatted(
                  Operand.cut(name),
                  String.join(", ", names.properties().keySet()),
                  String.join(", ", names.footprints())));
    }
    return new Operand.Property(name, named);
  }

  static Operand number(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a number is out of range");
    }
    return new Operand.Number(value + 0.0); // no -0
  }

  static IllegalArgumentException unsupported(String function) {
    return new IllegalArgumentException(
        "the function \"%s\" is not supported".formatted(Operand.cut(function)));
  }
}
