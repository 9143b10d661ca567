package io.landfall.tiles;

import io.landfall.export.CrashGuard;
import io.landfall.export.MapTiles;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.TileFormat;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileImage;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileSize;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.image.ShownPixels;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.raster.warp.WindowBuffers;
import io.landfall.tiles.TileCounters.TileOutcome;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Renders map tiles on threads of their own. A tile that several ask for at once is made once; the
 * tiles made last are kept. Owners share the threads, and what nobody waits for is not begun.
 */
public final class RenderedTiles implements MapTiles {
  /** Of the memory of renderings, what blocks take beside that are decoded ahead. */
  private static final long SHARE_AHEAD = 4;

  /** How often is looked for tiles whose clients have gone. */
  private static final long LOOK_NANOS = 200_000_000;

  private final Layers layers;
  private final LayerThreads threads;
  private final TileRequests requests;
  private final KeptTiles kept;
  private final TileCounters counters = new TileCounters();
  private final TileEncoders encoders = new TileEncoders();
  private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());

  /** What each owner waits for: nobody waits in the queue of another. */
  private final ConcurrentMap<OwnedKey, TileFlight> flights = new ConcurrentHashMap<>();

  /** What is rendered at this moment, for whomever. */
  private final ConcurrentMap<TileKey, TileFlight> renderings = new ConcurrentHashMap<>();

  private record OwnedKey(String owner, TileKey tile) {}

  /**
   * Makes the tiles of a node.
   *
   * @param sources plans what they show
   * @param pools of the node
   * @param guard so that a layer which ends the node does not do so each time it is asked for
   */
  public static RenderedTiles of(
      LayerSources sources, TileSettings settings, NodePools pools, CrashGuard guard) {
    var layers =
        new Layers(
            sources,
            settings,
            pools.get(PoolName.LAYERS),
            pools.shares(PoolName.LAYERS),
            guard,
            new ReadHelpers(
                pools.get(PoolName.TILES).forHelp(),
                new ReadHelpers.BlocksAhead(settings.memoryBytes() / SHARE_AHEAD)));
    var threads =
        new LayerThreads(
            pools.get(PoolName.TILES),
            pools.shares(PoolName.TILES),
            new LayerGuard(guard),
            settings);
    var kept =
        new KeptTiles(settings.cacheBytes(), settings.disk().open(), pools.get(PoolName.TILEFILE));
    return new RenderedTiles(layers, threads, new TileRequests(settings.waiting()), kept);
  }

  private RenderedTiles(
      Layers layers, LayerThreads threads, TileRequests requests, KeptTiles kept) {
    this.layers = layers;
    this.threads = threads;
    this.requests = requests;
    this.kept = kept;
  }

  /** Returns what became of the tiles. */
  public TileCounters counters() {
    return counters;
  }

  /** Returns how many requests are under way. */
  public int underWay() {
    return requests.underWay();
  }

  /** Returns how many bytes of tiles are kept in memory, about. */
  public long keptBytes() {
    return kept.bytesInMemory();
  }

  /** Returns how many bytes of tiles are kept on the disk, about. */
  public long keptBytesOnDisk() {
    return kept.bytesOnDisk();
  }

  @Override
  public Set<TileFormat> formats() {
    return encoders.formats();
  }

  @Override
  public CompletionStage<Optional<TileImage>> tile(
      TileLayer layer,
      TileAddress address,
      TileSize size,
      TileFormat format,
      BooleanSupplier wanted) {
    if (!encoders.formats().contains(format)) {
      return CompletableFuture.failedStage(TileEncoders.unsupported(format));
    }
    return requests
        .begin(
            layer.reader(),
            () ->
                withLayer(
                    layer,
                    wanted,
                    planned ->
                        tile(
                            layer,
                            planned,
                            new TileKey(planned.number(), address, size, format),
                            wanted)))
        .whenComplete((image, thrown) -> counters.addFailure(thrown));
  }

  private CompletionStage<Optional<TileImage>> tile(
      TileLayer layer, PlannedLayer planned, TileKey key, BooleanSupplier wanted) {
    Optional<KeptTile> known = kept.find(key);
    if (known.isPresent()) {
      return CompletableFuture.completedStage(asBefore(known.get()));
    }
    return kept.read(key)
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedStage(asBefore(found.get()))
                    : join(layer, planned, key, wanted));
  }

  private Optional<TileImage> asBefore(KeptTile tile) {
    counters.add(TileOutcome.CACHED);
    return tile.image();
  }

  private CompletionStage<Optional<TileImage>> join(
      TileLayer layer, PlannedLayer planned, TileKey key, BooleanSupplier wanted) {
    var owned = new OwnedKey(layer.reader(), key);
    for (; ; ) {
      var mine = new TileFlight();
      TileFlight flight = flights.computeIfAbsent(owned, any -> mine);
      if (!flight.join(wanted)) {
        flights.remove(owned, flight);
        continue;
      }
      if (flight == mine) {
        start(owned, planned, flight);
      }
      return flight.result();
    }
  }

  private void start(OwnedKey owned, PlannedLayer planned, TileFlight flight) {
    fly(owned, planned, flight)
        .whenComplete(
            (image, thrown) -> {
              flights.remove(owned, flight);
              if (thrown == null) {
                flight.result().complete(image);
              } else {
                flight.result().completeExceptionally(thrown);
              }
              giveUpUnwanted();
            });
  }

  /**
   * Ends what nobody waits for any more before its turn comes: until then it would take the
   * connection of who has gone, and count as under way.
   */
  private void giveUpUnwanted() {
    long now = System.nanoTime();
    long before = lookedAt.get();
    if (now - before < LOOK_NANOS || !lookedAt.compareAndSet(before, now)) {
      return;
    }
    flights.forEach(
        (owned, flight) -> {
          try {
            flight.checkWanted();
          } catch (ExportFailure unwanted) {
            flights.remove(owned, flight);
            flight.result().completeExceptionally(unwanted);
          }
        });
  }

  /** Waits for another owner's rendering of the tile, or for a thread to render it on. */
  private CompletionStage<Optional<TileImage>> fly(
      OwnedKey owned, PlannedLayer planned, TileFlight flight) {
    TileFlight rendering = renderings.get(owned.tile);
    if (rendering != null && rendering.join(flight::isWanted)) {
      return follow(owned, planned, flight, rendering);
    }
    return threads
        .<CompletionStage<Optional<TileImage>>>run(
            owned.owner,
            planned,
            flight::checkWanted,
            (one, checkWanted, own) -> makeOnce(owned, one, flight, checkWanted, own))
        .thenCompose(Function.identity());
  }

  /**
   * Where another's rendering ends for reasons of his own, the tile is made by who waits for it.
   */
  private CompletionStage<Optional<TileImage>> follow(
      OwnedKey owned, PlannedLayer planned, TileFlight flight, TileFlight rendering) {
    return rendering
        .rendered()
        .exceptionallyCompose(
            thrown ->
                switch (ExportFailure.of(thrown).code()) {
                  case CANCELED, STEP_TIMED_OUT, NODE_BUSY -> fly(owned, planned, flight);
                  default -> CompletableFuture.failedStage(thrown);
                });
  }

  /** Makes a tile, unless another owner's thread does so at this moment. */
  private CompletionStage<Optional<TileImage>> makeOnce(
      OwnedKey owned,
      PlannedLayer planned,
      TileFlight flight,
      Runnable checkWanted,
      WindowBuffers own) {
    for (; ; ) {
      Optional<KeptTile> known = kept.find(owned.tile);
      if (known.isPresent()) {
        return CompletableFuture.completedStage(asBefore(known.get()));
      }
      TileFlight rendering = renderings.putIfAbsent(owned.tile, flight);
      if (rendering == null) {
        break;
      }
      if (rendering.join(flight::isWanted)) {
        return follow(owned, planned, flight, rendering);
      }
      renderings.remove(owned.tile, rendering); // given up
    }
    try {
      Optional<TileImage> image = make(planned, owned.tile, checkWanted, own);
      kept.put(owned.tile, image);
      renderings.remove(owned.tile, flight);
      flight.rendered().complete(image);
      return CompletableFuture.completedStage(image);
    } catch (RuntimeException | Error e) {
      renderings.remove(owned.tile, flight);
      flight.rendered().completeExceptionally(e);
      throw e;
    }
  }

  private Optional<TileImage> make(
      PlannedLayer planned, TileKey key, Runnable checkWanted, WindowBuffers own) {
    PixelGrid grid = WebMercator.grid(key.address(), key.size());
    BitSet scenes = planned.scenes(grid);
    if (planned.isEmpty(grid, scenes)) {
      counters.add(TileOutcome.EMPTY);
      return Optional.empty();
    }
    long start = System.nanoTime();
    Optional<ShownPixels> pixels = planned.render(grid, scenes, checkWanted, own);
    Optional<TileImage> image =
        pixels.map(shown -> new TileImage(key.format(), encoders.encode(shown, key.format())));
    counters.addRendering(System.nanoTime() - start);
    counters.add(image.isPresent() ? TileOutcome.RENDERED : TileOutcome.EMPTY);
    return image;
  }

  @Override
  public CompletionStage<LayerDescription> describe(TileLayer layer) {
    return requests.begin(
        layer.reader(), () -> layers.get(layer, () -> true).thenApply(PlannedLayer::describe));
  }

  @Override
  public CompletionStage<PointValues> point(
      TileLayer layer, double lon, double lat, BooleanSupplier wanted) {
    if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) {
      return CompletableFuture.failedStage(
          new ExportFailure(
              ErrorCode.REQUEST_INVALID,
              "Invalid point %s, %s: give a longitude of -180 to 180 and a latitude of -90 to 90."
                  .formatted(lon, lat)));
    }
    if (!WebMercator.hasLatitude(lat)) {
      return CompletableFuture.failedStage(
          WebMercator.beyondMap("Cannot tell the values at latitude %s".formatted(lat)));
    }
    return values(
        layer,
        wanted,
        (planned, checkWanted, own) ->
            planned.values().at(lon, lat, planned.sources(checkWanted), own));
  }

  @Override
  public CompletionStage<List<BandStatistics>> statistics(
      TileLayer layer, LonLatBounds area, BooleanSupplier wanted) {
    if (area != null && !WebMercator.hasSomeOf(area)) {
      return CompletableFuture.failedStage(
          WebMercator.beyondMap(
              "Cannot count the values of latitudes %s to %s"
                  .formatted(area.south(), area.north())));
    }
    return values(
        layer,
        wanted,
        (planned, checkWanted, own) ->
            planned.values().in(area, planned.sources(checkWanted), own));
  }

  private <T> CompletionStage<T> values(
      TileLayer layer, BooleanSupplier wanted, LayerThreads.LayerWork<T> work) {
    Runnable check =
        () -> {
          if (!wanted.getAsBoolean()) {
            throw new ExportFailure(ErrorCode.CANCELED, "Nobody waits for these values any more.");
          }
        };
    return requests.begin(
        layer.reader(),
        () ->
            withLayer(layer, wanted, planned -> threads.run(layer.reader(), planned, check, work)));
  }

  /** Does something with a layer, and once more with a new plan where its files have changed. */
  private <T> CompletionStage<T> withLayer(
      TileLayer layer, BooleanSupplier wanted, Function<PlannedLayer, CompletionStage<T>> work) {
    return layers
        .get(layer, wanted)
        .thenCompose(
            planned ->
                work.apply(planned)
                    .exceptionallyCompose(
                        thrown -> {
                          if (ExportFailure.of(thrown).code() != ErrorCode.SCENE_CHANGED) {
                            return CompletableFuture.failedStage(thrown);
                          }
                          layers.forget(layer, planned);
                          return layers.get(layer, wanted).thenCompose(work);
                        }));
  }
}
