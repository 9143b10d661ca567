package io.landfall.export.list;

import akka.actor.typed.ActorSystem;
import io.landfall.export.entity.ExportGauges;
import java.time.Duration;
import javax.sql.DataSource;

/** Keeps the table {@code exports} up to date. */
public final class ExportListProjection {
  private static final int GROUP_EVENTS = 200;

  /** What the journal gives at once comes together. */
  private static final Duration GROUP_WAIT = Duration.ofMillis(50);

  private ExportListProjection() {}

  /**
   * Starts the projection.
   *
   * @param dataSource of the database that holds the table; one connection a tag at a time
   */
  public static void init(ActorSystem<?> system, DataSource dataSource) {
    new EventProjection(
            "export-list",
            GROUP_EVENTS,
            GROUP_WAIT,
            () -> new ExportListHandler(ExportGauges.of(system)))
        .init(system, dataSource);
  }
}
