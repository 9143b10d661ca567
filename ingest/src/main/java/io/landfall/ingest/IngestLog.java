package io.landfall.ingest;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Remembers runs, for those who watch and for the next run. Calls wait for the database. */
public interface IngestLog {
  /** How many bad rows of a run are kept; all are counted. */
  int BAD_ROWS_KEPT = 10_000;

  /** Finds the last run of a list that read it to its end. */
  Optional<Past> lastDone(String list);

  /** Finds when a list was last known to be in the index as it is. */
  Optional<Instant> lastGood(String list);

  /**
   * Begins a run, for which the caller holds the lock of the index: others that have not ended were
   * interrupted.
   *
   * @return its number
   */
  long begin(String list, ListVersion version, Instant at);

  /** Notes how far a run is. */
  void note(IngestReport report, Instant at);

  /** Keeps bad rows. */
  void keep(long run, List<ListRow.Bad> rows);

  /** Notes the end of a run; one without a number gets one. */
  void end(IngestReport report, ListVersion version);

  /** Returns the latest runs, the newest first. */
  List<IngestReport> latest(int limit);

  /** Returns the first bad rows of a run that were kept. */
  List<ListRow.Bad> badRows(long run, int limit);

  /**
   * A run that is over.
   *
   * @param scenes rows that were read well
   */
  record Past(ListVersion version, long scenes) {}
}
