package io.landfall.model.algebra;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What a node computes from the pixels at one place. Numbers are doubles; a pixel without data
 * makes the result no-data, and so does a result that is not a finite number: division by zero, the
 * root of a negative number, an overflow. Operations on many arguments go from left to right. The
 * names stand in the journal: add, never rename.
 */
public enum LocalOperator {
  ADD(1, LocalOperator.UNLIMITED, "+"),
  SUBTRACT(2, LocalOperator.UNLIMITED, "-"),
  MULTIPLY(1, LocalOperator.UNLIMITED, "*"),
  DIVIDE(2, LocalOperator.UNLIMITED, "/"),
  MIN(1, LocalOperator.UNLIMITED, "min"),
  MAX(1, LocalOperator.UNLIMITED, "max"),
  POWER(2, 2, "^", "pow"),
  /** The angle of (second, first) in radians, as {@link Math#atan2}. */
  ATAN2(2, 2, "atan2"),
  /** Comparisons give 1 or 0 and compare exactly. */
  GREATER(2, 2, ">"),
  GREATER_OR_EQUAL(2, 2, ">="),
  EQUAL(2, 2, "=="),
  NOT_EQUAL(2, 2, "!="),
  LESS(2, 2, "<"),
  LESS_OR_EQUAL(2, 2, "<="),
  /** Logic takes every number but 0 as true, and gives 1 or 0. */
  AND(2, LocalOperator.UNLIMITED, "and"),
  OR(2, LocalOperator.UNLIMITED, "or"),
  XOR(2, LocalOperator.UNLIMITED, "xor"),
  NOT(1, 1, "not"),
  ABS(1, 1, "abs"),
  NEGATE(1, 1, "neg"),
  SQRT(1, 1, "sqrt"),
  LOG(1, 1, "log"),
  LOG10(1, 1, "log10"),
  /** To the nearest whole number, halves up: 2.5 is 3 and -2.5 is -2. */
  ROUND(1, 1, "round"),
  FLOOR(1, 1, "floor"),
  CEIL(1, 1, "ceil"),
  SIN(1, 1, "sin"),
  COS(1, 1, "cos"),
  TAN(1, 1, "tan"),
  SINH(1, 1, "sinh"),
  COSH(1, 1, "cosh"),
  TANH(1, 1, "tanh"),
  ASIN(1, 1, "asin"),
  ACOS(1, 1, "acos"),
  ATAN(1, 1, "atan"),
  /** 1 where there is data, else 0. */
  IS_DEFINED(1, 1, "isdefined"),
  /** 1 where there is no data, else 0. */
  IS_UNDEFINED(1, 1, "isundefined");

  /** The most arguments of operations on many: as many as a tree may have nodes. */
  private static final int UNLIMITED = AlgebraTool.MAX_NODES;

  private final int minArguments;
  private final int maxArguments;
  private final List<String> symbols;

  LocalOperator(int minArguments, int maxArguments, String... symbols) {
    this.minArguments = minArguments;
    this.maxArguments = maxArguments;
    this.symbols = List.of(symbols);
  }

  /** Returns the operation that is written {@code symbol}. */
  public static Optional<LocalOperator> of(String symbol) {
    return Arrays.stream(values()).filter(o -> o.symbols.contains(symbol)).findFirst();
  }

  /** Returns how trees write it, the usual way first. */
  public List<String> symbols() {
    return symbols;
  }

  /** Tells whether the operation can take {@code count} arguments. */
  public boolean takesArguments(int count) {
    return minArguments <= count && count <= maxArguments;
  }

  /** Returns how many arguments it takes, in words. */
  public String arity() {
    return (minArguments == maxArguments ? "exactly " : "at least ") + minArguments;
  }

  /** Tells whether the result can have data where an argument has none. */
  public boolean readsNoData() {
    return this == IS_DEFINED || this == IS_UNDEFINED;
  }
}
