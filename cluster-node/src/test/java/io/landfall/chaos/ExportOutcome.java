package io.landfall.chaos;

import io.landfall.chaos.ReferenceExports.ExportKind;

/** One export of a schedule, as its client saw it. */
final class ExportOutcome {
  final ExportKind kind;
  final String key;

  /** {@code null}: it was never acknowledged. */
  volatile String id;

  volatile boolean isCancelAsked;
  volatile String status = "";
  volatile String detail = "";
  volatile String file = "";

  ExportOutcome(ExportKind kind, String key) {
    this.kind = kind;
    this.key = key;
  }

  boolean isAcknowledged() {
    return id != null;
  }

  boolean hasEnded() {
    return status.equals("SUCCESS") || status.equals("ERROR");
  }

  @Override
  public String toString() {
    return "%s %s %s %s".formatted(kind, id, status, detail);
  }
}
