package io.landfall.export.entity;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.PersistenceQuery;
import akka.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.model.ExportId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads what happened to one export from the journal. */
public final class ExportHistory {
  private final ActorSystem<?> system;
  private final CurrentEventsByPersistenceIdQuery journal;

  /** Reads through {@code journal}, of which {@link #of} gives the usual one. */
  public ExportHistory(ActorSystem<?> system, CurrentEventsByPersistenceIdQuery journal) {
    this.system = system;
    this.journal = journal;
  }

  /** Reads the journal in the database. */
  public static ExportHistory of(ActorSystem<?> system) {
    return new ExportHistory(
        system,
        PersistenceQuery.get(system)
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier()));
  }

  /**
   * One fact and its place in the journal.
   *
   * @param sequenceNumber from 1
   * @param cause who and what has led to it; {@code null}: the journal does not tell
   */
  public record JournalEntry(long sequenceNumber, ExportEvent event, EventCause cause) {
    /** Makes one of which nothing is known besides. */
    public JournalEntry(long sequenceNumber, ExportEvent event) {
      this(sequenceNumber, event, null);
    }
  }

  /** Returns all facts about {@code id} in their order; none if nobody has submitted it. */
  public CompletionStage<List<JournalEntry>> read(ExportId id) {
    return entries(id).runWith(Sink.seq(), system);
  }

  /**
   * Streams all facts about {@code id} in their order: of a large export there are thousands, each
   * with the lengths of hundreds of tiles. The stage fails where not even the first can be read.
   */
  public CompletionStage<Source<JournalEntry, NotUsed>> stream(ExportId id) {
    return entries(id)
        .prefixAndTail(1)
        .runWith(Sink.head(), system)
        .thenApply(begun -> Source.from(begun.first()).concat(begun.second()));
  }

  private Source<JournalEntry, NotUsed> entries(ExportId id) {
    return entries(id, 0);
  }

  /** Streams the facts about {@code id} that there are now, from number {@code from} on. */
  public Source<JournalEntry, NotUsed> entries(ExportId id, long from) {
    return journal
        .currentEventsByPersistenceId(ExportEntity.persistenceId(id).id(), from, Long.MAX_VALUE)
        .map(
            envelope ->
                new JournalEntry(
                    envelope.sequenceNr(), (ExportEvent) envelope.event(), cause(envelope)));
  }

  private static EventCause cause(EventEnvelope envelope) {
    Object metadata = envelope.getEventMetaData().orElse(null);
    EventMetadata read =
        metadata instanceof String text
            ? EventMetadata.parse(text.getBytes(StandardCharsets.UTF_8))
            : null;
    return read == null ? null : read.cause();
  }
}
