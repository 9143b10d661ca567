package io.landfall.export.list;

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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * A table that is kept up to date from the events of exports: one process a tag, each on some
 * control node. Rows and how far it has come are written in one transaction, so each event counts
 * once.
 *
 * @param name that its offsets are kept under
 * @param events that one transaction writes, at most
 * @param within how long an event waits for others
 * @param handler makes what writes the rows, one for each process
 */
public record EventProjection(
    String name,
    int events,
    Duration within,
    Supplier<JdbcHandler<List<EventEnvelope<ExportEvent>>, DataSourceSession>> handler) {
  /**
   * Starts it.
   *
   * @param dataSource of the database that holds the table; one connection a tag at a time
   */
  public void init(ActorSystem<?> system, DataSource dataSource) {
    ShardedDaemonProcess.get(system)
        .init(
            ProjectionBehavior.Command.class,
            name,
            ExportEvent.TAGS,
            index -> ProjectionBehavior.create(of(system, dataSource, ExportEvent.tag(index))),
            ShardedDaemonProcessSettings.create(system).withRole(ExportShards.ROLE),
            Optional.of(ProjectionBehavior.stopMessage()));
  }

  private Projection<EventEnvelope<ExportEvent>> of(
      ActorSystem<?> system, DataSource dataSource, String tag) {
    return JdbcProjection.groupedWithin(
            ProjectionId.of(name, tag),
            EventSourcedProvider.<ExportEvent>eventsByTag(
                system, JdbcReadJournal.Identifier(), tag),
            () -> new DataSourceSession(dataSource),
            handler,
            system)
        .withGroup(events, within);
  }
}
