package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.PlannedBand;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneFilesTest {
  @TempDir Path folder;
  private final SceneFiles files = new SceneFiles();

  @AfterEach
  void close() {
    files.close();
  }

  @Test
  void aFileIsOpenedOncePerVersion() throws IOException {
    Path file = copy();
    PlannedBand band = planned(file);
    assertThat(files.open(band)).isSameAs(files.open(band));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    assertThat(files.open(planned(file))).isNotSameAs(files.open(planned(copy("other.tif"))));
  }

  @Test
  void aFileThatIsTouchedOrReplacedAfterPlanningIsRefused() throws IOException {
    Path file = copy();
    PlannedBand band = planned(file);
    files.open(band);
    FileTime before = Files.getLastModifiedTime(file);
    Files.setLastModifiedTime(file, FileTime.fromMillis(before.toMillis() + 1));
    assertThat(failure(() -> files.open(band)).code()).isEqualTo(ErrorCode.SCENE_CHANGED);
    Files.write(file, new byte[] {1, 2, 3});
    Files.setLastModifiedTime(file, before);
    assertThat(failure(() -> files.open(band)))
        .hasMessageContaining(file.getFileName().toString())
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.SCENE_CHANGED);
  }

  @Test
  void aFileThatIsGoneIsUnreadable() throws IOException {
    Path file = copy();
    PlannedBand band = planned(file);
    Files.delete(file);
    assertThat(failure(() -> files.open(band)))
        .hasMessageContaining("there is no such file")
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.SCENE_UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Too many open files", "Too many open files in system"})
  void aNodeWithoutFileHandlesDoesNotBlameTheScene(String reason) {
    var full = new FileSystemException("/scenes/b4.tif", null, reason);
    var seen = new RasterException(RasterException.Reason.UNREADABLE, "Cannot read b4.tif", full);
    assertThat(SceneFiles.failure(seen))
        .hasMessageContaining("no file handles left")
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void foldersAndEmptyAndForeignFilesAreRefused() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.tif"));
    Path text = Files.writeString(folder.resolve("text.tif"), "<html>not found</html>");
    for (Path path : new Path[] {folder, empty, text}) {
      String href = path.toUri().toString();
      assertThat(failure(() -> files.open(href, files.version(href))).code())
          .as(path.toString())
          .isIn(ErrorCode.SCENE_UNREADABLE, ErrorCode.SCENE_UNSUPPORTED);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://example.com/a.tif", "s3://bucket/a.tif", "a.tif", "/a.tif"})
  void otherAddressesAreNotThereYet(String href) {
    assertThat(failure(() -> files.version(href)))
        .hasMessageContaining(href)
        .extracting(ExportFailure::code)
        .isEqualTo(ErrorCode.OPTION_UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:a.tif", "file://host/a.tif", "file:///a b", "https://a b", "%", ""})
  void addressesThatAreNoneAreRefused(String href) {
    assertThat(failure(() -> files.version(href)).code())
        .isIn(ErrorCode.SCENE_UNREADABLE, ErrorCode.OPTION_UNSUPPORTED);
  }

  private Path copy() throws IOException {
    return copy("a.tif");
  }

  private Path copy(String name) throws IOException {
    return Files.copy(PlannerFixture.data("layouts/gdal/byte_LZW.tif"), folder.resolve(name));
  }

  private PlannedBand planned(Path file) {
    return PlannerFixture.files(file).plan().scenes().get(0).bands().get(0);
  }

  private static ExportFailure failure(ThrowingCallable call) {
    ExportFailure failure = catchThrowableOfType(ExportFailure.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }
}
