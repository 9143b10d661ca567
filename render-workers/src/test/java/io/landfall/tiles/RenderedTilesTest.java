package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.typesafe.config.ConfigFactory;
import io.landfall.export.CrashGuard;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.StoredObject;
import io.landfall.model.TileFormat;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.Tool;
import io.landfall.model.tile.BandStatistics;
import io.landfall.model.tile.LayerDescription;
import io.landfall.model.tile.LonLatBounds;
import io.landfall.model.tile.PointValues;
import io.landfall.model.tile.PointValues.SceneValue;
import io.landfall.model.tile.TileAddress;
import io.landfall.model.tile.TileImage;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileLayer.FileLayer;
import io.landfall.model.tile.TileLayer.RequestLayer;
import io.landfall.model.tile.TileSize;
import io.landfall.plan.PlannerFixture;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.BlockCache;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import io.landfall.tiles.TileCounters.TileOutcome;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does with what maps ask of it. */
class RenderedTilesTest {
  /** In the middle of the crop. */
  private static final double LON = -87.4;

  private static final double LAT = 30.73;
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";
  private static final double RED_THERE = 8984;
  private static final double GREEN_THERE = 9674;
  private static final TileAddress INSIDE = tile(13);

  private final NodePools pools = NodePools.from(ConfigFactory.load());
  private final SceneFiles files = new SceneFiles();
  private final RenderedTiles tiles = tiles(100);

  @AfterEach
  void close() {
    pools.close();
    files.close();
  }

