package io.landfall.raster.algebra;

import io.landfall.model.algebra.LocalOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Operations on one row. Arguments are finite or NaN, and so are results: {@code x + 0 * x} is x
 * where x is finite, else NaN. Functions are those of {@link StrictMath}, the same on every
 * machine.
 */
final class UnaryKernels {
  private UnaryKernels() {}

  /** Computes {@code [from, to)}; {@code a} and {@code out} may be the same. */
  static void run(LocalOperator operator, double[] a, double[] out, int from, int to) {
    switch (operator) {
      case NOT -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] == 0 ? 1 : 0) + 0 * a[i];
        }
      }
      case ABS -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.abs(a[i]);
        }
      }
      case NEGATE -> {
        for (int i = from; i < to; i++) {
          out[i] = -a[i];
        }
      }
      case SQRT -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.sqrt(a[i]);
        }
      }
      case ROUND -> {
        for (int i = from; i < to; i++) {
          double floor = Math.floor(a[i]); // adding a half first would round large odd numbers
          out[i] = a[i] - floor >= 0.5 ? floor + 1 : floor;
        }
      }
      case FLOOR -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.floor(a[i]);
        }
      }
      case CEIL -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.ceil(a[i]);
        }
      }
      case IS_DEFINED -> {
        for (int i = from; i < to; i++) {
          out[i] = a[i] == a[i] ? 1 : 0;
        }
      }
      case IS_UNDEFINED -> {
        for (int i = from; i < to; i++) {
          out[i] = a[i] == a[i] ? 0 : 1;
        }
      }
      default -> function(function(operator), a, out, from, to);
    }
  }

  private static void function(
      DoubleUnaryOperator function, double[] a, double[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      double value = function.applyAsDouble(a[i]);
      out[i] = value + 0 * value;
    }
  }

  private static DoubleUnaryOperator function(LocalOperator operator) {
    return switch (operator) {
      case LOG -> StrictMath::log;
      case LOG10 -> StrictMath::log10;
      case SIN -> StrictMath::sin;
      case COS -> StrictMath::cos;
      case TAN -> StrictMath::tan;
      case SINH -> StrictMath::sinh;
      case COSH -> StrictMath::cosh;
      case TANH -> StrictMath::tanh;
      case ASIN -> StrictMath::asin;
      case ACOS -> StrictMath::acos;
      case ATAN -> StrictMath::atan;
      default -> throw new IllegalArgumentException(operator + " does not take one argument");
    };
  }
}
