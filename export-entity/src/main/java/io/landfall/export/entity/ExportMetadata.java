package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * What every state of an export carries.
 *
 * @param createdAt when it was asked for
 * @param updatedAt when it last changed; never earlier than before, though nodes' clocks differ
 * @param sequenceNumber how many events there are
 * @param attempt the number of the try, from 1
 * @param priority {@code null}: still that of the request
 * @param addedDestinations that follow those of the request
 */
public record ExportMetadata(
    Instant createdAt,
    Instant updatedAt,
    long sequenceNumber,
    int attempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Priority priority,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Destination> addedDestinations) {
  public ExportMetadata {
    addedDestinations = addedDestinations == null ? List.of() : List.copyOf(addedDestinations);
  }

  static ExportMetadata ofFirstEvent(Instant at) {
    return new ExportMetadata(at, at, 1, 1, null, List.of());
  }

  ExportMetadata updatedBy(ExportEvent event) {
    Instant at = event.at().isAfter(updatedAt) ? event.at() : updatedAt;
    return new ExportMetadata(
        createdAt, at, sequenceNumber + 1, attempt, priority, addedDestinations);
  }

  ExportMetadata withAttempt(int number) {
    return new ExportMetadata(
        createdAt, updatedAt, sequenceNumber, number, priority, addedDestinations);
  }

  ExportMetadata withPriority(Priority newPriority) {
    return new ExportMetadata(
        createdAt, updatedAt, sequenceNumber, attempt, newPriority, addedDestinations);
  }

  ExportMetadata withDestinations(List<Destination> added) {
    List<Destination> all = Stream.concat(addedDestinations.stream(), added.stream()).toList();
    return new ExportMetadata(createdAt, updatedAt, sequenceNumber, attempt, priority, all);
  }
}
