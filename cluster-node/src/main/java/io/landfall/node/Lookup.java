package io.landfall.node;

import akka.actor.typed.ActorSystem;
import io.landfall.api.ExportLookup;
import io.landfall.export.ExportHistory;
import io.landfall.export.ExportListQuery;
import io.landfall.model.ExportId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import javax.sql.DataSource;

/** The list of exports and their history, from the database. */
final class Lookup implements ExportLookup {
  private final ExportListQuery list;
  private final ExportHistory history;
  private final Executor blocking;

  Lookup(ActorSystem<?> system, DataSource dataSource, Executor blocking) {
    this.list = new ExportListQuery(dataSource);
    this.history = ExportHistory.of(system);
    this.blocking = blocking;
  }

  @Override
  public CompletionStage<List<ExportListQuery.Row>> list(ExportListQuery.Filter filter) {
    return CompletableFuture.supplyAsync(() -> list.list(filter), blocking);
  }

  @Override
  public CompletionStage<List<ExportHistory.Entry>> history(ExportId id) {
    return history.read(id);
  }
}
