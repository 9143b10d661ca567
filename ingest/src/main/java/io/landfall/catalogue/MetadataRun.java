package io.landfall.catalogue;

import io.landfall.catalogue.MetadataFetch.Answer;
import io.landfall.index.CornerGaps;
import io.landfall.index.CornerGaps.Finding;
import io.landfall.index.ListedScene;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches what the index lacks: corners and sun of scenes, newest first. What was found is kept
 * page by page, so that a run which is cut off goes on where it was.
 */
public final class MetadataRun {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataRun.class);
  private static final int PAGE = 200;

  private final CornerGaps gaps;
  private final MetadataFetch fetch;
  private final int parallel;
  private String lastFailure;
  private Thread runner;
  private boolean canceled;

  /**
   * Makes a run.
   *
   * @param parallel scenes at once
   */
  public MetadataRun(CornerGaps gaps, MetadataFetch fetch, int parallel) {
    this.gaps = gaps;
    this.fetch = fetch;
    this.parallel = parallel;
  }

  /**
   * How far a run is, in scenes.
   *
   * @param of at the start
   * @param missing have no metadata, which is remembered
   * @param failed could not be asked now
   */
  public record Progress(long of, long found, long missing, long failed) {
    /** Returns how many were looked at. */
    public long asked() {
      return found + missing + failed;
    }

    private Progress plus(Progress more) {
      return new Progress(of, found + more.found, missing + more.missing, failed + more.failed);
    }
  }

  /**
   * Runs to the end.
   *
   * @param limit of scenes
   * @param watcher hears of each page
   * @throws ExportFailure CANCELED
   */
  public Progress run(long limit, Consumer<Progress> watcher) {
    begin();
    var progress = new Progress(Math.min(limit, gaps.count()), 0, 0, 0);
    ExecutorService threads = Executors.newFixedThreadPool(parallel, MetadataRun::thread);
    try {
      Optional<ListedScene> last = Optional.empty();
      while (progress.asked() < limit) {
        List<ListedScene> page = gaps.page(last, (int) Math.min(PAGE, limit - progress.asked()));
        if (page.isEmpty()) {
          break;
        }
        progress = progress.plus(askFor(page, threads));
        watcher.accept(progress);
        last = Optional.of(page.get(page.size() - 1));
      }
      return progress;
    } catch (InterruptedException e) {
      throw canceled();
    } finally {
      end();
      threads.shutdownNow();
    }
  }

  private synchronized void begin() {
    if (canceled) {
      throw canceled();
    }
    runner = Thread.currentThread();
  }

  private synchronized void end() {
    runner = null;
    Thread.interrupted(); // a cancel that came too late
  }

  /** Ends the run from another thread; what was kept stays. */
  public synchronized void cancel() {
    canceled = true;
    if (runner != null) {
      runner.interrupt();
    }
  }

  private static ExportFailure canceled() {
    return new ExportFailure(
        ErrorCode.CANCELED, "Canceled. What was found is kept; run it again to go on.");
  }

  /** Returns which scene could not be asked last, and why. */
  public Optional<String> lastFailure() {
    return Optional.ofNullable(lastFailure);
  }

  private static Thread thread(Runnable work) {
    var thread = new Thread(work, "metadata");
    thread.setDaemon(true);
    return thread;
  }

  private Progress askFor(List<ListedScene> page, ExecutorService threads)
      throws InterruptedException {
    List<Callable<Answer>> calls = new ArrayList<>();
    page.forEach(scene -> calls.add(() -> fetch.fetch(scene)));
    List<Future<Answer>> answers = threads.invokeAll(calls);
    List<Finding> findings = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < page.size(); i++) {
      String id = page.get(i).id();
      Answer answer = answer(answers.get(i));
      if (answer instanceof Answer.Found metadata) {
        findings.add(new Finding.Corners(id, metadata.footprint(), metadata.sun()));
        found++;
      } else if (answer instanceof Answer.Missing missing) {
        findings.add(new Finding.NoMetadata(id, missing.why()));
      } else if (answer instanceof Answer.Failed failed) {
        failures.add(id + ": " + failed.why());
      }
    }
    gaps.keep(findings);
    for (String why : failures) {
      LOG.debug("No metadata of {}", why);
      lastFailure = why;
    }
    return new Progress(0, found, findings.size() - found, failures.size());
  }

  private static Answer answer(Future<Answer> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      LOG.error("Cannot read metadata", e.getCause());
      return new Answer.Failed(e.getCause().toString());
    }
  }
}
