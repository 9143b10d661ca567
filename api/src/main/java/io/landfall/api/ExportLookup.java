package io.landfall.api;

import io.landfall.export.ExportHistory;
import io.landfall.export.ExportListQuery;
import io.landfall.model.ExportId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads about exports, beside the exports themselves. Stages fail with ExportFailure. */
public interface ExportLookup {

  /** Lists exports from the read side, newest first; what was just asked for may lack yet. */
  CompletionStage<List<ExportListQuery.Row>> list(ExportListQuery.Filter filter);

  /** Reads the journal of one export, in order. */
  CompletionStage<List<ExportHistory.Entry>> history(ExportId id);
}
