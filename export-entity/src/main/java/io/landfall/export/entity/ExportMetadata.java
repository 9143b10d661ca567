package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Priority;
import java.time.Instant;

/**
 * What every state of an export carries.
 *
 * @param createdAt when it was asked for
 * @param updatedAt when it last changed; never earlier than before, though nodes' clocks differ
 * @param sequenceNumber how many events there are
 * @param attempt the number of the try, from 1
 * @param priority {@code null}: still that of the request
 */
public record ExportMetadata(
    Instant createdAt,
    Instant updatedAt,
    long sequenceNumber,
    int attempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Priority priority) {
  static ExportMetadata ofFirstEvent(Instant at) {
    return new ExportMetadata(at, at, 1, 1, null);
  }

  ExportMetadata updatedBy(ExportEvent event) {
    Instant at = event.at().isAfter(updatedAt) ? event.at() : updatedAt;
    return new ExportMetadata(createdAt, at, sequenceNumber + 1, attempt, priority);
  }

  ExportMetadata withAttempt(int number) {
    return new ExportMetadata(createdAt, updatedAt, sequenceNumber, number, priority);
  }

  ExportMetadata withPriority(Priority newPriority) {
    return new ExportMetadata(createdAt, updatedAt, sequenceNumber, attempt, newPriority);
  }
}
