package io.landfall.estimate;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.list.ExportListQuery;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the exports took that have ended well lately, anywhere in the cluster: the journal has it
 * already. It is read when somebody wants an estimate, each export once; a node that nobody asks
 * reads nothing.
 */
public final class RecentExports {
  private static final Logger LOG = LoggerFactory.getLogger(RecentExports.class);

  /** The newest so many count: older ones were rendered while other things ran. */
  private static final int MAX_EXPORTS = 32;

  /** The journals of larger ones take long to read. */
  private static final int MAX_TILES = 1 << 14;

  private static final int READ_AT_A_TIME = 4;
  private static final Duration FRESH_FOR = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final ExportListQuery list;
  private final ExportHistory history;
  private final BoundedPool pool;
  private Map<ExportId, Optional<MeasuredExport>> known = Map.of();
  private CompletableFuture<List<MeasuredExport>> reading;
  private long readNanos;

  /** Reads the list on {@code pool}. */
  public RecentExports(
      ActorSystem<?> system, ExportListQuery list, ExportHistory history, BoundedPool pool) {
    this.system = system;
    this.list = list;
    this.history = history;
    this.pool = pool;
  }

  /** Returns them as they stood some seconds ago at most; never fails, as they only help. */
  public CompletionStage<List<MeasuredExport>> find() {
    Map<ExportId, Optional<MeasuredExport>> before;
    CompletableFuture<List<MeasuredExport>> begun;
    synchronized (this) {
      boolean isFresh = System.nanoTime() - readNanos < FRESH_FOR.toNanos();
      if (reading != null && (!reading.isDone() || isFresh)) {
        return reading;
      }
      before = known;
      begun = new CompletableFuture<>();
      reading = begun;
    }
    read(before)
        .whenComplete(
            (found, thrown) -> {
              if (thrown != null) {
                LOG.warn("Cannot read how long exports took lately: {}", thrown.getMessage());
              }
              begun.complete(keep(thrown == null ? found : before));
            });
    return begun;
  }

  private synchronized List<MeasuredExport> keep(Map<ExportId, Optional<MeasuredExport>> found) {
    known = found;
    readNanos = System.nanoTime();
    return found.values().stream().flatMap(Optional::stream).toList();
  }

  private CompletionStage<Map<ExportId, Optional<MeasuredExport>>> read(
      Map<ExportId, Optional<MeasuredExport>> before) {
    return pool.supply(() -> list.newestSuccesses(MAX_EXPORTS, MAX_TILES))
        .thenCompose(
            ids ->
                Source.from(ids)
                    .mapAsync(
                        READ_AT_A_TIME,
                        id ->
                            before.containsKey(id)
                                ? CompletableFuture.completedStage(Map.entry(id, before.get(id)))
                                : history
                                    .read(id)
                                    .thenApply(
                                        journal -> Map.entry(id, MeasuredExport.of(journal))))
                    .runWith(Sink.seq(), system))
        .thenApply(
            entries -> {
              Map<ExportId, Optional<MeasuredExport>> all = new LinkedHashMap<>();
              entries.forEach(entry -> all.put(entry.getKey(), entry.getValue()));
              return all;
            });
  }
}
