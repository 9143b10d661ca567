package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Token.TokenKind;
import io.landfall.index.geo.SearchArea;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands beside an operator in CQL2 text. */
final class TextOperandReader {
  private final Cql2Lexer tokens;
  private final OperandFactory operands;
  private final Cql2Limits limits;

  TextOperandReader(Cql2Lexer tokens, OperandFactory operands, Cql2Limits limits) {
    this.tokens = tokens;
    this.operands = operands;
    this.limits = limits;
  }

  Operand read() {
    Cql2Token token = tokens.peek();
    return switch (token.kind()) {
      case TEXT -> new Operand.TextOperand(text());
      case NUMBER -> OperandFactory.number(number());
      case QUOTED_NAME -> property(tokens.take());
      case NAME -> Cql2TextReader.isKeyword(token) ? unexpected() : afterName(tokens.take());
      case SYMBOL, END -> unexpected();
    };
  }

  private Operand unexpected() {
    Cql2Token token = tokens.peek();
    if (token.kind() == TokenKind.SYMBOL && "+-*/%^".contains(token.text())) {
      throw Cql2Lexer.problemAt(
          token.offset(), "found \"%s\"; arithmetic is not supported".formatted(token.text()));
    }
    throw tokens.unexpected("a property, a value or a function");
  }

  /** Reads on behind a name. */
  Operand afterName(Cql2Token name) {
    if (Cql2WktReader.isType(name) && (tokens.peek().isSymbol("(") || tokens.peek().isWord("Z"))) {
      return Cql2TextReader.locating(
          name.offset(),
          () ->
              new Operand.GeometryOperand(
                  SearchArea.validated(new Cql2WktReader(tokens, limits).read(name))));
    }
    if (tokens.takeSymbol("(")) {
      return Cql2TextReader.locating(name.offset(), () -> function(name));
    }
    return switch (name.upperCase()) {
      case "TRUE" -> new Operand.BooleanOperand(true);
      case "FALSE" -> new Operand.BooleanOperand(false);
      default -> property(name);
    };
  }

  private Operand function(Cql2Token name) {
    Operand made =
        switch (name.upperCase()) {
          case "DATE" -> new Operand.TemporalOperand(TemporalValue.date(text()));
          case "TIMESTAMP" -> new Operand.TemporalOperand(TemporalValue.timestamp(text()));
          case "INTERVAL" -> interval();
          case "BBOX" -> new Operand.GeometryOperand(SearchArea.ofBbox(numbers()));
          default -> throw OperandFactory.unsupported(name.text());
        };
    tokens.expectSymbol(")");
    return made;
  }

  private Operand interval() {
    String from = text();
    tokens.expectSymbol(",");
    return new Operand.TemporalOperand(TemporalValue.interval(from, text()));
  }

  private double[] numbers() {
    List<Double> numbers = new ArrayList<>();
    do {
      numbers.add(number());
    } while (numbers.size() < 7 && tokens.takeSymbol(","));
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private double number() {
    if (tokens.peek().kind() != TokenKind.NUMBER) {
      throw tokens.unexpected("a number");
    }
    Cql2Token token = tokens.take();
    double value = Double.parseDouble(token.text());
    if (!Double.isFinite(value)) {
      throw Cql2Lexer.problemAt(token.offset(), "a number is out of range");
    }
    return value;
  }

  private String text() {
    if (tokens.peek().kind() != TokenKind.TEXT) {
      throw tokens.unexpected("a text in single quotes");
    }
    Cql2Token token = tokens.take();
    return Cql2TextReader.locating(token.offset(), () -> Cql2Limits.checkText(token.text()));
  }

  private Operand property(Cql2Token name) {
    return Cql2TextReader.locating(name.offset(), () -> operands.property(name.text()));
  }
}
