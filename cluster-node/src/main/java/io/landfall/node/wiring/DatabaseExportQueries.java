package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import io.landfall.api.export.ExportQueries;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ExportId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The list of exports and their history, from the database. */
final class DatabaseExportQueries implements ExportQueries {
  private final ExportListQuery list;
  private final ExportHistory history;
  private final Executor blocking;

  DatabaseExportQueries(ActorSystem<?> system, DataSource dataSource, Executor blocking) {
    this.list = new ExportListQuery(dataSource);
    this.history = ExportHistory.of(system);
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<List<ExportListQuery.ExportListRow>> list(
      ExportListQuery.ExportListFilter filter) {
    return CompletableFuture.supplyAsync(() -> list.list(filter), blocking);
  }

  @Override
  public CompletionStage<List<ExportHistory.JournalEntry>> history(ExportId id) {
    return history.read(id);
  }
}
