package io.landfall.tiles;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.landfall.export.CrashGuard;
import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.tile.TileLayer;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.OwnerShares;
import io.landfall.raster.warp.ReadHelpers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The layers used last, planned. One that was not planned for a while is planned anew; where that
 * gives the same plan, the layer stays what it was, and so do its tiles. Safe for any thread.
 */
final class Layers {
  /** So many of the largest layers fit in, however many scenes they have. */
  private static final int LARGEST = 4;

  /** How much longer than layers what they were planned as is known, for who comes back. */
  private static final int KNOWN = 6;

  private final LayerSources sources;
  private final BoundedPool pool;
  private final OwnerShares shares;
  private final CrashGuard guard;
  private final ReadHelpers helpers;
  private final Duration timeLimit;
  private final AtomicLong numbers = new AtomicLong();
  private final AsyncCache<String, PlannedLayer> planned;

  /** What each version was planned as before, as long as that is kept. */
  private final Map<String, PlannedLayer> before;

  /** What is being planned, by version. */
  private final ConcurrentMap<String, Planning> underWay = new ConcurrentHashMap<>();

  /** The planning of a layer: who waits for it, and what it comes to. */
  private record Planning(Askers askers, CompletableFuture<PlannedLayer> answer) {}

  Layers(
      LayerSources sources,
      TileSettings settings,
      BoundedPool pool,
      OwnerShares shares,
      CrashGuard guard,
      ReadHelpers helpers) {
    this.sources = sources;
    this.pool = pool;
    this.shares = shares;
    this.guard = guard;
    this.helpers = helpers;
    this.timeLimit = settings.timeLimit();
    this.planned =
        Caffeine.newBuilder()
            .maximumWeight(settings.layers())
            .weigher((String version, PlannedLayer layer) -> weight(layer, settings))
            .expireAfterWrite(settings.layerTime())
            .executor(Runnable::run)
            .buildAsync();
    this.before =
        Caffeine.newBuilder()
            .maximumWeight(settings.layers())
            .weigher((String version, PlannedLayer layer) -> weight(layer, settings))
            .expireAfterAccess(settings.layerTime().multipliedBy(KNOWN))
            .executor(Runnable::run)
            .<String, PlannedLayer>build()
            .asMap();
  }

  /** One that weighs more than all may together would never be kept. */
  private static int weight(PlannedLayer layer, TileSettings settings) {
    return Math.min(layer.weight(), Math.max(1, settings.layers() / LARGEST));
  }

  /**
   * Returns a layer, planning it on a thread of the pool if it is not here.
   *
   * @param wanted whether who asks still waits; where nobody does, planning ends with CANCELED
   */
  CompletableFuture<PlannedLayer> get(TileLayer layer, BooleanSupplier wanted) {
    for (; ; ) {
      var mine = new Planning(new Askers("this map"), new CompletableFuture<>());
      mine.askers.join(wanted);
      CompletableFuture<PlannedLayer> kept =
          planned.get(layer.version(), (version, any) -> start(layer, mine));
      Planning planning = underWay.get(layer.version());
      if (planning == mine || planning != null && planning.askers.join(wanted)) {
        return planning.answer;
      }
      if (mine.answer.isDone()) {
        return mine.answer; // it took no time
      }
      if (kept.isDone() && !kept.isCompletedExceptionally()) {
        return kept;
      }
      planned.asMap().remove(layer.version(), kept); // given up by all others, or failed just now
    }
  }

  /** Forgets a layer whose files are no longer those that it was planned with. */
  void forget(TileLayer layer, PlannedLayer outdated) {
    CompletableFuture<PlannedLayer> kept = planned.getIfPresent(layer.version());
    boolean isPlanned = kept != null && kept.isDone() && !kept.isCompletedExceptionally();
    if (isPlanned && kept.join() == outdated) { // one that is being planned anew goes on
      planned.asMap().remove(layer.version(), kept);
    }
  }

  /** Returns what is kept: a failure is no value, and the cache need not hear of its reason. */
  private CompletableFuture<PlannedLayer> start(TileLayer layer, Planning planning) {
    long start = System.nanoTime();
    underWay.put(layer.version(), planning);
    var kept = new CompletableFuture<PlannedLayer>();
    UUID id = UUID.nameUUIDFromBytes(("map " + layer.version()).getBytes(StandardCharsets.UTF_8));
    shares
        .supply(
            layer.reader(),
            () ->
                guard.run(
                    GuardedWork.map(id),
                    () -> pool.supply(() -> plan(layer, start, planning.askers))))
        .whenComplete(
            (found, thrown) -> {
              if (thrown == null) {
                kept.complete(found);
                planning.answer.complete(found);
              } else {
                kept.cancel(false);
                planning.answer.completeExceptionally(thrown);
              }
              underWay.remove(layer.version(), planning);
            });
    return kept;
  }

  private PlannedLayer plan(TileLayer layer, long start, Askers askers) {
    var found =
        sources.find(
            layer,
            () -> {
              askers.ensureWanted();
              checkInTime(start);
            });
    PlannedLayer known = before.get(layer.version());
    if (known != null && known.plan().equals(found.plan())) {
      return known;
    }
    var made =
        new PlannedLayer(
            numbers.incrementAndGet(),
            found.plan(),
            found.sources(),
            sources.transforms(),
            sources.blocks(),
            helpers);
    before.put(layer.version(), made);
    return made;
  }

  private void checkInTime(long start) {
    if (System.nanoTime() - start > timeLimit.toNanos()) {
      throw new ExportFailure(
          ErrorCode.STEP_TIMED_OUT,
          "Cannot make the map ready within %d s: the scenes take long to look up. Ask again later."
              .formatted(timeLimit.toSeconds()));
    }
  }
}
