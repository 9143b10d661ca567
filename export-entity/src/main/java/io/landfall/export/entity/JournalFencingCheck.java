package io.landfall.export.entity;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.javadsl.Sink;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.StaleCommitException;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The fencing check against the journal: no two copies of an export can write the same event
 * number, so what stands there after the asker's sequence number is what has become of its export.
 */
public final class JournalFencingCheck implements CommitFencingCheck {
  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final Duration timeout;

  /**
   * Reads through {@code journal}, of which {@link #of} gives the usual one.
   *
   * @param timeout after which the journal counts as unavailable
   */
  public JournalFencingCheck(
      ActorSystem<?> system, CurrentEventsByPersistenceIdQuery journal, Duration timeout) {
    this.system = system;
    this.journal = journal;
    this.timeout = timeout;
  }

  /** Reads the journal in the database. */
  public static JournalFencingCheck of(ActorSystem<?> system, Duration timeout) {
    return new JournalFencingCheck(
        system,
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier()),
        timeout);
  }

  @Override
  public CompletionStage<Done> check(ExportAttempt attempt, long sequenceNumber) {
    String id = ExportEntity.persistenceId(attempt.id()).id();
    return journal
        .currentEventsByPersistenceId(id, sequenceNumber, Long.MAX_VALUE)
        .completionTimeout(timeout)
        .runWith(Sink.seq(), system)
        .handle(
            (laterEvents, thrown) -> {
              if (thrown != null) {
                throw new ExportFailure(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "Cannot commit attempt %s: the journal does not say whether it still runs (%s). Check the database."
                        .formatted(attempt, thrown.getMessage()),
                    thrown);
              }
              try {
                return checkEvents(
                    attempt, sequenceNumber, eventsFrom(sequenceNumber, laterEvents));
              } catch (StaleCommitException stale) {
                ExportCounters.of(system).recordFenceRejection();
                throw stale;
              }
            });
  }

  private static List<Object> eventsFrom(long sequenceNumber, List<EventEnvelope> laterEvents) {
    return laterEvents.isEmpty() || laterEvents.get(0).sequenceNr() != sequenceNumber
        ? List.of()
        : laterEvents.stream().map(EventEnvelope::event).toList();
  }

  /**
   * Tells whether a step may commit, by throwing if not.
   *
   * @param laterEvents what the journal has from event {@code sequenceNumber} on
   * @throws io.landfall.export.StaleCommitException if the export has gone on without the step
   */
  public static Done checkEvents(ExportAttempt attempt, long sequenceNumber, List<?> laterEvents) {
    if (laterEvents.isEmpty()) {
      throw new StaleCommitException(
          "The journal has no event %d of export %s any more"
              .formatted(sequenceNumber, attempt.id()));
    }
    for (int offset = 1; offset < laterEvents.size(); offset++) {
      if (!permitsCommit(laterEvents.get(offset))) {
        throw new StaleCommitException(
            "Attempt %s has gone on without this step: event %d is %s"
                .formatted(
                    attempt,
                    sequenceNumber + offset,
                    laterEvents.get(offset).getClass().getSimpleName()));
      }
    }
    return Done.getInstance();
  }

  /**
   * Of several deliveries one has begun or ended, or there are more; most else ends what is under
   * way, or begins it anew.
   */
  private static boolean permitsCommit(Object event) {
    return event instanceof ExportEvent.DeliveryOpened
        || event instanceof ExportEvent.Delivered
        || event instanceof ExportEvent.DeliveryFailed
        || event instanceof ExportEvent.DestinationsAdded
        || event instanceof ExportEvent.Reprioritized;
  }
}
