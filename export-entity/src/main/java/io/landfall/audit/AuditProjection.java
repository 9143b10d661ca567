package io.landfall.audit;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardedDaemonProcessSettings;
import akka.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.projection.Projection;
import akka.projection.ProjectionBehavior;
import akka.projection.ProjectionId;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.eventsourced.javadsl.EventSourcedProvider;
import akka.projection.jdbc.javadsl.JdbcHandler;
import akka.projection.jdbc.javadsl.JdbcProjection;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.list.DataSourceSession;
import io.landfall.model.ExportId;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Keeps the table of audited exports up to date: one process a tag, each on some control node. Rows
 * and how far it has come are written in one transaction, so each event counts once.
 */
public final class AuditProjection {
  private static final String NAME = "audit";

  /** Events that one transaction writes, at most. */
  private static final int GROUP_EVENTS = 500;

  /** Nobody waits for it: events of the same export come together. */
  private static final Duration GROUP_WAIT = Duration.ofMillis(500);

  private AuditProjection() {}

  /**
   * Starts the projection.
   *
   * @param dataSource of the database that holds the table; one connection a tag at a time
   */
  public static void init(ActorSystem<?> system, DataSource dataSource) {
    ShardedDaemonProcess.get(system)
        .init(
            ProjectionBehavior.Command.class,
            NAME,
            ExportEvent.TAGS,
            index ->
                ProjectionBehavior.create(projection(system, dataSource, ExportEvent.tag(index))),
            ShardedDaemonProcessSettings.create(system).withRole(ExportShards.ROLE),
            Optional.of(ProjectionBehavior.stopMessage()));
  }

  private static Projection<EventEnvelope<ExportEvent>> projection(
      ActorSystem<?> system, DataSource dataSource, String tag) {
    return JdbcProjection.groupedWithin(
            ProjectionId.of(NAME, tag),
            EventSourcedProvider.<ExportEvent>eventsByTag(
                system, JdbcReadJournal.Identifier(), tag),
            () -> new DataSourceSession(dataSource),
            AuditHandler::new,
            system)
        .withGroup(GROUP_EVENTS, GROUP_WAIT);
  }

  /** Brings those exports up to date that events have come of. */
  private static final class AuditHandler
      extends JdbcHandler<List<EventEnvelope<ExportEvent>>, DataSourceSession> {
    @Override
    public void process(DataSourceSession session, List<EventEnvelope<ExportEvent>> events)
        throws Exception {
      Set<ExportId> ids =
          events.stream()
              .map(event -> JournalRows.export(event.persistenceId()))
              .flatMap(Optional::stream)
              .collect(Collectors.toSet());
      session.withConnection(
          connection -> {
            update(connection, ids);
            return null;
          });
    }

    private static void update(Connection connection, Set<ExportId> ids) throws Exception {
      AuditedExports.update(connection, ids);
    }
  }
}
