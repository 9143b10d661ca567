package io.landfall.model.color;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * Colours of values: between two stops in proportion, below the first and above the last as these.
 *
 * @param stops at least one, their values ascending
 */
public record ColorRamp(List<ColorStop> stops) {
  /**
   * The colour of one value.
   *
   * @param red 0 to 255
   * @param green 0 to 255
   * @param blue 0 to 255
   */
  public record ColorStop(double value, int red, int green, int blue) {
    public ColorStop {
      if (!Double.isFinite(value)) {
        throw invalid("%s is no value".formatted(value), "Give finite numbers");
      }
      if (Math.min(red, Math.min(green, blue)) < 0 || Math.max(red, Math.max(green, blue)) > 255) {
        throw invalid(
            "%d %d %d is no colour".formatted(red, green, blue),
            "Red, green and blue go from 0 to 255");
      }
    }
  }

  public ColorRamp {
    stops = List.copyOf(stops);
    if (stops.isEmpty()) {
      throw invalid("it has no colour", "Give values with their red, green and blue");
    }
    for (int i = 1; i < stops.size(); i++) {
      if (!(stops.get(i - 1).value() < stops.get(i).value())) {
        throw invalid(
            "%s follows %s".formatted(stops.get(i).value(), stops.get(i - 1).value()),
            "Give ascending values, each once");
      }
    }
  }

  /** Returns the same colours spread over {@code min .. max}. */
  public ColorRamp over(double min, double max) {
    double first = stops.get(0).value();
    double length = stops.get(stops.size() - 1).value() - first;
    return new ColorRamp(
        stops.stream()
            .map(
                stop ->
                    new ColorStop(
                        min + (stop.value() - first) / length * (max - min),
                        stop.red(),
                        stop.green(),
                        stop.blue()))
            .toList());
  }

  static ExportFailure invalid(String why, String fix) {
    return new ExportFailure(
        ErrorCode.REQUEST_INVALID, "Invalid colour ramp: %s. %s.".formatted(why, fix));
  }
}
