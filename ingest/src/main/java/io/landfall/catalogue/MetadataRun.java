package io.landfall.catalogue;

import io.landfall.catalogue.MtlFetcher.MtlResult;
import io.landfall.index.MetadataGaps;
import io.landfall.index.MetadataGaps.MetadataFinding;
import io.landfall.landsat.LandsatScene;
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
 * Fetches what the index lacks: corners, sun and grids of scenes, newest first. What was found is
 * kept page by page, so that a run which is cut off goes on where it was.
 */
public final class MetadataRun {
  private static final Logger LOG = LoggerFactory.getLogger(MetadataRun.class);
  private static final int PAGE_SIZE = 200;

  private final MetadataGaps gaps;
  private final MtlFetcher fetch;
  private final int parallelism;
  private String lastFailure;
  private Thread runner;
  private boolean canceled;

  /**
   * Makes a run.
   *
   * @param parallelism scenes at once
   */
  public MetadataRun(MetadataGaps gaps, MtlFetcher fetch, int parallelism) {
    this.gaps = gaps;
    this.fetch = fetch;
    this.parallelism = parallelism;
  }

  /**
   * How far a run is, in scenes.
   *
   * @param total at the start
   * @param missing have no metadata, which is remembered
   * @param failed could not be asked now
   */
  public record MetadataProgress(long total, long found, long missing, long failed) {
    /** Returns how many were looked at. */
    public long attempted() {
      return found + missing + failed;
    }

    private MetadataProgress plus(MetadataProgress more) {
      return new MetadataProgress(
          total, found + more.found, missing + more.missing, failed + more.failed);
    }
  }

  /**
   * Runs to the end.
   *
   * @param limit of scenes
   * @param watcher is called after each page
   * @throws ExportFailure CANCELED
   */
  public MetadataProgress run(long limit, Consumer<MetadataProgress> watcher) {
    begin();
    var progress = new MetadataProgress(Math.min(limit, gaps.count()), 0, 0, 0);
    ExecutorService threads = Executors.newFixedThreadPool(parallelism, MetadataRun::thread);
    try {
      Optional<LandsatScene> last = Optional.empty();
      while (progress.attempted() < limit) {
        List<LandsatScene> page =
            gaps.nextPage(last, (int) Math.min(PAGE_SIZE, limit - progress.attempted()));
        if (page.isEmpty()) {
          break;
        }
        progress = progress.plus(fetchPage(page, threads));
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

  private MetadataProgress fetchPage(List<LandsatScene> page, ExecutorService threads)
      throws InterruptedException {
    List<Callable<MtlResult>> calls = new ArrayList<>();
    page.forEach(scene -> calls.add(() -> fetch.fetch(scene)));
    List<Future<MtlResult>> futures = threads.invokeAll(calls);
    List<MetadataFinding> findings = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    int found = 0;
    for (int i = 0; i < page.size(); i++) {
      String id = page.get(i).id();
      MtlResult result = resultOf(futures.get(i));
      if (result instanceof MtlResult.MtlFound metadata) {
        findings.add(
            new MetadataFinding.CornersFound(
                id, metadata.footprint(), metadata.sunPosition(), metadata.grids()));
        found++;
      } else if (result instanceof MtlResult.MtlMissing missing) {
        findings.add(new MetadataFinding.NoMetadataFound(id, missing.reason()));
      } else if (result instanceof MtlResult.MtlFetchFailed failed) {
        failures.add(id + ": " + failed.reason());
      }
    }
    gaps.save(findings);
    for (String failure : failures) {
      LOG.debug("No metadata of {}", failure);
      lastFailure = failure;
    }
    return new MetadataProgress(0, found, findings.size() - found, failures.size());
  }

  private static MtlResult resultOf(Future<MtlResult> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      LOG.error("Cannot read metadata", e.getCause());
      return new MtlResult.MtlFetchFailed(e.getCause().toString());
    }
  }
}
