package io.landfall.ingest;

import io.landfall.ingest.list.SceneListRow;
import io.landfall.ingest.list.SceneListVersion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Remembers runs, for those who watch and for the next run. Calls wait for the database. */
public interface IngestLog {
  /** How many bad rows of a run are kept; all are counted. */
  int MAX_INVALID_ROWS = 10_000;

  /** Finds the last run of a list that read it to its end. */
  Optional<CompletedRun> findLastCompleted(String list);

  /** Finds when a list was last known to be in the index as it is. */
  Optional<Instant> findLastSuccess(String list);

  /**
   * Begins a run, for which the caller holds the lock of the index: others that have not ended were
   * interrupted.
   *
   * @return its number
   */
  long beginRun(String list, SceneListVersion version, Instant at);

  /** Notes how far a run is. */
  void recordProgress(IngestReport report, Instant at);

  /** Keeps bad rows. */
  void addInvalidRows(long run, List<SceneListRow.InvalidRow> rows);

  /** Notes the end of a run; one without a number gets one. */
  void endRun(IngestReport report, SceneListVersion version);

  /** Returns the latest runs, the newest first. */
  List<IngestReport> latestRuns(int limit);

  /** Returns the first bad rows of a run that were kept. */
  List<SceneListRow.InvalidRow> invalidRows(long run, int limit);

  /**
   * A run that is over.
   *
   * @param scenes rows that were read well
   */
  record CompletedRun(SceneListVersion version, long scenes) {}
}
