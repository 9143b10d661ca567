package io.landfall.audit;

import akka.actor.typed.ActorSystem;
import akka.projection.eventsourced.EventEnvelope;
import akka.projection.jdbc.javadsl.JdbcHandler;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.list.DataSourceSession;
import io.landfall.export.list.EventProjection;
import io.landfall.model.ExportId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** Keeps the table of audited exports up to date. */
public final class AuditProjection {
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
    new EventProjection("audit", GROUP_EVENTS, GROUP_WAIT, AuditHandler::new)
        .init(system, dataSource);
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
            AuditedExports.update(connection, ids);
            return null;
          });
    }
  }
}
