package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SampleType;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import io.landfall.source.SceneFiles;
import io.landfall.workspace.OwnScene.OwnBand;
import io.landfall.workspace.OwnScene.OwnSceneContent;
import io.landfall.workspace.SceneInspector.SceneRefusedException;
import io.landfall.workspace.SceneInspector.SceneRefusedException.BandRefusal;
import io.landfall.workspace.SceneRegistration;
import io.landfall.workspace.SceneRegistration.BandRegistration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnSceneInspectorTest {
  @TempDir Path folder;
  private final CountDownLatch slow = new CountDownLatch(1);
  private final BoundedPool pool = new BoundedPool("registration", new PoolSettings(4, 100));
  private final SceneFiles files = new SceneFiles();
  private OwnSceneInspector inspector =
      new OwnSceneInspector(
          new OwnSceneReader(files, PlannerFixture.TRANSFORMS, this::url, text -> text), pool);

  @AfterEach
  void close() {
    slow.countDown();
    pool.close();
    files.close();
  }

  private String url(String href) {
    if (href.equals("slow")) {
      try {
        slow.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (href.equals("down")) {
      throw new ExportFailure(ErrorCode.DATABASE_UNAVAILABLE, "Cannot look it up.");
    }
    return folder.resolve(href).toUri().toString();
  }

  @Test
  void whatFilesSayIsRegistered() {
    PlacedTiff.of(SampleType.INT16, 2).nodata("-1").in(folder, "two.tif");
    PlacedTiff.of(SampleType.UINT8, 1).at(20).in(folder, "one.tif");
    OwnSceneContent content =
        inspect(
            new BandRegistration("nir", "two.tif", 2, null),
            new BandRegistration("red", "two.tif", 1, 7.0),
            new BandRegistration("mask", "one.tif", null, null));
    assertThat(content.crs()).isEqualTo("EPSG:32633");
    assertThat(content.width()).isEqualTo(PlacedTiff.WIDTH);
    assertThat(content.height()).isEqualTo(PlacedTiff.HEIGHT);
    assertThat(content.bands()).extracting(OwnBand::index).containsExactly(2, 1, 1);
    assertThat(content.bands()).extracting(OwnBand::nodata).containsExactly(-1.0, 7.0, null);
    assertThat(content.bands())
        .extracting(OwnBand::type)
        .containsExactly(SampleType.INT16, SampleType.INT16, SampleType.UINT8);
    assertThat(content.files()).hasSize(2);
    assertThat(content.footprint().path("type").asText()).isEqualTo("Polygon");
    assertThat(content.warnings()).isEmpty();
  }

  @Test
  void aFileOfAnotherPlaceIsWarnedOf() {
    PlacedTiff.of(SampleType.UINT8, 1).in(folder, "here.tif");
    PlacedTiff.of(SampleType.UINT8, 1).at(1000).in(folder, "there.tif");
    OwnSceneContent content =
        inspect(
            new BandRegistration("a", "here.tif", null, null),
            new BandRegistration("b", "there.tif", null, null));
    assertThat(content.warnings()).singleElement().asString().contains("lies elsewhere");
    assertThat(content.footprint().path("type").asText()).isEqualTo("MultiPolygon");
  }

  @Test
  void bandsThatTheirFilesDoNotHaveAreNamed() {
    PlacedTiff.of(SampleType.UINT8, 2).in(folder, "two.tif");
    List<BandRefusal> refusals =
        refusals(
            new BandRegistration("a", "two.tif", null, null),
            new BandRegistration("b", "two.tif", 2, null),
            new BandRegistration("c", "two.tif", 3, null),
            new BandRegistration("d", "two.tif", 1, 256.0));
    assertThat(refusals).extracting(BandRefusal::band).containsExactly(0, 2, 3);
    assertThat(refusals)
        .extracting(BandRefusal::member)
        .containsExactly("index", "index", "nodata");
  }

  @Test
  void filesThatCannotBeReadAreNamedAtTheirFirstBand() {
    PlacedTiff.of(SampleType.UINT8, 1).in(folder, "good.tif");
    List<BandRefusal> refusals =
        refusals(
            new BandRegistration("a", "good.tif", null, null),
            new BandRegistration("b", "gone.tif", 1, null),
            new BandRegistration("c", "gone.tif", 2, null));
    assertThat(refusals).singleElement().extracting(BandRefusal::band).isEqualTo(1);
  }

  @Test
  void aFileThatIsTooSlowIsNamedAndHoldsUpNobody() {
    inspector =
        new OwnSceneInspector(
            new OwnSceneReader(files, PlannerFixture.TRANSFORMS, this::url, text -> text),
            pool,
            Duration.ofMillis(200));
    List<BandRefusal> refusals = refusals(new BandRegistration("a", "slow", null, null));
    assertThat(refusals)
        .singleElement()
        .extracting(BandRefusal::code)
        .isEqualTo(ErrorCode.SCENE_UNREADABLE);
    assertThat(refusals.get(0).detail()).contains("slow");
  }

  @Test
  void whatIsNotTheFilesFaultIsNoRefusal() {
    Throwable thrown = catchThrowable(() -> inspect(new BandRegistration("a", "down", null, null)));
    assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.DATABASE_UNAVAILABLE);
  }

  @Test
  void moreThanSomeAtATimeAreRefused() {
    List<CompletionStage<OwnSceneContent>> waiting = new ArrayList<>();
    SceneRegistration registration = scene(new BandRegistration("a", "slow", null, null));
    for (String owner : List.of("ann", "ben")) {
      for (int i = 0; i < OwnSceneInspector.MAX_OF_OWNER; i++) {
        waiting.add(inspector.inspect(registration, owner));
      }
      assertThat(waiting.get(waiting.size() - 1).toCompletableFuture()).isNotDone();
      assertBusy(inspector.inspect(registration, owner));
    }
    assertBusy(inspector.inspect(registration, "cyd"));
    slow.countDown();
    for (var each : waiting) {
      assertThat(catchThrowable(() -> each.toCompletableFuture().join())).isNotNull();
    }
    Throwable thrown =
        catchThrowable(() -> inspect(new BandRegistration("a", "gone.tif", null, null)));
    assertThat(thrown.getCause()).isInstanceOf(SceneRefusedException.class);
  }

  private static void assertBusy(CompletionStage<OwnSceneContent> refused) {
    Throwable thrown = catchThrowable(() -> refused.toCompletableFuture().join());
    assertThat(ExportFailure.of(thrown).code()).isEqualTo(ErrorCode.NODE_BUSY);
  }

  private OwnSceneContent inspect(BandRegistration... bands) {
    return inspector.inspect(scene(bands), "ann").toCompletableFuture().join();
  }

  private List<BandRefusal> refusals(BandRegistration... bands) {
    Throwable thrown = catchThrowable(() -> inspect(bands));
    assertThat(thrown).isInstanceOf(CompletionException.class);
    assertThat(thrown.getCause()).isInstanceOf(SceneRefusedException.class);
    return ((SceneRefusedException) thrown.getCause()).refusals();
  }

  private static SceneRegistration scene(BandRegistration... bands) {
    return new SceneRegistration("a", null, null, Arrays.asList(bands));
  }
}
