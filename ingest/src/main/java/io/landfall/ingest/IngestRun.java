package io.landfall.ingest;

import io.landfall.index.SceneLoad;
import io.landfall.index.SceneLoad.Merged;
import io.landfall.index.SceneLoads;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the index to what one list says: once, in the thread that asks; {@link #cancel} comes from
 * others. A list that is known already is not read. One that breaks off is asked for again, and
 * goes on where it was, as does a run after one that was killed.
 *
 * <p>Scenes that a list lacks are marked withdrawn only if it came whole, and if that is likely: it
 * has at least nine tenths of the rows of last time, and its last row is none that was cut.
 */
public final class IngestRun {
  private static final Logger LOG = LoggerFactory.getLogger(IngestRun.class);
  private static final Duration LOG_INTERVAL = Duration.ofSeconds(30);
  private static final double SHORT = 0.9;

  private final ListSource source;
  private final SceneLoads loads;
  private final IngestLog log;
  private final Clock clock;
  private final Options options;
  private final Consumer<IngestReport> listener;
  private final CountDownLatch canceled = new CountDownLatch(1);
  private volatile InputStream reading;
  private IngestReport report;
  private ListVersion version = ListVersion.UNKNOWN;
  private int attempts;
  private long loggedNanos = System.nanoTime();

  /**
   * How a run goes about it.
   *
   * @param attempts how often a list is asked for that does not come, or breaks off
   * @param pause between two of them
   * @param force whether a list is read although it is known already
   */
  public record Options(int attempts, Duration pause, boolean force) {}

  /**
   * @param listener hears of it several times a second, and at its end
   */
  public IngestRun(
      ListSource source,
      SceneLoads loads,
      IngestLog log,
      Clock clock,
      Options options,
      Consumer<IngestReport> listener) {
    this.source = source;
    this.loads = loads;
    this.log = log;
    this.clock = clock;
    this.options = options;
    this.listener = listener;
    this.report = IngestReport.begun(source.name(), clock.instant());
  }

  /** Ends the run soon; the index stays as it is, unless it takes rows over already. */
  public void cancel() {
    canceled.countDown();
    InputStream stream = reading;
    if (stream != null) {
      try {
        stream.close(); // wakes a reader that waits for the network
      } catch (IOException e) {
        LOG.debug("Cannot close {}", source.name(), e);
      }
    }
  }

  /**
   * Runs.
   *
   * @return how it ended
   */
  public IngestReport run() {
    LOG.info("Ingest of {} begins", source.name());
    try {
      report = runToEnd();
    } catch (CanceledException e) {
      report = ended(IngestState.CANCELED, "It was canceled. The index is as it was.");
    } catch (IOException e) {
      IngestState state = source.mayRecover() ? IngestState.UNREACHABLE : IngestState.FAILED;
      report = ended(state, "Cannot read the list %s: %s.".formatted(source.name(), said(e)));
    } catch (RuntimeException e) {
      LOG.debug("Ingest of {} failed", source.name(), e);
      ExportFailure failure = ExportFailure.of(e);
      report = ended(stateAfter(failure.code()), failure.getMessage());
    }
    if (report.state() != IngestState.REFUSED) { // the log belongs to the other run
      noteEnd();
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
  private void noteEnd() {
    try {
      log.end(report, version);
    } catch (ExportFailure e) {
      LOG.warn("Cannot note the end of the ingest of {}: {}", source.name(), e.getMessage());
    }
    if (report.state().isGood()) {
      LOG.info("Ingest of {} has ended: {}", source.name(), IngestText.result(report));
    } else {
      LOG.warn("Ingest of {} has ended: {}", source.name(), IngestText.result(report));
    }
  }

  private IngestReport ended(IngestState state, String message) {
    return report.ended(state, clock.instant(), message);
  }

  private IngestReport runToEnd() throws IOException {
    Optional<IngestLog.Past> last = log.lastDone(source.name());
    ListVersion known =
        options.force()
            ? ListVersion.UNKNOWN
            : last.map(IngestLog.Past::version).orElse(ListVersion.UNKNOWN);
    Optional<ListSource.Opened> opened = open(known);
    if (opened.isEmpty()) {
      version = known;
      return ended(IngestState.UNCHANGED, "The list is as it was: there is nothing to do.");
    }
    long before = last.map(IngestLog.Past::scenes).orElse(0L);
    ListSource.Opened list = opened.get();
    while (true) {
      Optional<ListSource.Opened> changed = load(list, before);
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
  private Optional<ListSource.Opened> load(ListSource.Opened first, long before)
      throws IOException {
    version = first.version();
    try (SceneLoad load = loads.begin(source.name(), version.text())) {
      long run = log.begin(source.name(), version, report.started());
      report = report.read(IngestState.READING, 0, 0, 0).withRun(run);
      var rows = new LoadingRows(load, log, run, this::progress);
      ListSource.Opened list = first;
      while (true) {
        try {
          boolean cut = read(list, rows);
          finish(load, rows, cut, before);
          return Optional.empty();
        } catch (IOException e) {
          rows.checkpoint();
          list = again(e);
        }
        if (!list.version().isSame(version)) {
          String why = "The list broke off, and has another content now.";
          log.end(ended(IngestState.INTERRUPTED, why), version);
          return Optional.of(list);
        }
      }
    } catch (IOException | RuntimeException e) {
      checkCanceled(); // it may be what a closed stream says
      throw e;
    }
  }

  /** Reads to the end, and tells whether that seems to be too early. */
  private boolean read(ListSource.Opened list, LoadingRows rows) throws IOException {
    reading = list.bytes();
    try (var reader = SceneListReader.open(list.bytes(), source.name())) {
      for (var row = reader.next(); row.isPresent(); row = reader.next()) {
        checkCanceled();
        rows.take(row.get());
      }
      return reader.seemsCut();
    } finally {
      reading = null;
    }
  }

  private void finish(SceneLoad load, LoadingRows rows, boolean cut, long before) {
    rows.checkpoint();
    checkCanceled();
    report = rows.report(report, IngestState.MERGING);
    tell();
    log.note(report, clock.instant());
    boolean isShort = report.scenes() < SHORT * before;
    Merged merged = load.merge(!cut && !isShort);
    String message = "";
    if (cut) {
      message = "The list seems to be cut: its last row is. No scene was marked withdrawn.";
    } else if (isShort) {
      message =
          "The list has %d scenes, and had %d last time: no scene was marked withdrawn."
              .formatted(report.scenes(), before);
    }
    report =
        report.merged(merged, message.isEmpty()).ended(IngestState.DONE, clock.instant(), message);
  }

  private Optional<ListSource.Opened> open(ListVersion known) throws IOException {
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
  private ListSource.Opened again(IOException cause) throws IOException {
    pauseAfter(cause);
    return open(ListVersion.UNKNOWN).orElseThrow(() -> new IOException("the list is gone", cause));
  }

  private void pauseAfter(IOException e) throws IOException {
    checkCanceled();
    attempts++;
    if (!source.mayRecover() || attempts >= options.attempts()) {
      throw e;
    }
    LOG.warn("The list {} does not come: {}. Trying again", source.name(), said(e));
    try {
      canceled.await(options.pause().toMillis() * attempts, TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CanceledException();
    }
    checkCanceled();
  }

  private void progress(LoadingRows rows) {
    report = rows.report(report, IngestState.READING);
    tell();
    log.note(report, clock.instant());
  }

  private void tell() {
    listener.accept(report);
    if (System.nanoTime() - loggedNanos > LOG_INTERVAL.toNanos()) {
      loggedNanos = System.nanoTime();
      LOG.info("Ingest of {}: {}", source.name(), IngestText.progress(report));
    }
  }

  private void checkCanceled() {
    if (canceled.getCount() == 0) {
      throw new CanceledException();
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static final class CanceledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
