package io.landfall.chaos;

import io.landfall.chaos.ReferenceExports.ExportKind;
import io.landfall.export.ExportSummary;

/** One export of a schedule, as its client saw it. */
final class ExportOutcome {
  final ExportKind kind;
  final String key;

  /** {@code null}: it was never acknowledged. */
  volatile String id;

  volatile boolean isCancelAsked;

  /**
   * Whether a try to pause it that got no answer may be done after it was resumed, or none of those
   * to resume it got one.
   */
  volatile boolean mayBeLeftPaused;

  volatile String status = "";
  volatile String detail = "";
  volatile String file = "";

  /** Whether it goes to the user's bucket too. */
  final boolean isDelivered;

  /** Whether a destination has told that it has the file. */
  volatile boolean isGiven;

  ExportOutcome(ExportKind kind, String key, boolean isDelivered) {
    this.kind = kind;
    this.key = key;
    this.isDelivered = isDelivered;
  }

  /** Returns what is asked for; {@code config} names the user's bucket. */
  String body(String config) {
    String delivery =
        ", \"delivery\": [{\"type\": \"HTTP\"}, {\"deliveryConfigId\": \"%s\"}]}".formatted(config);
    String whole = kind.body.strip();
    return isDelivered ? whole.substring(0, whole.length() - 1) + delivery : whole;
  }

  boolean isAcknowledged() {
    return id != null;
  }

  boolean hasEnded() {
    return status.equals("SUCCESS") || status.equals("ERROR");
  }

  /** Whether it waits for somebody to resume it. */
  boolean isPaused() {
    return !hasEnded() && detail.startsWith(ExportSummary.PAUSED);
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(kind, id, status, detail);
  }
}
