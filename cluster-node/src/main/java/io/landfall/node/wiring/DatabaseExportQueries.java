package io.landfall.node.wiring;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Source;
import io.landfall.api.export.ExportQueries;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.export.list.LastSequenceNumbers;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** The list of exports and their history, from the database. */
final class DatabaseExportQueries implements ExportQueries {
  private final ExportListQuery list;
  private final ExportHistory history;
  private final LastSequenceNumbers last;
  private final BoundedPool pool;
  private final BoundedPool live;

  /**
   * @param live for what is asked again and again while somebody follows exports
   */
  DatabaseExportQueries(
      ActorSystem<?> system, DataSource dataSource, BoundedPool pool, BoundedPool live) {
    this.list = new ExportListQuery(dataSource);
    this.history = ExportHistory.of(system);
    this.last = new LastSequenceNumbers(dataSource);
    this.pool = pool;
    this.live = live;
  }

  @Override
  public CompletionStage<List<ExportListQuery.ExportListRow>> list(
      ExportListQuery.ExportListFilter filter) {
    return pool.supply(() -> list.list(filter));
  }

  @Override
  public CompletionStage<Source<ExportHistory.JournalEntry, NotUsed>> history(ExportId id) {
    return history.stream(id);
  }

  @Override
  public CompletionStage<Map<ExportId, Long>> lastSequenceNumbers(Set<ExportId> ids) {
    return live.supply(() -> last.find(ids));
  }

  @Override
  public Source<ExportHistory.JournalEntry, NotUsed> events(ExportId id, long from) {
    return history.entries(id, from);
  }
}
