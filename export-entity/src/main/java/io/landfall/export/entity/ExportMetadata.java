package io.landfall.export.entity;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.model.Priority;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.request.Destination;
import io.landfall.trace.TraceContext;
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
 * @param givenUpBelow destinations below this index that have failed are not waited for any more:
 *     somebody has chosen others since
 * @param leftFiles what destinations have although their delivery was ended
 * @param endedAt {@code null}: it has not, or a snapshot of old does not tell
 * @param expiredAt when its file was given up; {@code null}: it was not
 * @param keptUntil when its file goes, or went, if it has ended; {@code null}: nobody has said
 * @param trace of the last call that changed it; {@code null}: that belonged to none
 */
public record ExportMetadata(
    Instant createdAt,
    Instant updatedAt,
    long sequenceNumber,
    int attempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Priority priority,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Destination> addedDestinations,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int givenUpBelow,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<LeftFile> leftFiles,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant endedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant expiredAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Instant keptUntil,
    @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace) {
  public ExportMetadata {
    addedDestinations = addedDestinations == null ? List.of() : List.copyOf(addedDestinations);
    leftFiles = leftFiles == null ? List.of() : List.copyOf(leftFiles);
  }

  static ExportMetadata ofFirstEvent(ExportEvent.Requested event) {
    Instant at = event.at();
    return new ExportMetadata(
        at, at, 1, 1, null, List.of(), 0, List.of(), null, null, null, event.trace());
  }

  ExportMetadata updatedBy(ExportEvent event) {
    Instant at = event.at().isAfter(updatedAt) ? event.at() : updatedAt;
    boolean ends =
        event instanceof ExportEvent.Completed
            || event instanceof ExportEvent.Failed
            || event instanceof ExportEvent.Canceled;
    boolean beginsAnew =
        event instanceof ExportEvent.Retried || event instanceof ExportEvent.DestinationsAdded;
    return new ExportMetadata(
        createdAt,
        at,
        sequenceNumber + 1,
        attempt,
        priority,
        addedDestinations,
        givenUpBelow,
        leftFiles,
        ends ? at : beginsAnew ? null : endedAt,
        event instanceof ExportEvent.Expired ? at : beginsAnew ? null : expiredAt,
        keptUntil(event),
        event instanceof ExportEvent.PersonEvent person && person.trace() != null
            ? person.trace()
            : trace);
  }

  /**
   * What was once told is never taken back: an export that ends again is not kept for less. A date
   * that was over by then is none: the file that there is now would go at once.
   */
  private Instant keptUntil(ExportEvent event) {
    boolean isOver =
        event instanceof ExportEvent.EndEvent
            && keptUntil != null
            && !keptUntil.isAfter(event.at());
    Instant known = isOver ? null : keptUntil;
    Instant said =
        event instanceof ExportEvent.EndEvent end
            ? end.keptUntil()
            : event instanceof ExportEvent.KeptUntil kept ? kept.until() : null;
    return said == null || known != null && known.isAfter(said) ? known : said;
  }

  ExportMetadata withAttempt(int number) {
    return new ExportMetadata(
        createdAt,
        updatedAt,
        sequenceNumber,
        number,
        priority,
        addedDestinations,
        givenUpBelow,
        leftFiles,
        endedAt,
        expiredAt,
        keptUntil,
        trace);
  }

  ExportMetadata withPriority(Priority newPriority) {
    return new ExportMetadata(
        createdAt,
        updatedAt,
        sequenceNumber,
        attempt,
        newPriority,
        addedDestinations,
        givenUpBelow,
        leftFiles,
        endedAt,
        expiredAt,
        keptUntil,
        trace);
  }

  ExportMetadata withDestinations(List<Destination> added) {
    return new ExportMetadata(
        createdAt,
        updatedAt,
        sequenceNumber,
        attempt,
        priority,
        and(addedDestinations, added),
        givenUpBelow,
        leftFiles,
        endedAt,
        expiredAt,
        keptUntil,
        trace);
  }

  ExportMetadata givingUpBelow(int destination) {
    return new ExportMetadata(
        createdAt,
        updatedAt,
        sequenceNumber,
        attempt,
        priority,
        addedDestinations,
        destination,
        leftFiles,
        endedAt,
        expiredAt,
        keptUntil,
        trace);
  }

  ExportMetadata withLeftFiles(List<LeftFile> left) {
    return new ExportMetadata(
        createdAt,
        updatedAt,
        sequenceNumber,
        attempt,
        priority,
        addedDestinations,
        givenUpBelow,
        and(leftFiles, left).stream().distinct().toList(),
        endedAt,
        expiredAt,
        keptUntil,
        trace);
  }

  private static <T> List<T> and(List<T> some, List<T> others) {
    return Stream.concat(some.stream(), others.stream()).toList();
  }
}
