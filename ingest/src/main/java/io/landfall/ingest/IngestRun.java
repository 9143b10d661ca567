package io.landfall.ingest;

import io.landfall.http.Backoff;
import io.landfall.http.TransientException;
import io.landfall.index.load.SceneListName;
import io.landfall.index.load.SceneLoad;
import io.landfall.index.load.SceneLoad.MergeCounts;
import io.landfall.index.load.SceneLoads;
import io.landfall.ingest.list.SceneListReader;
import io.landfall.ingest.list.SceneListSource;
import io.landfall.ingest.list.SceneListVersion;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index to what one list says: once, in the thread that asks; {@link #cancel} comes from
 * others. A list that is known already is not read. One that breaks off is asked for again, and
 * goes on where it was, as does a run after one that was killed.
 *
 * <p>Scenes that a list lacks are marked withdrawn only if it came whole, and if that is likely: it
 * has at least nine tenths of the rows of last time, its last row is none that was cut, and each
 * bad row says which scene it is of.
 */
public final class IngestRun {
  private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(30);
  private static final Duration MAX_PAUSE = Duration.ofMinutes(5);
  private static final Duration NOTEWORTHY = Duration.ofSeconds(1);
  private static final double MIN_ROW_FRACTION = 0.9;

  private final SceneListSource source;
  private final SceneLoads loads;
  private final IngestLog log;
  private final Clock clock;
  private final IngestRunOptions options;
  private final Consumer<IngestReport> listener;
  private final CountDownLatch canceled = new CountDownLatch(1);
  private volatile InputStream openStream;
  private Instant searchable; // null: no first load, or not yet
  private IngestReport report;
  private SceneListVersion version = SceneListVersion.UNKNOWN;
  private List<String> columnsMissing = List.of();
  private int attempts;
  private long loggedNanos = System.nanoTime();

  /**
   * How a run goes about it.
   *
   * @param attempts how often a list is asked for that does not come, or breaks off
   * @param pause after the first of them; doubles with each
   * @param force whether a list is read although it is known already
   */
  public record IngestRunOptions(int attempts, Duration pause, boolean force) {
    private Backoff backoff() {
      Duration maxDelay = pause.compareTo(MAX_PAUSE) > 0 ? pause : MAX_PAUSE;
      return new Backoff(pause, 2, maxDelay, attempts, Backoff.FOREVER);
    }
  }

  /**
   * @param listener is called several times a second, and at its end
   */
  public IngestRun(
      SceneListSource source,
      SceneLoads loads,
      IngestLog log,
      Clock clock,
      IngestRunOptions options,
      Consumer<IngestReport> listener) {
    this.source = source;
    this.loads = loads;
    this.log = log;
    this.clock = clock;
    this.options = options;
    this.listener = listener;
    this.report = IngestReport.begun(source.displayName(), clock.instant());
  }

  /** Ends the run soon; the index stays as it is, unless it takes rows over already. */
  public void cancel() {
    canceled.countDown();
    InputStream stream = openStream;
    if (stream != null) {
      try {
        stream.close(); // wakes a reader that waits for the network
      } catch (IOException e) {
        LOG.debug("Cannot close {}", source.displayName(), e);
      }
    }
  }

  /**
   * Runs.
   *
   * @return how it ended
   */
  public IngestReport run() {
    LOG.info("Ingest of {} begins", source.displayName());
    try {
      report = runToEnd();
    } catch (IngestCanceledException e) {
      report = ended(IngestState.CANCELED, "It was canceled. The index is as it was.");
    } catch (IOException e) {
      IngestState state = source.isRetryable() ? IngestState.UNREACHABLE : IngestState.FAILED;
      report =
          ended(
              state,
              "Cannot read the scene list %s: %s."
                  .formatted(source.displayName(), TransientException.messageOf(e)));
    } catch (RuntimeException e) {
      LOG.debug("Ingest of {} failed", source.displayName(), e);
      ExportFailure failure = ExportFailure.of(e);
      report = ended(stateAfter(failure.code()), failure.getMessage());
    }
    if (report.state() != IngestState.REFUSED) { // the log belongs to the other run
      recordEnd();
    }
    listener.accept(report);
    return report;
  }

  private static IngestState stateAfter(ErrorCode code) {
    if (code == ErrorCode.STATE_CONFLICT) {
      return IngestState.REFUSED;
    }
    return code == ErrorCode.DATABASE_UNAVAILABLE ? IngestState.UNREACHABLE : IngestState.FAILED;
  }

  /** The index is what counts: that a run cannot be noted does not make it fail. */
  private void recordEnd() {
    try {
      log.endRun(report, version);
    } catch (ExportFailure e) {
      LOG.warn("Cannot note the end of the ingest of {}: {}", source.displayName(), e.getMessage());
    }
    if (report.state().isSuccess()) {
      LOG.info("Ingest of {} has ended: {}", source.displayName(), IngestReportText.result(report));
    } else {
      LOG.warn("Ingest of {} has ended: {}", source.displayName(), IngestReportText.result(report));
    }
  }

  private IngestReport ended(IngestState state, String message) {
    return report.ended(state, clock.instant(), message);
  }

  private IngestReport runToEnd() throws IOException {
    Optional<IngestLog.CompletedRun> last = log.findLastCompleted(source.displayName());
    SceneListVersion known =
        options.force()
            ? SceneListVersion.UNKNOWN
            : last.map(IngestLog.CompletedRun::version).orElse(SceneListVersion.UNKNOWN);
    Optional<SceneListSource.OpenSceneList> opened = open(known);
    if (opened.isEmpty()) {
      version = known;
      return ended(IngestState.UNCHANGED, "The list is as it was: there is nothing to do.");
    }
    long previousSceneCount = last.map(IngestLog.CompletedRun::scenes).orElse(0L);
    SceneListSource.OpenSceneList list = opened.get();
    while (true) {
      Optional<SceneListSource.OpenSceneList> changed = load(list, previousSceneCount);
      if (changed.isEmpty()) {
        return report;
      }
      list = changed.get();
    }
  }

  /**
   * Loads one version of the list.
   *
   * @return the list once more, when it broke off and has another content now
   */
  private Optional<SceneListSource.OpenSceneList> load(
      SceneListSource.OpenSceneList first, long previousSceneCount) throws IOException {
    version = first.version();
    try (SceneLoad load = loads.begin(name(), version.key())) {
      long run = log.beginRun(source.displayName(), version, report.started());
      report = report.read(IngestState.READING, 0, 0, 0, 0).withRun(run);
      var rows = new SceneRowLoader(load, log, run, this::onProgress);
      SceneListSource.OpenSceneList list = first;
      while (true) {
        try {
          boolean truncated = read(list, rows);
          finish(load, rows, truncated, previousSceneCount);
          return Optional.empty();
        } catch (IOException e) {
          rows.checkpoint();
          list = openAgain(e);
        }
        if (!list.version().isSame(version)) {
          String why = "The scene list broke off, and has another content now.";
          log.endRun(ended(IngestState.INTERRUPTED, why), version);
          return Optional.of(list);
        }
      }
    } catch (IOException | RuntimeException e) {
      checkCanceled(); // it may be what a closed stream says
      throw e;
    }
  }

  private SceneListName name() {
    return new SceneListName(source.displayName(), source.fileName());
  }

  /** Reads to the end, and tells whether that seems to be too early. */
  private boolean read(SceneListSource.OpenSceneList list, SceneRowLoader rows) throws IOException {
    openStream = list.bytes();
    try (var reader = SceneListReader.open(list.bytes(), source.displayName(), rows::isKnown)) {
      columnsMissing = reader.columnsMissing();
      for (var row = reader.next(); row.isPresent(); row = reader.next()) {
        checkCanceled();
        rows.accept(row.get());
      }
      return reader.seemsTruncated();
    } finally {
      openStream = null;
    }
  }

  private void finish(
      SceneLoad load, SceneRowLoader rows, boolean truncated, long previousSceneCount) {
    rows.checkpoint();
    checkCanceled();
    report = rows.report(report, IngestState.MERGING);
    reportProgress();
    log.recordProgress(report, clock.instant());
    checkNamesScenes(rows, previousSceneCount);
    boolean hasTooFewScenes = report.scenes() < MIN_ROW_FRACTION * previousSceneCount;
    String doubt = "";
    if (truncated) {
      doubt = "The scene list seems to be cut: its last row is. No scene was marked withdrawn.";
    } else if (hasTooFewScenes) {
      doubt =
          "The scene list has %d scenes, and had %d last time: no scene was marked withdrawn."
              .formatted(report.scenes(), previousSceneCount);
    } else if (!rows.doubtOfMissing().isEmpty()) {
      doubt = rows.doubtOfMissing() + " No scene was marked withdrawn.";
    }
    MergeCounts merged = load.merge(doubt.isEmpty(), this::noteSearchable);
    String empty = report.scenes() == 0 ? "The scene list names no scene." : "";
    long again = report.scenes() - merged.added() - merged.changed() - merged.unchanged();
    String message =
        Stream.of(
                searchableBefore(),
                doubt,
                empty,
                again > 0
                    ? "%d rows name a scene again: the last row counts.".formatted(again)
                    : "",
                otherLists(load),
                unknownValues(),
                rows.invalidRowsMessage(),
                warnings(rows))
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining(" "));
    report =
        report.merged(merged, doubt.isEmpty()).ended(IngestState.DONE, clock.instant(), message);
  }

  private void noteSearchable() {
    searchable = clock.instant();
    LOG.info(
        "Ingest of {}: its scenes are found by place, time and id, after {} s; other indexes"
            + " follow",
        source.displayName(),
        secondsUntilSearchable());
  }

  private String secondsUntilSearchable() {
    return String.format(
        Locale.ROOT, "%.1f", Duration.between(report.started(), searchable).toMillis() / 1000.0);
  }

  /** Says when scenes could be found, if that was clearly before the end. */
  private String searchableBefore() {
    return searchable == null
            || Duration.between(searchable, clock.instant()).compareTo(NOTEWORTHY) < 0
        ? ""
        : "They could be found by place, time and id after %s s; then other indexes were built."
            .formatted(secondsUntilSearchable());
  }

  private static String otherLists(SceneLoad load) {
    return load.otherLists().stream()
        .map(
            other ->
                ("It is taken for another list than %1$s, though its file has the same name: it"
                        + " lacks %2$d of the %3$d scenes of that one, which stay. If it is the same,"
                        + " set LANDFALL_LIST_NAME=%1$s and load it again.")
                    .formatted(other.name(), other.missing(), other.scenes()))
        .collect(Collectors.joining(" "));
  }

  private String unknownValues() {
    return columnsMissing.isEmpty()
        ? ""
        : "It lacks %s: unknown of its scenes now, even where an earlier version told it; searches by it do not find them."
            .formatted(String.join(", ", columnsMissing));
  }

  private String warnings(SceneRowLoader rows) {
    return report.warned() == 0
        ? ""
        : "Of %d scenes something is unknown, taken from the rest or doubtful; first: %s."
            .formatted(report.warned(), rows.firstWarning());
  }

  /** A list without a scene is none when all its rows are bad, or when it had some before. */
  private void checkNamesScenes(SceneRowLoader rows, long previousSceneCount) {
    if (report.scenes() == 0 && report.bad() + previousSceneCount > 0) {
      String why =
          report.bad() > 0
              ? rows.invalidRowsMessage()
              : "it has no rows, and had %d scenes last time.".formatted(previousSceneCount);
      throw new ExportFailure(
          ErrorCode.SCENE_UNREADABLE,
          "Cannot read the scene list %s: %s The index is as it was."
              .formatted(source.displayName(), why));
    }
  }

  private Optional<SceneListSource.OpenSceneList> open(SceneListVersion known) throws IOException {
    while (true) {
      try {
        checkCanceled();
        return source.open(known);
      } catch (IOException e) {
        pauseAfter(e);
      }
    }
  }

  /** Opens the list once more after it broke off. */
  private SceneListSource.OpenSceneList openAgain(IOException cause) throws IOException {
    pauseAfter(cause);
    return open(SceneListVersion.UNKNOWN)
        .orElseThrow(() -> new IOException("the scene list is no longer there", cause));
  }

  private void pauseAfter(IOException e) throws IOException {
    checkCanceled();
    attempts++;
    Optional<Duration> pause = options.backoff().nextDelay(attempts, Duration.ZERO, e, 1);
    if (!source.isRetryable() || pause.isEmpty()) {
      throw e;
    }
    LOG.warn(
        "The scene list {} does not come: {}. Trying again",
        source.displayName(),
        TransientException.messageOf(e));
    try {
      canceled.await(pause.get().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IngestCanceledException();
    }
    checkCanceled();
  }

  private void onProgress(SceneRowLoader rows) {
    report = rows.report(report, IngestState.READING);
    reportProgress();
    log.recordProgress(report, clock.instant());
  }

  private void reportProgress() {
    listener.accept(report);
    if (System.nanoTime() - loggedNanos > LOG_INTERVAL.toNanos()) {
      loggedNanos = System.nanoTime();
      LOG.info("Ingest of {}: {}", source.displayName(), IngestReportText.progress(report));
    }
  }

  private void checkCanceled() {
    if (canceled.getCount() == 0) {
      throw new IngestCanceledException();
    }
  }

  private static final class IngestCanceledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
