package io.landfall.tiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.landfall.export.CrashGuard;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ToolSource;
import io.landfall.model.tile.TileLayer;
import io.landfall.model.tile.TileLayer.RequestLayer;
import io.landfall.plan.PlannerFixture;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.raster.BlockCache;
import io.landfall.raster.crs.CoordinateTransforms;
import io.landfall.raster.warp.ReadHelpers;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How long layers stay planned, and which cannot be. */
class LayersTest {
  private static final String NAIP = "rgbnir/m_3607824_se_17_1_20160620_subset.tif";

  private final NodePools pools = NodePools.from(ConfigFactory.load());
  private final SceneFiles files = new SceneFiles();
  private final CountedSources sources =
      new CountedSources(
          new SceneLayers(
              TileScenes.planner(files),
              files,
              PlannerFixture.TRANSFORMS,
              new BlockCache(32 << 20)));

  @AfterEach
  void close() {
    sources.gate.complete(null);
    pools.close();
    files.close();
  }

  @Test
  void aLayerThatIsPlannedAnewIsNotForgottenMeanwhile() {
    Layers layers = layers(16);
    TileLayer layer = new RequestLayer("test", "LC8", TileScenes.landsat().build());
    PlannedLayer outdated = layers.get(layer, () -> true).join();
    sources.gate = new CompletableFuture<>();
    layers.forget(layer, outdated);
    CompletableFuture<PlannedLayer> anew = layers.get(layer, () -> true);
    layers.forget(layer, outdated); // by another tile of the same plan
    assertThat(layers.get(layer, () -> true)).isSameAs(anew);
    sources.gate.complete(null);
    anew.join();
    assertThat(sources.found).hasValue(2);
  }

  @Test
  void aPlanThatNobodyWaitsForIsGivenUp() {
    Layers layers = layers(16);
    TileLayer layer = new RequestLayer("test", "LC8", TileScenes.landsat().build());
    sources.gate = new CompletableFuture<>();
    var isThere = new AtomicBoolean(true);
    CompletableFuture<PlannedLayer> left = layers.get(layer, isThere::get);
    isThere.set(false);
    sources.gate.complete(null);
    assertThatThrownBy(left::join)
        .satisfies(
            thrown -> assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.CANCELED));
    assertThat(layers.get(layer, () -> true).join()).as("asked for again").isNotNull();
    assertThat(sources.found).hasValue(2);
  }

  @Test
  void aPlanGoesOnForWhoeverStillWaits() {
    Layers layers = layers(16);
    TileLayer layer = new RequestLayer("test", "LC8", TileScenes.landsat().build());
    sources.gate = new CompletableFuture<>();
    CompletableFuture<PlannedLayer> left = layers.get(layer, () -> false);
    CompletableFuture<PlannedLayer> waiting = layers.get(layer, () -> true);
    sources.gate.complete(null);
    assertThat(waiting.join()).isSameAs(left.join());
    assertThat(sources.found).hasValue(1);
  }

  @Test
  void aLayerOfMoreScenesThanAllMayHaveIsKept(@TempDir Path folder) throws IOException {
    Layers layers = layers(1);
    List<SceneId> scenes = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Path copy = folder.resolve(i + ".tif");
      Files.copy(PlannerFixture.data(NAIP), copy);
      scenes.add(new SceneId(copy.toString()));
    }
    var request =
        new ExportRequestBuilder("test", new ExportSource.MosaicSource(scenes, List.of("1")))
            .build();
    var layer = new RequestLayer("test", "many", request);
    PlannedLayer planned = layers.get(layer, () -> true).join();
    assertThat(planned.weight()).isGreaterThan(1);
    assertThat(layers.get(layer, () -> true).join()).isSameAs(planned);
    assertThat(sources.found).hasValue(1);
  }

  @Test
  void aToolThatHoldsTooManyWindowsIsNotShown() {
    var layer = new RequestLayer("test", "wide", around(10, 24));
    assertThatThrownBy(() -> layers(16).get(layer, () -> true).join())
        .isInstanceOf(CompletionException.class)
        .satisfies(
            thrown -> {
              ExportFailure failure = ExportFailure.of(thrown);
              assertThat(failure.code()).isEqualTo(ErrorCode.TOOL_INVALID);
              assertThat(failure).hasMessageContaining("MiB").hasMessageContaining("export");
            });
    var small = new RequestLayer("test", "small", around(1, 2));
    assertThat(layers(16).get(small, () -> true).join()).isNotNull();
  }

  /**
   * A tool that looks around pixels of what looks around pixels, and needs all of it at the end.
   */
  private static ExportRequest around(int extent, int depth) {
    List<Expression> all = new ArrayList<>(List.of(new Expression.Input("a")));
    for (int i = 0; i < depth; i++) {
      all.add(new Expression.Focal(FocalOperator.MAX, all.get(i), new Neighborhood.Square(extent)));
    }
    Expression tree = all.get(depth);
    for (int i = depth - 1; i >= 0; i--) {
      tree = new Expression.Apply(LocalOperator.ADD, List.of(all.get(i), tree));
    }
    var scene = new SceneId(PlannerFixture.data(NAIP).toString());
    return new ExportRequestBuilder(
            "test", new ExportSource.MosaicSource(List.of(scene), List.of()))
        .processing(
            new Processing(
                AlgebraTool.of(tree),
                null,
                Map.of("a", new ToolSource(List.of(scene), "1")),
                null,
                null,
                null,
                null,
                null))
        .build();
  }

  private Layers layers(int most) {
    var settings =
        new TileSettings(
            8 << 20,
            new TilesOnDisk(Path.of(""), OptionalLong.of(0)),
            most,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1),
            100,
            64 << 20);
    return new Layers(
        sources,
        settings,
        pools.get(PoolName.LAYERS),
        pools.shares(PoolName.LAYERS),
        CrashGuard.NONE,
        ReadHelpers.NONE);
  }

  /** Counts what is planned, and lets it wait. */
  private static final class CountedSources implements LayerSources {
    private final LayerSources all;
    private final AtomicInteger found = new AtomicInteger();
    private volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    CountedSources(LayerSources all) {
      this.all = all;
    }

    @Override
    public FoundLayer find(TileLayer layer, Runnable checkWanted) {
      found.incrementAndGet();
      gate.join();
      return all.find(layer, checkWanted);
    }

    @Override
    public CoordinateTransforms transforms() {
      return all.transforms();
    }

    @Override
    public BlockCache blocks() {
      return all.blocks();
    }
  }
}
