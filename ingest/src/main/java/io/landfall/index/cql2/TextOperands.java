package io.landfall.index.cql2;

import io.landfall.index.SearchArea;
import io.landfall.index.cql2.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands beside an operator in CQL2 text. */
final class TextOperands {
  private final Tokens tokens;
  private final Operands operands;
  private final Limits limits;

  TextOperands(Tokens tokens, Operands operands, Limits limits) {
    this.tokens = tokens;
    this.operands = operands;
    this.limits = limits;
  }

  Operand read() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case TEXT -> new Operand.Text(text());
      case NUMBER -> Operands.number(number());
      case QUOTED_NAME -> property(tokens.take());
      case NAME -> TextReader.isKeyword(token) ? none() : named(tokens.take());
      case SIGN, END -> none();
    };
  }

  private Operand none() {
    Token token = tokens.peek();
    if (token.kind() == Kind.SIGN && "+-*/%^".contains(token.text())) {
      throw Tokens.at(
          token.at(), "found \"%s\"; arithmetic is not supported".formatted(token.text()));
    }
    throw tokens.unexpected("a property, a value or a function");
  }

  /** Reads on behind a name. */
  Operand named(Token name) {
    if (WktReader.isType(name) && (tokens.peek().isSign("(") || tokens.peek().isWord("Z"))) {
      return TextReader.at(
          name.at(),
          () -> new Operand.Area(SearchArea.of(new WktReader(tokens, limits).read(name))));
    }
    if (tokens.takeSign("(")) {
      return TextReader.at(name.at(), () -> function(name));
    }
    return switch (name.upper()) {
      case "TRUE" -> new Operand.Truth(true);
      case "FALSE" -> new Operand.Truth(false);
      default -> property(name);
    };
  }

  private Operand function(Token name) {
    Operand made =
        switch (name.upper()) {
          case "DATE" -> new Operand.Time(Period.date(text()));
          case "TIMESTAMP" -> new Operand.Time(Period.timestamp(text()));
          case "INTERVAL" -> interval();
          case "BBOX" -> new Operand.Area(SearchArea.ofBbox(numbers()));
          default -> throw Operands.unsupported(name.text());
        };
    tokens.expectSign(")");
    return made;
  }

  private Operand interval() {
    String from = text();
    tokens.expectSign(",");
    return new Operand.Time(Period.interval(from, text()));
  }

  private double[] numbers() {
    List<Double> numbers = new ArrayList<>();
    do {
      numbers.add(number());
    } while (numbers.size() < 7 && tokens.takeSign(","));
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double number() {
    if (tokens.peek().kind() != Kind.NUMBER) {
      throw tokens.unexpected("a number");
    }
    Token token = tokens.take();
    double value = Double.parseDouble(token.text());
    if (!Double.isFinite(value)) {
      throw Tokens.at(token.at(), "a number is out of range");
    }
    return value;
  }

  private String text() {
    if (tokens.peek().kind() != Kind.TEXT) {
      throw tokens.unexpected("a text in single quotes");
    }
    Token token = tokens.take();
    return TextReader.at(token.at(), () -> Limits.text(token.text()));
  }

  private Operand property(Token name) {
    return TextReader.at(name.at(), () -> operands.property(name.text()));
  }
}
