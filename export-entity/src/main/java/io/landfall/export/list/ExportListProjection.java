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
import akka.projection.jdbc.javadsl.JdbcProjection;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.ExportShards;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;

/** Keeps the table {@code exports} up to date: one process a tag, each on some control node. */
public final class ExportListProjection {
  private static final String NAME = "export-list";

  /** Events that one transaction writes, at most. */
  private static final int GROUP_EVENTS = 200;

  /** How long an event waits for others: what the journal gives at once comes together. */
  private static final Duration GROUP_WAIT = Duration.ofMillis(50);

  private ExportListProjection() {}

  /**
   * Starts the projection.
   *
   * @param dataSource of the database that holds the table; the projection borrows one connection a
   *     tag at a time
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
            () -> new ExportListHandler(ExportGauges.of(system)),
            system)
        .withGroup(GROUP_EVENTS, GROUP_WAIT);
  }
}
