package io.landfall.index.cql2;

import io.landfall.index.SceneFilter;
import io.landfall.index.SceneFilter.Operator;
import io.landfall.index.cql2.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Reads CQL2 text by descending through the rules of its grammar. */
final class TextReader {
  private static final Set<String> KEYWORDS =
      Set.of("AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "NULL");

  private final Limits limits = new Limits();
  private final Tokens tokens;
  private final TextOperands operands;

  TextReader(String text, Cql2Names names) {
    this.tokens = new Tokens(text);
    this.operands = new TextOperands(tokens, new Operands(names), limits);
  }

  SceneFilter read() {
    SceneFilter filter = or();
    if (tokens.peek().kind() != Kind.END) {
      throw tokens.unexpected("AND, OR or the end");
    }
    return filter;
  }

  private SceneFilter or() {
    List<SceneFilter> filters = new ArrayList<>(List.of(and()));
    while (tokens.takeWord("OR")) {
      filters.add(and());
    }
    return Conditions.any(filters);
  }

  private SceneFilter and() {
    List<SceneFilter> filters = new ArrayList<>(List.of(factor()));
    while (tokens.takeWord("AND")) {
      filters.add(factor());
    }
    return Conditions.all(filters);
  }

  private SceneFilter factor() {
    int at = tokens.peek().at();
    if (tokens.takeWord("NOT")) {
      return nested(at, () -> Conditions.not(factor()));
    }
    if (tokens.takeSign("(")) {
      SceneFilter inner = nested(at, this::or);
      tokens.expectSign(")");
      return inner;
    }
    at(at, limits::condition);
    return predicate();
  }

  private SceneFilter nested(int at, Supplier<SceneFilter> read) {
    at(at, limits::enter);
    SceneFilter inner = read.get();
    limits.leave();
    return inner;
  }

  private SceneFilter predicate() {
    Token first = tokens.peek();
    if (first.kind() != Kind.NAME || !first.upper().matches("[STA]_[A-Z]+")) {
      return predicate(first, operands.read());
    }
    tokens.take();
    return tokens.takeSign("(") ? function(first) : predicate(first, operands.named(first));
  }

  private SceneFilter predicate(Token first, Operand left) {
    Token operator = tokens.peek();
    if (operator.kind() == Kind.SIGN && sign(operator.text()) != null) {
      tokens.take();
      Operand right = operands.read();
      return at(first.at(), () -> Conditions.compare(left, sign(operator.text()), right));
    }
    if (tokens.takeWord("IS")) {
      boolean not = tokens.takeWord("NOT");
      tokens.expectWord("NULL");
      return negated(not, at(first.at(), () -> Conditions.isNull(left)));
    }
    if (left instanceof Operand.Truth truth) {
      return truth.value() ? SceneFilter.ALL : Conditions.NEVER;
    }
    return negated(tokens.takeWord("NOT"), advanced(first.at(), left));
  }

  private SceneFilter advanced(int at, Operand left) {
    if (tokens.takeWord("LIKE")) {
      Operand pattern = operands.read();
      return at(at, () -> Conditions.like(left, pattern));
    }
    if (tokens.takeWord("BETWEEN")) {
      Operand low = operands.read();
      tokens.expectWord("AND");
      Operand high = operands.read();
      return at(at, () -> Conditions.between(left, low, high));
    }
    if (tokens.takeWord("IN")) {
      List<Operand> values = list();
      return at(at, () -> Conditions.in(left, values));
    }
    throw tokens.unexpected("=, <>, <, <=, >, >=, LIKE, BETWEEN, IN or IS NULL");
  }

  private List<Operand> list() {
    tokens.expectSign("(");
    List<Operand> values = new ArrayList<>();
    do {
      int at = tokens.peek().at();
      values.add(operands.read());
      at(at, () -> Limits.list(values.size()));
    } while (tokens.takeSign(","));
    tokens.expectSign(")");
    return values;
  }

  private SceneFilter function(Token name) {
    if (name.upper().startsWith("A_")) {
      throw Tokens.at(
          name.at(), "%s is not supported; no property is an array".formatted(name.upper()));
    }
    Operand left = operands.read();
    tokens.expectSign(",");
    Operand right = operands.read();
    tokens.expectSign(")");
    String function = name.text().substring(2).toLowerCase(Locale.ROOT);
    return at(
        name.at(),
        () ->
            name.upper().startsWith("S_")
                ? Conditions.spatial(function, left, right)
                : Conditions.temporal(function, left, right));
  }

  private static SceneFilter negated(boolean not, SceneFilter filter) {
    return not ? Conditions.not(filter) : filter;
  }

  static boolean isKeyword(Token token) {
    return token.kind() == Kind.NAME && KEYWORDS.contains(token.upper());
  }

  static Operator sign(String text) {
    for (Operator operator : Operator.values()) {
      if (operator.sign().equals(text)) {
        return operator;
      }
    }
    return null;
  }

  private static void at(int position, Runnable check) {
    at(
        position,
        () -> {
          check.run();
          return null;
        });
  }

  /** Adds the place to what is wrong. */
  static <T> T at(int position, Supplier<T> make) {
    try {
      return make.get();
    } catch (Cql2Problem problem) {
      throw problem;
    } catch (IllegalArgumentException e) {
      throw Tokens.at(position, JsonReader.sentence(e));
    }
  }
}
