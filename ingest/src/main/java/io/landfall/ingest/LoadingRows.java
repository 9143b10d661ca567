package io.landfall.ingest;

import io.landfall.index.SceneLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Rows on their way into a load, and how many there were. Those that were staged before are counted
 * again, but not staged again. Not for many threads.
 */
final class LoadingRows {
  private static final int LINES_BETWEEN_CHECKPOINTS = 50_000;
  private static final int LINES_BETWEEN_LOOKS = 1_000;
  private static final long TELL_NANOS = Duration.ofMillis(500).toNanos();

  private final SceneLoad load;
  private final IngestLog log;
  private final long run;
  private final Consumer<LoadingRows> listener;
  private final List<ListRow.Bad> badRows = new ArrayList<>();
  private long staged;
  private long checkpoint;
  private long lines;
  private long scenes;
  private long bad;
  private long kept;
  private long toldNanos = System.nanoTime();

  LoadingRows(SceneLoad load, IngestLog log, long run, Consumer<LoadingRows> listener) {
    this.load = load;
    this.log = log;
    this.run = run;
    this.listener = listener;
    this.staged = load.linesStaged();
    this.checkpoint = staged;
  }

  /** Takes a row; one that was taken before changes nothing. */
  void take(ListRow row) {
    if (row.line() <= lines) {
      return;
    }
    lines = row.line();
    if (row instanceof ListRow.Good good) {
      scenes++;
      if (lines > staged) {
        load.add(good.scene());
      }
    } else if (row instanceof ListRow.Bad problem) {
      bad++;
      if (kept < IngestLog.BAD_ROWS_KEPT) {
        kept++;
        badRows.add(problem);
      }
    }
    if (lines - checkpoint >= LINES_BETWEEN_CHECKPOINTS) {
      checkpoint();
    }
    if (lines % LINES_BETWEEN_LOOKS == 0 && System.nanoTime() - toldNanos > TELL_NANOS) {
      toldNanos = System.nanoTime();
      listener.accept(this);
    }
  }

  /** Makes sure of what was taken so far. */
  void checkpoint() {
    if (!badRows.isEmpty()) {
      log.keep(run, badRows);
      badRows.clear();
    }
    if (lines > checkpoint) {
      load.checkpoint(lines);
      checkpoint = lines;
    }
    listener.accept(this);
  }

  IngestReport report(IngestReport before, IngestState state) {
    return before.read(state, lines, scenes, bad);
  }
}