  @Test
  void whatSeveralWantIsMadeOnceAndKept() {
    List<CompletionStage<Optional<TileImage>>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true));
    }
    byte[] first = answer(asked.get(0)).orElseThrow().bytes();
    asked.forEach(one -> assertThat(answer(one).orElseThrow().bytes()).isEqualTo(first));
    ask(landsat(), INSIDE, TileFormat.PNG);
    assertThat(tiles.counters().count(TileOutcome.RENDERED)).isEqualTo(1);
    assertThat(tiles.counters().count(TileOutcome.CACHED)).isPositive();
    assertThat(tiles.keptBytes()).isGreaterThan(first.length);
    assertThat(tiles.underWay()).isZero();
  }

  @Test
  void whatHasNoRoomInMemoryIsReadFromTheDisk() {
    RenderedTiles few = tiles(settings(0, 16 << 20, Duration.ofMinutes(1), 100, 64 << 20));
    Optional<TileImage> first = ask(few, tile(13));
    assertThat(ask(few, tile(12))).isPresent();
    assertThat(few.keptBytes()).isZero();
    assertThat(few.keptBytesOnDisk()).isPositive();
    assertThat(ask(few, tile(13)).orElseThrow().bytes()).isEqualTo(first.orElseThrow().bytes());
    assertThat(few.counters().count(TileOutcome.RENDERED)).isEqualTo(2);
    assertThat(few.counters().count(TileOutcome.CACHED)).isEqualTo(1);
  }

  @Test
  void twoWhoseTilesTakeLongLeaveThreadsToAThird() {
    answer(tiles.describe(landsat()));
    var end = new CompletableFuture<Void>();
    List<CompletableFuture<Void>> held = hold(List.of("one", "another"), end);
    assertThat(tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true))
        .succeedsWithin(Duration.ofSeconds(30));
    assertThat(held).noneMatch(CompletableFuture::isDone);
    end.complete(null);
  }

  @Test
  void whoeverHasGoneDoesNotWaitForHisTurn() {
    answer(tiles.describe(landsat()));
    var end = new CompletableFuture<Void>();
    hold(List.of("test"), end); // all that an owner may have
    var stays = new AtomicBoolean(true);
    CompletionStage<?> waiting =
        tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, stays::get);
    stays.set(false);
    var other = new RequestLayer("other", "LC8", TileScenes.landsat().build());
    for (int i = 0; !waiting.toCompletableFuture().isDone(); i++) {
      var there = new TileAddress(20, tile(20).x() + i, tile(20).y());
      answer(tiles.tile(other, there, TileSize.NORMAL, TileFormat.PNG, () -> true));
    }
    assertThat(failure(waiting).code()).isEqualTo(ErrorCode.CANCELED);
    end.complete(null);
  }

  @Test
  void whereNoSceneLiesNothingIsRendered() {
    assertThat(ask(landsat(), new TileAddress(13, 0, 0), TileFormat.PNG)).isEmpty();
    assertThat(tiles.counters().renderings()).isZero();
    assertThat(tiles.counters().count(TileOutcome.EMPTY)).isEqualTo(1);
  }

  @Test
  void whatNobodyWaitsForIsNotBegun() {
    answer(tiles.describe(landsat()));
    ExportFailure failure =
        failure(tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> false));
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELED);
    assertThat(tiles.counters().renderings()).isZero();
    assertThat(tiles.counters().count(TileOutcome.ABANDONED)).isEqualTo(1);
    assertThat(ask(landsat(), INSIDE, TileFormat.PNG)).as("asked for again").isPresent();
  }

  @Test
  void anOwnerHasHalfOfWhatMayBeUnderWay() {
    RenderedTiles few = tiles(4);
    answer(few.describe(landsat()));
    var hold = new CountDownLatch(1);
    List<CompletionStage<?>> held = hold(few, 2, hold);
    ExportFailure failure =
        failure(few.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true));
    assertThat(failure.code()).isEqualTo(ErrorCode.NODE_BUSY);
    assertThat(failure).hasMessageContaining("Ask again");
    var other = new RequestLayer("other", "LC8", TileScenes.landsat().build());
    assertThat(answer(few.tile(other, INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true)))
        .as("another owner is served meanwhile")
        .isPresent();
    hold.countDown();
    held.forEach(RenderedTilesTest::answer);
  }

  @Test
  void nobodyWaitsInTheQueueOfAnother() {
    answer(tiles.describe(landsat()));
    var hold = new CountDownLatch(1);
    List<CompletionStage<?>> held = hold(tiles, 8, hold);
    var first = tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true);
    var other = new RequestLayer("other", "LC8", TileScenes.landsat().build());
    var second = tiles.tile(other, INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true);
    try {
      assertThat(second.toCompletableFuture()).succeedsWithin(Duration.ofSeconds(30));
      assertThat(first.toCompletableFuture()).isNotDone();
    } finally {
      hold.countDown();
    }
    held.forEach(RenderedTilesTest::answer);
    assertThat(answer(first)).isPresent();
    assertThat(tiles.counters().count(TileOutcome.CACHED)).as("made once").isEqualTo(1);
  }

  @Test
  void theTimeOfATileBeginsWithItsThread() {
    ask(landsat(), tile(12), TileFormat.PNG); // what takes long the first time is done
    Duration limit = Duration.ofSeconds(2);
    RenderedTiles limited = tiles(100, limit);
    answer(limited.describe(landsat()));
    var hold = new CountDownLatch(1);
    List<CompletionStage<?>> held = hold(limited, 4, hold);
    var waiting = limited.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.PNG, () -> true);
    CompletableFuture.delayedExecutor(limit.toMillis() + 50, TimeUnit.MILLISECONDS)
        .execute(hold::countDown);
    assertThat(answer(waiting)).as("it has waited longer than a tile may take").isPresent();
    held.forEach(one -> assertThat(failure(one).code()).isEqualTo(ErrorCode.STEP_TIMED_OUT));
  }

  @Test
  void valuesThatNobodyWaitsForAreNotLookedUp() {
    assertThat(failure(tiles.point(landsat(), LON, LAT, () -> false)).code())
        .isEqualTo(ErrorCode.CANCELED);
    assertThat(failure(tiles.statistics(landsat(), null, () -> false)).code())
        .isEqualTo(ErrorCode.CANCELED);
  }

  @Test
  void aTileIsGivenUpThoughNothingHasToBeReadForIt() {
    ask(landsat(), INSIDE, TileFormat.PNG); // its blocks are in the cache now
    var asked = new AtomicInteger();
    ExportFailure failure =
        failure(
            tiles.tile(
                landsat(),
                INSIDE,
                TileSize.NORMAL,
                TileFormat.JPEG,
                () -> asked.incrementAndGet() < 40));
    assertThat(failure.code()).isEqualTo(ErrorCode.CANCELED);
  }

  @Test
  void whatTakesMoreMemoryThanMapsHaveIsRefused() {
    RenderedTiles small = tiles(100, Duration.ofMinutes(1), 1 << 20);
    TileAddress whole = tile(10); // all of the crop at full resolution: it has no overviews
    ExportFailure failure =
        failure(small.tile(landsat(), whole, TileSize.DOUBLE, TileFormat.PNG, () -> true));
    assertThat(failure.code()).isEqualTo(ErrorCode.EXPORT_TOO_LARGE);
    assertThat(failure).hasMessageContaining("landfall.tiles.memory");
    assertThat(answer(small.tile(landsat(), tile(14), TileSize.NORMAL, TileFormat.PNG, () -> true)))
        .as("a usual tile")
        .isPresent();
    assertThat(answer(tiles.tile(landsat(), whole, TileSize.DOUBLE, TileFormat.PNG, () -> true)))
        .as("with more memory")
        .isPresent();
  }

  @Test
  void thatNothingIsThereIsKept() {
    TileAddress far = new TileAddress(13, 0, 0);
    ask(landsat(), far, TileFormat.PNG);
    ask(landsat(), far, TileFormat.PNG);
    assertThat(tiles.counters().count(TileOutcome.EMPTY)).isEqualTo(1);
    assertThat(tiles.counters().count(TileOutcome.CACHED)).isEqualTo(1);
  }

  @Test
  void imagesAreTransparentOrWhiteWhereNothingIs() throws IOException {
    TileAddress edge = tile(9); // wider than the crop
    BufferedImage png = image(landsat(), edge, TileFormat.PNG);
    assertThat(png.getRGB(0, 0) >>> 24).isZero();
    BufferedImage jpeg = image(landsat(), edge, TileFormat.JPEG);
    assertThat(jpeg.getRGB(0, 0)).isEqualTo(0xffffffff);
    BufferedImage inside = image(landsat(), INSIDE, TileFormat.PNG);
    assertThat(inside.getColorModel().hasAlpha()).isFalse();
    assertThat(inside.getWidth()).isEqualTo(256);
    if (tiles.formats().contains(TileFormat.WEBP)) {
      byte[] webp = ask(landsat(), INSIDE, TileFormat.WEBP).orElseThrow().bytes();
      assertThat(new String(webp, 0, 4, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("RIFF");
    } else {
      assertThat(
              failure(tiles.tile(landsat(), INSIDE, TileSize.NORMAL, TileFormat.WEBP, () -> true))
                  .code())
          .isEqualTo(ErrorCode.OPTION_UNSUPPORTED);
    }
  }

  @Test
  void aLayerTellsWhereItLiesAndWhatItHolds() {
    LayerDescription layer = answer(tiles.describe(landsat()));
    assertThat(layer.bounds().west()).isCloseTo(-87.4969, within(0.001));
    assertThat(layer.bounds().north()).isCloseTo(30.8106, within(0.001));
    assertThat(layer.minZoom()).isEqualTo(10);
    assertThat(layer.maxZoom()).as("35 m in the projection: 38 would lose some").isEqualTo(13);
    assertThat(layer.bands()).containsExactly("red", "green", "blue");
    assertThat(layer.nodata()).isZero();
    assertThat(layer.shown()).hasSize(3);
    assertThat(layer.warnings()).anySatisfy(one -> assertThat(one).contains("they are shown"));
  }

  @Test
  void aPointHasTheValuesOfTheFile() { // as gdallocationinfo tells them
    PointValues point = answer(tiles.point(stretched(), LON, LAT, () -> true));
    assertThat(point.inputs()).extracting(SceneValue::band).containsExactly("red", "green", "blue");
    assertThat(point.inputs().get(0).value()).isEqualTo(RED_THERE);
    assertThat(point.inputs().get(0).scene().value()).isEqualTo("LC8");
    assertThat(point.values().get(1).value()).isEqualTo(GREEN_THERE);
    double shown = Math.floor(1.5 + (RED_THERE - 6_000) * 254 / 8_000);
    assertThat(point.shown().get(0).value()).isEqualTo(Math.max(1, Math.min(255, shown)));
    PointValues far = answer(tiles.point(stretched(), 10, 10, () -> true));
    assertThat(far.values()).hasSize(3).allSatisfy(one -> assertThat(one.value()).isNull());
    assertThat(far.inputs()).allSatisfy(one -> assertThat(one.scene()).isNull());
    assertThat(failure(tiles.point(stretched(), 181, 0, () -> true)).code())
        .isEqualTo(ErrorCode.REQUEST_INVALID);
  }

  @Test
  void nothingIsToldOfBeyondTheMap() {
    ExportFailure point = failure(tiles.point(stretched(), LON, 86, () -> true));
    assertThat(point.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(point).hasMessageContaining("latitude 86").hasMessageContaining("end at 85.0511");
    ExportFailure area =
        failure(tiles.statistics(stretched(), new LonLatBounds(-180, -90, 180, -86), () -> true));
    assertThat(area.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
    assertThat(area).hasMessageContaining("-90.0 to -86.0");
    assertThat(
            answer(tiles.statistics(stretched(), new LonLatBounds(-180, -90, 180, 90), () -> true)))
        .as("the world has a map")
        .hasSize(3);
  }

  @Test
  void anAreaIsCounted() {
    List<BandStatistics> all = answer(tiles.statistics(stretched(), null, () -> true));
    BandStatistics red = all.get(0);
    assertThat(red.band()).isEqualTo("red");
    assertThat(red.valid()).isGreaterThan(100_000);
    assertThat(red.min()).isLessThan(red.percentile2());
    assertThat(red.percentile2()).isLessThan(red.mean());
    assertThat(red.mean()).isLessThan(red.percentile98());
    assertThat(red.histogram().stream().mapToLong(Long::longValue).sum()).isEqualTo(red.valid());
    assertThat(red.stddev()).isPositive();
  }

  @Test
  void aFileThatChangesIsSeenAtOnce(@TempDir Path folder) throws IOException {
    Path copy = folder.resolve("naip.tif");
    Files.copy(PlannerFixture.data(NAIP), copy);
    var layer = new RequestLayer("test", "file", TileScenes.of(copy.toString(), "1").build());
    LayerDescription before = answer(tiles.describe(layer));
    TileAddress there = tile(18, before);
    byte[] first = ask(layer, there, TileFormat.PNG).orElseThrow().bytes();
    Files.copy(
        PlannerFixture.data("rgbnir/m_3607824_se_17_1_20160620_subset.tif"),
        folder.resolve("again.tif"));
    Files.move(
        folder.resolve("again.tif"), copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    TileAddress beside = new TileAddress(19, 2 * there.x(), 2 * there.y());
    assertThat(ask(layer, beside, TileFormat.PNG)).isPresent();
    assertThat(ask(layer, there, TileFormat.PNG).orElseThrow().bytes()).isEqualTo(first);
  }

  @Test
  void aFinishedFileIsShownAsItIs() {
    Path file = PlannerFixture.data(NAIP);
    ExportRequest look = TileScenes.of(FileLayer.SCENE.value(), "1", "2", "3").build();
    var object = new StoredObject("exports/1/out.tif", "e1", file.toFile().length(), null);
    var layer = new FileLayer("test", "file", object, look);
    LayerDescription described = answer(tiles.describe(layer));
    assertThat(described.shown()).as("bytes are shown as they are").isEmpty();
    assertThat(ask(layer, tile(18, described), TileFormat.PNG)).isPresent();
  }

  /** Asks for tiles whose threads wait until they are let go on; an owner has four. */
  private static List<CompletionStage<?>> hold(
      RenderedTiles tiles, int count, CountDownLatch until) {
    List<CompletionStage<?>> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TileAddress other = new TileAddress(16, tile(16).x() + i, tile(16).y());
      held.add(
          tiles.tile(
              landsat(),
              other,
              TileSize.NORMAL,
              TileFormat.PNG,
              () -> {
                await(until);
                return true;
              }));
    }
    return held;
  }

  /** Owners take all the threads that they get, until an end. */
  private List<CompletableFuture<Void>> hold(List<String> owners, CompletableFuture<Void> end) {
    List<CompletableFuture<Void>> held = new ArrayList<>();
    for (String owner : owners) {
      for (int i = 0; i < pools.get(PoolName.TILES).threads(); i++) {
        held.add(pools.shares(PoolName.TILES).<Void>supply(owner, () -> end).toCompletableFuture());
      }
    }
    return held;
  }

  private RenderedTiles tiles(int waiting) {
    return tiles(waiting, Duration.ofMinutes(1), 64 << 20);
  }

  private RenderedTiles tiles(int waiting, Duration timeLimit) {
    return tiles(waiting, timeLimit, 64 << 20);
  }

  private RenderedTiles tiles(int waiting, Duration timeLimit, long memory) {
    return tiles(settings(8 << 20, 0, timeLimit, waiting, memory));
  }

  private static TileSettings settings(
      long cache, long disk, Duration timeLimit, int waiting, long memory) {
    var onDisk =
        new TilesOnDisk(Path.of(System.getProperty("java.io.tmpdir")), OptionalLong.of(disk));
    return new TileSettings(cache, onDisk, 16, Duration.ofMinutes(1), timeLimit, waiting, memory);
  }

  private RenderedTiles tiles(TileSettings settings) {
    var scenes =
        new SceneLayers(
            TileScenes.planner(files), files, PlannerFixture.TRANSFORMS, new BlockCache(32 << 20));
    var layers = new FileLayers(scenes, TileScenes.SETTINGS, "test 1", object -> open(NAIP));
    return RenderedTiles.of(layers, settings, pools, CrashGuard.NONE);
  }

  private static FileByteSource open(String name) {
    try {
      return FileByteSource.open(PlannerFixture.data(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TileLayer landsat() {
    return new RequestLayer("test", "LC8", TileScenes.landsat().build());
  }

  private static TileLayer stretched() {
    ExportRequest request =
        TileScenes.landsat().stretch(List.of(new Tool.ValueRange(6_000, 14_000))).build();
    return new RequestLayer("test", "LC8 stretched", request);
  }

  private static TileAddress tile(int zoom) {
    return tile(zoom, LON, LAT);
  }

  private static TileAddress tile(int zoom, LayerDescription layer) {
    return tile(
        zoom,
        (layer.bounds().west() + layer.bounds().east()) / 2,
        (layer.bounds().south() + layer.bounds().north()) / 2);
  }

  private static TileAddress tile(int zoom, double lon, double lat) {
    double n = 1 << zoom;
    return new TileAddress(
        zoom,
        (int) ((WebMercator.x(lon) / WebMercator.WORLD + 0.5) * n),
        (int) ((0.5 - WebMercator.y(lat) / WebMercator.WORLD) * n));
  }

  private Optional<TileImage> ask(TileLayer layer, TileAddress tile, TileFormat format) {
    return answer(tiles.tile(layer, tile, TileSize.NORMAL, format, () -> true));
  }

  private static Optional<TileImage> ask(RenderedTiles tiles, TileAddress tile) {
    return answer(tiles.tile(landsat(), tile, TileSize.NORMAL, TileFormat.PNG, () -> true));
  }

  private BufferedImage image(TileLayer layer, TileAddress tile, TileFormat format)
      throws IOException {
    return ImageIO.read(new ByteArrayInputStream(ask(layer, tile, format).orElseThrow().bytes()));
  }

  private static <T> T answer(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static ExportFailure failure(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      return ExportFailure.of(e);
    }
    throw new AssertionError("It did not fail");
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
