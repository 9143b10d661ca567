package io.landfall.raster.algebra;

import io.landfall.model.algebra.LocalOperator;

/**
 * Operations on two rows. Arguments are finite or NaN, and so are results: {@code x + 0 * x} is x
 * where x is finite, else NaN, and {@code + 0 * a} lets a NaN of an argument through where a
 * comparison would swallow it.
 */
final class BinaryKernels {
  private BinaryKernels() {}

  /** Computes {@code [from, to)}; {@code out} may be one of the arguments. */
  static void run(LocalOperator operator, double[] a, double[] b, double[] out, int from, int to) {
    switch (operator) {
      case ADD -> {
        for (int i = from; i < to; i++) {
          double value = a[i] + b[i];
          out[i] = value + 0 * value;
        }
      }
      case SUBTRACT -> {
        for (int i = from; i < to; i++) {
          double value = a[i] - b[i];
          out[i] = value + 0 * value;
        }
      }
      case MULTIPLY -> {
        for (int i = from; i < to; i++) {
          double value = a[i] * b[i];
          out[i] = value + 0 * value;
        }
      }
      case DIVIDE -> {
        for (int i = from; i < to; i++) {
          double value = a[i] / b[i];
          out[i] = value + 0 * value;
        }
      }
      case MIN -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.min(a[i], b[i]);
        }
      }
      case MAX -> {
        for (int i = from; i < to; i++) {
          out[i] = Math.max(a[i], b[i]);
        }
      }
      case POWER -> {
        for (int i = from; i < to; i++) {
          double value = StrictMath.pow(a[i], b[i]);
          out[i] = value + 0 * value + 0 * a[i]; // NaN to the power of 0 would be 1
        }
      }
      case ATAN2 -> {
        for (int i = from; i < to; i++) {
          out[i] = StrictMath.atan2(a[i], b[i]);
        }
      }
      default -> decide(operator, a, b, out, from, to);
    }
  }

  /** The operations that give 1 or 0. */
  private static void decide(
      LocalOperator operator, double[] a, double[] b, double[] out, int from, int to) {
    switch (operator) {
      case GREATER -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] > b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case GREATER_OR_EQUAL -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] >= b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case EQUAL -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] == b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case NOT_EQUAL -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] != b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case LESS -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] < b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case LESS_OR_EQUAL -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] <= b[i] ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case AND -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] != 0 && b[i] != 0 ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case OR -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] != 0 || b[i] != 0 ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      case XOR -> {
        for (int i = from; i < to; i++) {
          out[i] = (a[i] != 0 ^ b[i] != 0 ? 1 : 0) + 0 * a[i] + 0 * b[i];
        }
      }
      default -> throw new IllegalArgumentException(operator + " does not take two arguments");
    }
  }
}
