package io.landfall.ingest;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs in memory. */
final class MemoryLog implements IngestLog {
  final TreeMap<Long, IngestReport> runs = new TreeMap<>();
  final Map<Long, ListVersion> versions = new TreeMap<>();
  final Map<Long, List<ListRow.Bad>> badRows = new TreeMap<>();

  @Override
  public synchronized Optional<Past> lastDone(String list) {
    return runs.descendingMap().values().stream()
        .filter(run -> run.list().equals(list) && run.state() == IngestState.DONE)
        .findFirst()
        .map(run -> new Past(versions.get(run.run()), run.scenes()));
  }

  @Override
  public synchronized Optional<Instant> lastGood(String list) {
    return runs.descendingMap().values().stream()
        .filter(run -> run.list().equals(list) && run.state().isGood())
        .findFirst()
        .map(IngestReport::ended);
  }

  @Override
  public synchronized long begin(String list, ListVersion version, Instant at) {
    long run = runs.size() + 1;
    runs.put(run, IngestReport.begun(list, at).withRun(run));
    versions.put(run, version);
    return run;
  }

  @Override
  public synchronized void note(IngestReport report, Instant at) {
    runs.put(report.run(), report);
  }

  @Override
  public synchronized void keep(long run, List<ListRow.Bad> rows) {
    badRows.computeIfAbsent(run, number -> new ArrayList<>()).addAll(rows);
  }

  @Override
  public synchronized void end(IngestReport report, ListVersion version) {
    long run = report.run() == 0 ? runs.size() + 1 : report.run();
    runs.put(run, report.withRun(run));
    versions.put(run, version);
  }

  @Override
  public synchronized List<IngestReport> latest(int limit) {
    return runs.descendingMap().values().stream().limit(limit).toList();
  }

  @Override
  public synchronized List<ListRow.Bad> badRows(long run, int limit) {
    return badRows.getOrDefault(run, List.of()).stream().limit(limit).toList();
  }
}
