package io.landfall.api.live;

import akka.NotUsed;
import akka.stream.javadsl.Source;
import io.landfall.export.entity.ExportHistory.JournalEntry;
import io.landfall.model.ExportId;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The journal, as those need it who follow many exports. Stages fail with ExportFailure. */
public interface LiveJournal {
  /** Returns the number of the last event of each export; those without any are left out. */
  CompletionStage<Map<ExportId, Long>> lastSequenceNumbers(Set<ExportId> ids);

  /**
   * Streams the events that are there now, in order.
   *
   * @param from number of the first
   */
  Source<JournalEntry, NotUsed> events(ExportId id, long from);
}
