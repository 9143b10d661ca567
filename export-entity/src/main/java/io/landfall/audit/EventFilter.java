package io.landfall.audit;

import io.landfall.model.ExportId;
import java.time.Instant;

/**
 * Which events are asked for; what is {@code null} narrows nothing.
 *
 * @param user whose exports the events are of, or who caused them
 * @param from when they were written, or later
 * @param to before which they were written
 * @param type as {@code taskStored}
 * @param export that they are of
 * @param scene id of one that their export was asked for or planned with
 */
public record EventFilter(
    String user, Instant from, Instant to, String type, ExportId export, String scene) {
  /** All events. */
  public static final EventFilter ALL = new EventFilter(null, null, null, null, null, null);

  /** Returns whether it depends on what is known of the export besides the event. */
  boolean asksOfExport() {
    return user != null || scene != null;
  }
}
