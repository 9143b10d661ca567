package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Token.TokenKind;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Reads CQL2 text by descending through the rules of its grammar. */
final class Cql2TextReader {
  private static final Set<String> KEYWORDS =
      Set.of("AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL");

  private final Cql2Limits limits = new Cql2Limits();
  private final Cql2Lexer tokens;
  private final TextOperandReader operands;

  Cql2TextReader(String text, Cql2Names names) {
    this.tokens = new Cql2Lexer(text);
    this.operands = new TextOperandReader(tokens, new OperandFactory(names), limits);
  }

  SceneFilter read() {
    SceneFilter filter = or();
    if (tokens.peek().kind() != TokenKind.END) {
      throw tokens.unexpected("AND, OR or the end");
    }
    return filter;
  }

  private SceneFilter or() {
    List<SceneFilter> filters = new ArrayList<>(List.of(and()));
    while (tokens.takeWord("OR")) {
      filters.add(and());
    }
    return FilterFactory.any(filters);
  }

  private SceneFilter and() {
    List<SceneFilter> filters = new ArrayList<>(List.of(factor()));
    while (tokens.takeWord("AND")) {
      filters.add(factor());
    }
    return FilterFactory.all(filters);
  }

  private SceneFilter factor() {
    int at = tokens.peek().offset();
    if (tokens.takeWord("NOT")) {
      return nested(at, () -> FilterFactory.not(factor()));
    }
    if (tokens.takeSymbol("(")) {
      SceneFilter inner = nested(at, this::or);
      tokens.expectSymbol(")");
      return inner;
    }
    locating(at, limits::countCondition);
    return predicate();
  }

  private SceneFilter nested(int at, Supplier<SceneFilter> read) {
    locating(at, limits::enterNesting);
    SceneFilter inner = read.get();
    limits.leaveNesting();
    return inner;
  }

  private SceneFilter predicate() {
    Cql2Token first = tokens.peek();
    if (first.kind() != TokenKind.NAME || !first.upperCase().matches("[STA]_[A-Z]+")) {
      return predicate(first, operands.read());
    }
    tokens.take();
    return tokens.takeSymbol("(") ? function(first) : predicate(first, operands.afterName(first));
  }

  private SceneFilter predicate(Cql2Token first, Operand left) {
    Cql2Token operator = tokens.peek();
    if (operator.kind() == TokenKind.SYMBOL && operatorOf(operator.text()) != null) {
      tokens.take();
      Operand right = operands.read();
      return locating(
          first.offset(), () -> FilterFactory.compare(left, operatorOf(operator.text()), right));
    }
    if (tokens.takeWord("IS")) {
      boolean not = tokens.takeWord("NOT");
      tokens.expectWord("NULL");
      return negatedIf(not, locating(first.offset(), () -> FilterFactory.isNull(left)));
    }
    if (left instanceof Operand.BooleanOperand truth) {
      return truth.value() ? SceneFilter.ALL : FilterFactory.NONE;
    }
    return negatedIf(tokens.takeWord("NOT"), advanced(first.offset(), left));
  }

  private SceneFilter advanced(int at, Operand left) {
    if (tokens.takeWord("LIKE")) {
      Operand pattern = operands.read();
      return locating(at, () -> FilterFactory.like(left, pattern));
    }
    if (tokens.takeWord("BETWEEN")) {
      Operand low = operands.read();
      tokens.expectWord("AND");
      Operand high = operands.read();
      return locating(at, () -> FilterFactory.between(left, low, high));
    }
    if (tokens.takeWord("IN")) {
      List<Operand> values = list();
      return locating(at, () -> FilterFactory.in(left, values));
    }
    throw tokens.unexpected("=, <>, <, <=, >, >=, LIKE, BETWEEN, IN or IS NULL");
  }

  private List<Operand> list() {
    tokens.expectSymbol("(");
    List<Operand> values = new ArrayList<>();
    do {
      int at = tokens.peek().offset();
      values.add(operands.read());
      locating(at, () -> Cql2Limits.checkList(values.size()));
    } while (tokens.takeSymbol(","));
    tokens.expectSymbol(")");
    return values;
  }

  private SceneFilter function(Cql2Token name) {
    if (name.upperCase().startsWith("A_")) {
      throw Cql2Lexer.problemAt(
          name.offset(),
          "%s is not supported; no property is an array".formatted(name.upperCase()));
    }
    Operand left = operands.read();
    tokens.expectSymbol(",");
    Operand right = operands.read();
    tokens.expectSymbol(")");
    String function = name.text().substring(2).toLowerCase(Locale.ROOT);
    return locating(
        name.offset(),
        () ->
            name.upperCase().startsWith("S_")
                ? FilterFactory.spatial(function, left, right)
                : FilterFactory.temporal(function, left, right));
  }

  private static SceneFilter negatedIf(boolean not, SceneFilter filter) {
    return not ? FilterFactory.not(filter) : filter;
  }

  static boolean isKeyword(Cql2Token token) {
    return token.kind() == TokenKind.NAME && KEYWORDS.contains(token.upperCase());
  }

  static ComparisonOperator operatorOf(String text) {
    for (ComparisonOperator operator : ComparisonOperator.values()) {
      if (operator.symbol().equals(text)) {
        return operator;
      }
    }
    return null;
  }

  private static void locating(int position, Runnable check) {
    locating(
        position,
        () -> {
          check.run();
          return null;
        });
  }

  /** Adds the place to what is wrong. */
  static <T> T locating(int position, Supplier<T> make) {
    try {
      return make.get();
    } catch (Cql2ParseException problem) {
      throw problem;
    } catch (IllegalArgumentException e) {
      throw Cql2Lexer.problemAt(position, Cql2JsonReader.asClause(e));
    }
  }
}
