package io.landfall.api.export;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.landfall.api.live.LiveJournal;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ExportId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads about exports, beside the exports themselves. Stages fail with ExportFailure. */
public interface ExportQueries extends LiveJournal {

  /** Lists exports from the read side, newest first; what was just asked for may lack yet. */
  CompletionStage<List<ExportListQuery.ExportListRow>> list(
      ExportListQuery.ExportListFilter filter);

  /** Streams the journal of one export, in order. */
  CompletionStage<Source<ExportHistory.JournalEntry, NotUsed>> history(ExportId id);
}
