package io.landfall.ingest;

import io.landfall.index.load.SceneLoad.MergeCounts;
import java.time.Instant;

/**
 * What is known of a run.
 *
 * @param run its number; 0: it has none yet
 * @param listUrl of its scene list file
 * @param ended {@code null}: not yet
 * @param lines of the list that were read, its header included
 * @param scenes rows that were read well
 * @param bad rows that were not
 * @param warned of the rows that were read well, those of which a cell that may be unknown was not
 * @param merged rows of the index by what was done with them
 * @param whole whether the list came whole, so that scenes which it lacks were marked withdrawn
 * @param message for people; empty: there is nothing to say
 */
public record IngestReport(
    long run,
    String listUrl,
    IngestState state,
    Instant started,
    Instant ended,
    long lines,
    long scenes,
    long bad,
    long warned,
    MergeCounts merged,
    boolean whole,
    String message) {
  static final MergeCounts NOTHING = new MergeCounts(0, 0, 0, 0, 0);

  static IngestReport begun(String list, Instant started) {
    return new IngestReport(
        0, list, IngestState.READING, started, null, 0, 0, 0, 0, NOTHING, false, "");
  }

  IngestReport withRun(long number) {
    return new IngestReport(
        number, listUrl, state, started, ended, lines, scenes, bad, warned, merged, whole, message);
  }

  IngestReport read(IngestState now, long linesRead, long good, long badRows, long warnedRows) {
    return new IngestReport(
        run,
        listUrl,
        now,
        started,
        null,
        linesRead,
        good,
        badRows,
        warnedRows,
        merged,
        whole,
        message);
  }

  IngestReport merged(MergeCounts rows, boolean wholeList) {
    return new IngestReport(
        run, listUrl, state, started, ended, lines, scenes, bad, warned, rows, wholeList, message);
  }

  IngestReport ended(IngestState how, Instant at, String why) {
    return new IngestReport(
        run, listUrl, how, started, at, lines, scenes, bad, warned, merged, whole, why);
  }
}
