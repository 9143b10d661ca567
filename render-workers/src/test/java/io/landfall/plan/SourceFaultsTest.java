package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.PlannedTask;
import io.landfall.raster.BlockCache;
import io.landfall.source.SceneFiles;
import io.landfall.worker.RasterTaskExecutor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources that are damaged or replaced between planning and rendering: an error or the pixels. */
class SourceFaultsTest {
  private static final int FLIPS = 60;

  @TempDir Path folder;

  /** The disk flips a bit and nobody notices: size and time of the file are as planned. */
  @Test
  void f21AFlippedBitEndsInAnErrorThatNamesTheSceneAndThePlace() throws IOException {
    Path source = source();
    byte[] whole = Files.readAllBytes(source);
    ExportPlan plan = PlannerFixture.files(source).plan();
    byte[] truth = render(plan);
    FileTime planned = Files.getLastModifiedTime(source);
    Random random = new Random(21);
    int refused = 0;
    for (int i = 0; i < FLIPS; i++) {
      byte[] flipped = whole.clone();
      int at = whole.length / 8 + random.nextInt(whole.length - whole.length / 8);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(source, flipped);
      Files.setLastModifiedTime(source, planned);
      try {
        assertThat(render(plan)).as("rendered in spite of a flip at byte %d", at).isEqualTo(truth);
      } catch (ExportFailure failure) {
        refused++;
        assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE);
        assertThat(failure.getMessage())
            .contains(source.getFileName().toString())
            .containsPattern("block|offset|byte");
      }
    }
    assertThat(refused).as("flips that hit what is read").isGreaterThan(FLIPS / 3);
  }

  @Test
  void f21ASourceThatEndsTooEarlyIsAnError() throws IOException {
    Path source = source();
    byte[] whole = Files.readAllBytes(source);
    for (int part = 1; part < 8; part++) {
      Files.write(source, Arrays.copyOf(whole, whole.length / 8 * part));
      assertThatThrownBy(() -> render(PlannerFixture.files(source).plan()))
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE))
          .hasMessageContaining(source.getFileName().toString());
    }
  }

  @Test
  void f22ASourceThatIsReplacedBetweenTasksIsAnError() throws IOException {
    Path source = source();
    ExportPlan plan = PlannerFixture.files(source).plan();
    Path other = Files.write(folder.resolve("other.tif"), Files.readAllBytes(source));
    try (SceneFiles files = new SceneFiles()) {
      var executor = new RasterTaskExecutor(files, PlannerFixture.TRANSFORMS, new BlockCache());
      PlannedTask task = plan.layout().tasks().get(0);
      executor.render(plan, task, tiles -> {});
      Files.setLastModifiedTime(other, FileTime.fromMillis(1));
      Files.move(other, source, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      assertThatThrownBy(() -> executor.render(plan, task, tiles -> {}))
          .isInstanceOfSatisfying(
              ExportFailure.class,
              failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_CHANGED))
          .hasMessageContaining("scene.tif");
    }
  }

  @Test
  void f22ASourceThatVanishesIsAnError() throws IOException {
    Path source = source();
    ExportPlan plan = PlannerFixture.files(source).plan();
    Files.delete(source);
    assertThatThrownBy(() -> render(plan))
        .isInstanceOfSatisfying(
            ExportFailure.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_UNREADABLE))
        .hasMessageContaining("there is no such file");
  }

  /** A COG of three bands of Landsat, deflated as our own outputs are. */
  private Path source() throws IOException {
    return Files.write(folder.resolve("scene.tif"), render(PlannerFixture.landsat().plan()));
  }

  private static byte[] render(ExportPlan plan) {
    var bytes = new ByteArrayOutputStream();
    try (SceneFiles files = new SceneFiles()) {
      var executor = new RasterTaskExecutor(files, PlannerFixture.TRANSFORMS, new BlockCache());
      PlannedTask task = plan.layout().tasks().get(0);
      executor.wholeFile(plan, executor.render(plan, task, tiles -> {})).forEach(bytes::writeBytes);
    }
    return bytes.toByteArray();
  }
}
