package io.landfall.api.live;

import akka.util.ByteString;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportHistory.JournalEntry;

/** Writes the events of one export for its listeners, from the first event on, in order. */
public interface LiveEventWriter {
  /** Returns what listeners are told of {@code entry}; empty: nothing. */
  ByteString write(JournalEntry entry);

  /** Returns how the export stands after what was written last; {@code null} before the first. */
  ExportSummary summary();

  /** Returns about how many bytes {@code entry} leaves in memory beside its text. */
  long weight(JournalEntry entry);
}
