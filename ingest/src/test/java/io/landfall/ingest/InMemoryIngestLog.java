package io.landfall.ingest;

import io.landfall.ingest.list.SceneListRow;
import io.landfall.ingest.list.SceneListVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs in memory. */
final class InMemoryIngestLog implements IngestLog {
  final TreeMap<Long, IngestReport> runs = new TreeMap<>();
  final Map<Long, SceneListVersion> versions = new TreeMap<>();
  final Map<Long, List<SceneListRow.InvalidRow>> badRows = new TreeMap<>();

  @Override
  public synchronized Optional<CompletedRun> findLastCompleted(String list) {
    return runs.descendingMap().values().stream()
        .filter(run -> run.listUrl().equals(list) && run.state() == IngestState.DONE)
        .findFirst()
        .map(run -> new CompletedRun(versions.get(run.run()), run.scenes()));
  }

  @Override
  public synchronized Optional<Instant> findLastSuccess(String list) {
    return runs.descendingMap().values().stream()
        .filter(run -> run.listUrl().equals(list) && run.state().isSuccess())
        .findFirst()
        .map(IngestReport::ended);
  }

  @Override
  public synchronized long beginRun(String list, SceneListVersion version, Instant at) {
    long run = runs.size() + 1;
    runs.put(run, IngestReport.begun(list, at).withRun(run));
    versions.put(run, version);
    return run;
  }

  @Override
  public synchronized void recordProgress(IngestReport report, Instant at) {
    runs.put(report.run(), report);
  }

  @Override
  public synchronized void addInvalidRows(long run, List<SceneListRow.InvalidRow> rows) {
    badRows.computeIfAbsent(run, number -> new ArrayList<>()).addAll(rows);
  }

  @Override
  public synchronized void endRun(IngestReport report, SceneListVersion version) {
    long run = report.run() == 0 ? runs.size() + 1 : report.run();
    runs.put(run, report.withRun(run));
    versions.put(run, version);
  }

  @Override
  public synchronized List<IngestReport> latestRuns(int limit) {
    return runs.descendingMap().values().stream().limit(limit).toList();
  }

  @Override
  public synchronized List<SceneListRow.InvalidRow> invalidRows(long run, int limit) {
    return badRows.getOrDefault(run, List.of()).stream().limit(limit).toList();
  }
}
