package io.landfall.export;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.javadsl.Sink;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * The fence that is the journal: no two copies of an export can write the same event number, so
 * what stands there after the asker's version is what has become of its export.
 */
public final class JournalFence implements CommitFence {
  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;
  private final Duration timeout;

  /**
   * Reads through {@code journal}, of which {@link #of} gives the usual one.
   *
   * @param timeout after which the journal counts as unavailable
   */
  public JournalFence(
      ActorSystem<?> system, CurrentEventsByPersistenceIdQuery journal, Duration timeout) {
    this.system = system;
    this.journal = journal;
    this.timeout = timeout;
  }

  /** Reads the journal in the database. */
  public static JournalFence of(ActorSystem<?> system, Duration timeout) {
    return new JournalFence(
        system,
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier()),
        timeout);
  }

  @Override
  public CompletionStage<Done> check(Attempt attempt, long version) {
    String id = ExportEntity.persistenceId(attempt.id()).id();
    return journal
        .currentEventsByPersistenceId(id, version, Long.MAX_VALUE)
        .completionTimeout(timeout)
        .runWith(Sink.seq(), system)
        .handle(
            (since, thrown) -> {
              if (thrown != null) {
                throw new ExportFailure(
                    ErrorCode.DATABASE_UNAVAILABLE,
                    "Cannot commit attempt %s: the journal does not say whether it still runs (%s). Check the database."
                        .formatted(attempt, thrown.getMessage()),
                    thrown);
              }
              return judge(attempt, version, eventsFrom(version, since));
            });
  }

  private static List<Object> eventsFrom(long version, List<EventEnvelope> since) {
    return since.isEmpty() || since.get(0).sequenceNr() != version
        ? List.of()
        : since.stream().map(EventEnvelope::event).toList();
  }

  /**
   * Tells whether a step may commit, by throwing if not.
   *
   * @param since what the journal has from event {@code version} on
   * @throws StaleCommitException if the export has gone on without the step
   */
  public static Done judge(Attempt attempt, long version, List<?> since) {
    if (since.isEmpty()) {
      throw new StaleCommitException(
          "The journal has no event %d of export %s any more".formatted(version, attempt.id()));
    }
    for (int later = 1; later < since.size(); later++) {
      if (!leavesStepsAlone(since.get(later))) {
        throw new StaleCommitException(
            "Attempt %s has gone on without this step: event %d is %s"
                .formatted(attempt, version + later, since.get(later).getClass().getSimpleName()));
      }
    }
    return Done.getInstance();
  }

  /** Of several deliveries one has ended; most else ends what is under way, or begins it anew. */
  private static boolean leavesStepsAlone(Object event) {
    return event instanceof ExportEvent.Delivered || event instanceof ExportEvent.Reprioritized;
  }
}
