package io.landfall.export;

import io.landfall.model.plan.ExportPlan;
import java.util.List;

/**
 * What an export would be.
 *
 * @param plan by which it would be rendered now
 * @param bytes of the main file
 * @param seconds from the request to the end
 * @param destinations what could be found out of each, in the order of the request
 * @param warnings beside those of the plan, in sentences
 */
public record ExportEstimate(
    ExportPlan plan,
    ExpectedAmount bytes,
    ExpectedAmount seconds,
    List<DestinationCheck> destinations,
    List<String> warnings) {
  public ExportEstimate {
    destinations = List.copyOf(destinations);
    warnings = List.copyOf(warnings);
  }

  /** How a destination looks before the export. */
  public enum DestinationStatus {
    /** It would take the file now. */
    OK,
    /** It would not. */
    PROBLEM,
    /** Only the delivery can tell. */
    UNCHECKED
  }

  /**
   * One destination.
   *
   * @param type as users see it
   * @param detail what is wrong, or why it is not known; {@code null}: nothing to add
   */
  public record DestinationCheck(String type, DestinationStatus status, String detail) {}

  /** Returns this estimate with another warning. */
  public ExportEstimate withWarning(String warning) {
    List<String> all =
        java.util.stream.Stream.concat(warnings.stream(), java.util.stream.Stream.of(warning))
            .toList();
    return new ExportEstimate(plan, bytes, seconds, destinations, all);
  }
}
