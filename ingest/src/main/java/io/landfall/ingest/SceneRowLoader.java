package io.landfall.ingest;

import io.landfall.index.load.SceneLoad;
import io.landfall.ingest.list.SceneListRow;
import io.landfall.landsat.LineDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Rows on their way into a load, and how many there were. Those that were staged before are counted
 * again, but not staged again. What the index has already, line for line, is not even read. Not for
 * many threads.
 */
final class SceneRowLoader {
  /** Ids of scenes in bad rows: 10 MB of memory. */
  private static final int MAX_KEPT_IDS = 100_000;

  private static final int LINES_BETWEEN_CHECKPOINTS = 50_000;
  private static final int LINES_BETWEEN_CLOCK_READS = 1_000;
  private static final long REPORT_INTERVAL_NANOS = Duration.ofMillis(500).toNanos();

  private final SceneLoad load;
  private final IngestLog log;
  private final long run;
  private final Consumer<SceneRowLoader> listener;
  private final List<SceneListRow.InvalidRow> invalidRows = new ArrayList<>();
  private long stagedLines;
  private long checkpoint;
  private long lines;
  private long scenes;
  private long invalidCount;
  private SceneListRow.InvalidRow firstInvalidRow;
  private long invalidRowsKept;
  private long warned;
  private String firstWarning = "";
  private int keptIds;
  private boolean hidesScenes;
  private long reportedNanos = System.nanoTime();

  SceneRowLoader(SceneLoad load, IngestLog log, long run, Consumer<SceneRowLoader> listener) {
    this.load = load;
    this.log = log;
    this.run = run;
    this.listener = listener;
    this.stagedLines = load.stagedLines();
    this.checkpoint = stagedLines;
  }

  /** Takes a row; one that was taken before changes nothing. */
  void accept(SceneListRow row) {
    if (row.line() <= lines) {
      return;
    }
    lines = row.line();
    if (row instanceof SceneListRow.KnownRow) {
      scenes++;
    } else if (row instanceof SceneListRow.ValidRow good) {
      scenes++;
      noteWarning(good);
      if (lines > stagedLines) {
        load.add(good.scene(), good.digest());
      }
    } else if (row instanceof SceneListRow.InvalidRow problem) {
      if (invalidCount++ == 0) {
        firstInvalidRow = problem;
      }
      keepScenes(problem);
      if (invalidRowsKept < IngestLog.MAX_INVALID_ROWS) {
        invalidRowsKept++;
        invalidRows.add(problem);
      }
    }
    if (lines - checkpoint >= LINES_BETWEEN_CHECKPOINTS) {
      checkpoint();
    }
    if (lines % LINES_BETWEEN_CLOCK_READS == 0
        && System.nanoTime() - reportedNanos > REPORT_INTERVAL_NANOS) {
      reportedNanos = System.nanoTime();
      listener.accept(this);
    }
  }

  /** Tells whether the index has what a line says, so that its row need not be read. */
  boolean isKnown(LineDigest digest, Supplier<String> id) {
    return load.addUnchanged(digest, id);
  }

  /** What the list names in rows that cannot be read stays as it is. */
  private void keepScenes(SceneListRow.InvalidRow row) {
    hidesScenes |= row.hidesScene();
    if (keptIds <= MAX_KEPT_IDS) {
      row.ids().forEach(load::keep);
      keptIds += row.ids().size();
    }
  }

  private void noteWarning(SceneListRow.ValidRow row) {
    if (row.warning().isEmpty()) {
      return;
    }
    if (warned++ == 0) {
      firstWarning = "line %d, %s".formatted(row.line(), row.warning());
    }
  }

  /** Returns where and why a cell could not be read first, for people; empty: all could. */
  String firstWarning() {
    return firstWarning;
  }

  /** Says why bad rows leave open which scenes the list lacks, for people; empty: they do not. */
  String doubtOfMissing() {
    if (keptIds > MAX_KEPT_IDS) {
      return "The bad rows name more than %d scenes.".formatted(MAX_KEPT_IDS);
    }
    return hidesScenes ? "Of some bad rows not even the scene's id can be read." : "";
  }

  /** Makes sure of what was taken so far. */
  void checkpoint() {
    if (!invalidRows.isEmpty()) {
      log.addInvalidRows(run, invalidRows);
      invalidRows.clear();
    }
    if (lines > checkpoint) {
      load.checkpoint(lines);
      checkpoint = lines;
    }
    listener.accept(this);
  }

  /** Says how many rows are bad, and why the first is; empty: there is none. */
  String invalidRowsMessage() {
    return firstInvalidRow == null
        ? ""
        : "%d of %d rows cannot be read; the first of them, line %d: %s."
            .formatted(
                invalidCount,
                invalidCount + scenes,
                firstInvalidRow.line(),
                firstInvalidRow.reason());
  }

  IngestReport report(IngestReport before, IngestState state) {
    return before.read(state, lines, scenes, invalidCount, warned);
  }
}
