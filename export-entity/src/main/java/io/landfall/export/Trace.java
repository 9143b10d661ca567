package io.landfall.export;

import java.time.Instant;

/**
 * When an export was asked for and last changed.
 *
 * @param version how many events there are
 */
record Trace(Instant createdAt, Instant updatedAt, long version) {
  static Trace startingAt(Instant at) {
    return new Trace(at, at, 1);
  }

  Trace next(ExportEvent event) {
    return new Trace(createdAt, event.at(), version + 1);
  }
}
