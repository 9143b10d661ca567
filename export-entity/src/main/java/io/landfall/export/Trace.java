package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Priority;
import java.time.Instant;

/**
 * What every state of an export carries.
 *
 * @param createdAt when it was asked for
 * @param updatedAt when it last changed; never earlier than before, though nodes' clocks differ
 * @param version how many events there are
 * @param attempt the number of the try; snapshots of old have none and are of the first
 * @param priority {@code null}: still that of the request
 */
public record Trace(
    Instant createdAt,
    Instant updatedAt,
    long version,
    int attempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Priority priority) {
  public Trace {
    attempt = Math.max(1, attempt);
  }

  static Trace startingAt(Instant at) {
    return new Trace(at, at, 1, 1, null);
  }

  Trace next(ExportEvent event) {
    Instant at = event.at().isAfter(updatedAt) ? event.at() : updatedAt;
    return new Trace(createdAt, at, version + 1, attempt, priority);
  }

  Trace withAttempt(int number) {
    return new Trace(createdAt, updatedAt, version, number, priority);
  }

  Trace withPriority(Priority wanted) {
    return new Trace(createdAt, updatedAt, version, attempt, wanted);
  }
}
