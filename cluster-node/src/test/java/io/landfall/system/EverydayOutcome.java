package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.system.GdalRasters.GdalRaster;
import java.nio.file.Path;
import java.util.List;

/**
 * What became of a case.
 *
 * @param output {@code null} when it was refused
 * @param refusal {@code null} when there is an output
 * @param folder of the inputs and of what is expected
 */
record EverydayOutcome(
    Path output, List<String> warnings, String refusal, Path folder, GdalRasters rasters) {

  /** The right answer to a case. */
  @FunctionalInterface
  interface Check {
    void check(EverydayOutcome outcome);

    /** Asks for something more. */
    default Check and(Check other) {
      return outcome -> {
        check(outcome);
        other.check(outcome);
      };
    }

    /** Is content with something else. */
    default Check or(Check other) {
      return outcome -> {
        try {
          check(outcome);
        } catch (AssertionError first) {
          try {
            other.check(outcome);
          } catch (AssertionError second) {
            second.addSuppressed(first);
            throw second;
          }
        }
      };
    }
  }

  GdalRaster ours() {
    assertThat(refusal).as("refused").isNull();
    return rasters.read(output);
  }

  /** Reads a file of the case. */
  GdalRaster file(String name) {
    return rasters.read(folder.resolve(name));
  }

  static Check refused(String regex) {
    return outcome -> assertThat(outcome.refusal()).isNotNull().containsPattern(regex);
  }

  static Check warned(String regex) {
    return outcome ->
        assertThat(outcome.warnings()).anySatisfy(line -> assertThat(line).containsPattern(regex));
  }

  static Check quiet() {
    return outcome -> assertThat(outcome.warnings()).isEmpty();
  }

  /** What a band of the output is held against, pixel by pixel. */
  @FunctionalInterface
  interface Truth {
    /** Returns the value of a pixel of the sources; {@code null}: it is not valid. */
    Double at(int pixel);
  }

  /**
   * The output has what is true on the grid of a file, and is valid exactly where that is; it may
   * leave out rows and columns where nothing is.
   */
  static void assertBand(
      GdalRaster ours, int band, GdalRaster grid, Truth truth, double tolerance) {
    int x0 = ours.columnIn(grid);
    int y0 = ours.rowIn(grid);
    for (int y = Math.min(0, y0); y < Math.max(grid.height(), y0 + ours.height()); y++) {
      for (int x = Math.min(0, x0); x < Math.max(grid.width(), x0 + ours.width()); x++) {
        boolean isOnGrid = x >= 0 && y >= 0 && x < grid.width() && y < grid.height();
        Double right = isOnGrid ? truth.at(y * grid.width() + x) : null;
        assertPixel(ours, band, x - x0, y - y0, right, tolerance);
      }
    }
  }

  private static void assertPixel(
      GdalRaster ours, int band, int x, int y, Double right, double tolerance) {
    boolean isOurs = x >= 0 && y >= 0 && x < ours.width() && y < ours.height();
    int pixel = y * ours.width() + x;
    boolean valid = isOurs && ours.valid(band)[pixel];
    if (valid != (right != null)
        || valid && !(Math.abs(ours.values(band)[pixel] - right) <= tolerance)) {
      throw new AssertionError(
          "band %d, column %d, row %d is %s and should be %s"
              .formatted(
                  band + 1,
                  x,
                  y,
                  valid ? ours.values(band)[pixel] : "not valid",
                  right == null ? "not valid" : right));
    }
  }
}
