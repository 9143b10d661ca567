package io.landfall.export;

import java.time.Instant;

/**
 * When an export was asked for and last changed.
 *
 * @param version how many events there are
 * @param attempt the number of the try; snapshots of old have none and are of the first
 */
record Trace(Instant createdAt, Instant updatedAt, long version, int attempt) {
  Trace {
    attempt = Math.max(1, attempt);
  }

  static Trace startingAt(Instant at) {
    return new Trace(at, at, 1, 1);
  }

  Trace next(ExportEvent event) {
    return new Trace(createdAt, event.at(), version + 1, attempt);
  }
}
