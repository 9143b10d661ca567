package io.landfall.metering;

import io.landfall.audit.ledger.ExportLedger;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.DownloadOpenings.NewDownload;
import io.landfall.metering.DownloadOpenings.OpeningResult;
import io.landfall.metering.DownloadSettlement.EndedDownload;
import io.landfall.metering.DownloadSettlement.ServedBytes;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.pool.BoundedPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger of a node. Openings go to the database in batches; what streams count is written
 * beside them, each second or when {@link MeteredDownload#FLUSH_BYTES} of one are not written yet,
 * so that no stream waits for it.
 */
public final class NodeLedger implements DownloadLedger, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLedger.class);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(25);
  private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();
  private static final long UPKEEP_NANOS = Duration.ofSeconds(15).toNanos();

  /** What was opened and is not read by then never will be. */
  private static final long START_NANOS = Duration.ofSeconds(60).toNanos();

  /** A node that has not written for so long is gone; what it has left open others settle. */
  private static final Duration NODE_SILENCE = Duration.ofSeconds(60);

  private static final int MOST_IN_BATCH = 200;
  private static final int MOST_REMOVED = 5_000;
  private static final long PRUNE_NANOS = Duration.ofMillis(500).toNanos();

  /** Openings that wait for the database; further ones are refused. */
  private static final int MOST_WAITING = 1_000;

  /** Who asked so long ago has been refused by the server, or is about to be. */
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(20).toNanos();

  /** Openings that failed and may have a row all the same; of more, these bytes stay reserved. */
  private static final int MOST_UNKNOWN = 20_000;

  private final DownloadOpenings openings;
  private final DownloadSettlement settlement;
  private final BoundedPool pool;
  private final DelayScheduler later;
  private final LedgerSettings settings;
  private final Batches<NewDownload, OpeningResult> batches;
  private final Map<UUID, MeteredDownload> live = new ConcurrentHashMap<>();
  private final AtomicLong servedOfEnded = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final WriteHealth health = new WriteHealth();
  private volatile boolean isFlushWanted;
  private volatile boolean isPruneWanted;
  private volatile boolean isClosed;
  private long flushedNanos = System.nanoTime();
  private long upkeepNanos = System.nanoTime();

  private NodeLedger(
      DataSource dataSource,
      ExportLedger ledger,
      BoundedPool pool,
      DelayScheduler later,
      LedgerSettings settings) {
    UUID node = UUID.randomUUID();
    this.openings = new DownloadOpenings(dataSource, node);
    this.settlement = new DownloadSettlement(dataSource, node, ledger);
    this.pool = pool;
    this.later = later;
    this.settings = settings;
    this.batches = new Batches<>(MOST_IN_BATCH, pool, this::openFresh);
  }

  /**
   * Starts one over a database that is migrated.
   *
   * @param ledger where downloads stand for auditors once they have ended
   * @param pool where it is asked
   */
  public static NodeLedger start(
      DataSource dataSource,
      ExportLedger ledger,
      BoundedPool pool,
      DelayScheduler later,
      LedgerSettings settings) {
    var started = new NodeLedger(dataSource, ledger, pool, later, settings);
    started.lookLater();
    return started;
  }

  @Override
  public CompletionStage<OpeningVerdict> open(DownloadOpening opening) {
    var download =
        new MeteredDownload(UUID.randomUUID(), opening.bytes(), () -> isFlushWanted = true);
    if (waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return CompletableFuture.failedStage(tooMany());
    }
    return batches
        .ask(new NewDownload(download.id(), opening, System.nanoTime()))
        .whenComplete(
            (result, thrown) -> {
              waiting.decrementAndGet();
              if (thrown != null) { // it may be there all the same: then it ends unread
                download.endCut();
              }
              boolean hasRow =
                  thrown == null ? OpeningResult.OPENED.equals(result) : live.size() < MOST_UNKNOWN;
              if (hasRow && opening.bytes() > 0) {
                live.put(download.id(), download);
              }
            })
        .thenApply(
            result -> {
              if (OpeningResult.TOO_LATE.equals(result)) {
                throw tooMany();
              }
              if (result.isRevoked()) {
                return new RevokedLink();
              }
              return result
                  .usedUp()
                  .<OpeningVerdict>map(over -> new QuotaReached(over.used(), over.limit()))
                  .orElseGet(() -> new OpenedDownload(download));
            });
  }

  /** Opens those who still wait for it. */
  private List<OpeningResult> openFresh(List<NewDownload> asked) {
    long now = System.nanoTime();
    List<NewDownload> fresh =
        asked.stream().filter(each -> now - each.askedNanos() < LONGEST_WAIT_NANOS).toList();
    Iterator<OpeningResult> opened = openings.open(fresh, settings.quotas()).iterator();
    return asked.stream()
        .map(
            each ->
                now - each.askedNanos() < LONGEST_WAIT_NANOS
                    ? opened.next()
                    : OpeningResult.TOO_LATE)
        .toList();
  }

  private static ExportFailure tooMany() {
    return new ExportFailure(
        ErrorCode.NODE_BUSY,
        "Cannot count another download now: too many wait for the database. Try again later.");
  }

  @Override
  public CompletionStage<Optional<ExportOwner>> findOwner(ExportId id) {
    return pool.supply(() -> openings.findOwner(id));
  }

  /** Returns how many downloads are under way. */
  public int active() {
    return live.size();
  }

  /** Returns the bytes that were given to connections since the start. */
  public long served() {
    return servedOfEnded.get() + live.values().stream().mapToLong(MeteredDownload::served).sum();
  }

  private void lookLater() {
    if (!isClosed) {
      later.schedule(LOOK_INTERVAL, this::look);
    }
  }

  private void look() {
    long now = System.nanoTime();
    boolean due = isFlushWanted || now - flushedNanos > FLUSH_NANOS;
    if (!due || isClosed) {
      lookLater();
      return;
    }
    isFlushWanted = false;
    flushedNanos = now;
    try {
      pool.execute(
          () -> {
            try {
              write();
            } finally {
              lookLater();
            }
          });
    } catch (RejectedExecutionException full) {
      lookLater();
    }
  }

  private void write() {
    try {
      flush();
      health.noteWritten(System.nanoTime());
      if (isPruneWanted || System.nanoTime() - upkeepNanos > UPKEEP_NANOS) {
        upkeepNanos = System.nanoTime();
        if (health.hasLasted(NODE_SILENCE)) {
          settlement.closeDead(NODE_SILENCE);
        }
        prune();
      }
    } catch (RuntimeException e) {
      health.noteFailed();
      LOG.warn("Cannot write what was served, and tries again: {}", e.getMessage());
    }
  }

  /** Goes on for a second at most, which is more than what can come meanwhile. */
  private void prune() {
    long begun = System.nanoTime();
    int removed;
    do {
      removed = settlement.prune(settings.keepRows(), MOST_REMOVED);
    } while (removed >= MOST_REMOVED && System.nanoTime() - begun < PRUNE_NANOS);
    isPruneWanted = removed >= MOST_REMOVED;
  }

  private synchronized void flush() {
    List<EndedDownload> ended = new ArrayList<>();
    List<ServedBytes> going = new ArrayList<>();
    for (MeteredDownload each : live.values()) {
      each.endUnlessStarted(START_NANOS);
      if (each.isEnded()) {
        ended.add(new EndedDownload(each.id(), each.served(), each.isWhole()));
      } else {
        going.add(new ServedBytes(each.id(), each.served()));
      }
    }
    if (!ended.isEmpty()) {
      settlement.settle(ended);
      for (EndedDownload each : ended) {
        live.remove(each.id());
        servedOfEnded.addAndGet(each.bytes());
      }
    }
    Set<UUID> stopped = settlement.flush(going);
    for (ServedBytes each : going) {
      MeteredDownload download = live.get(each.id());
      download.setFlushed(each.bytes());
      if (stopped.contains(each.id())) {
        download.stop();
      }
    }
  }

  /** Settles what is left. */
  @Override
  public void close() {
    isClosed = true;
    live.values().forEach(MeteredDownload::endCut);
    try {
      flush();
    } catch (RuntimeException e) {
      LOG.warn("Cannot settle the last downloads; other nodes will: {}", e.getMessage());
    }
  }
}
