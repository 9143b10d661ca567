package io.landfall.node.cli.export;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.Percentiles;
import io.landfall.model.request.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** How values become colours. */
final class StretchOptions {
  @Option(
      names = "--stretch",
      paramLabel = "MIN,MAX",
      defaultValue = "none",
      description =
          "Maps MIN..MAX linearly to bytes 1..255, 0 is no-data; one pair for all bands or one a"
              + " band. auto takes the 2nd and 98th percentile of each band, auto:LOW,HIGH others;"
              + " none keeps type and values. Default: ${DEFAULT-VALUE}.")
  String stretch;

  @Option(
      names = "--color",
      paramLabel = "FILE",
      description =
          "Colour correction of three bands, as JSON: gamma, bandClipping, tileClipping,"
              + " sigmoidalContrast, saturation, equalize, autoBalance. Gives bytes 1..255.")
  Path color;

  /** Tells whether the stretch is to be found rather than given. */
  boolean isAuto() {
    return stretch.toLowerCase(Locale.ROOT).startsWith("auto");
  }

  /** Returns the percentiles of an automatic stretch. */
  Percentiles percentiles() {
    if (stretch.equalsIgnoreCase("auto")) {
      return Percentiles.AUTO;
    }
    String[] cut = stretch.substring("auto".length()).replaceFirst("^:", "").split(",");
    try {
      if (cut.length == 2) {
        return new Percentiles(Double.parseDouble(cut[0]), Double.parseDouble(cut[1]));
      }
    } catch (NumberFormatException e) {
      // falls through to the one failure below
    }
    throw invalidStretch();
  }

  /** Returns the ranges of a stretch that is given; empty if none is. */
  List<Tool.ValueRange> ranges() {
    if (isAuto() || stretch.equalsIgnoreCase("none")) {
      return List.of();
    }
    String[] numbers = stretch.split(",");
    if (numbers.length % 2 != 0) {
      throw invalidStretch();
    }
    List<Tool.ValueRange> ranges = new ArrayList<>();
    try {
      for (int i = 0; i < numbers.length; i += 2) {
        ranges.add(
            new Tool.ValueRange(
                Double.parseDouble(numbers[i]), Double.parseDouble(numbers[i + 1])));
      }
    } catch (NumberFormatException e) {
      throw invalidStretch();
    }
    return ranges;
  }

  private ExportFailure invalidStretch() {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID,
        "Invalid --stretch %s: write MIN,MAX for all bands, one pair a band, auto, or auto:LOW,HIGH in percent."
            .formatted(stretch));
  }
}
