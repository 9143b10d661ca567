package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.raster.BandChecksum;
import io.landfall.raster.BlockCache;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rasters made by other software come over HTTP with the pixels that GDAL sees. */
class RemoteRasterIT {
  private static final String MEMPHIS = "landsat/LC08_B7_Memphis_COG.tiff";
  private final FileServer server = new FileServer();
  private final SceneFiles files = new SceneFiles(SourceFixture.anywhere());

  @AfterEach
  void close() {
    files.close();
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    // checksums by gdalinfo -checksum, from the manifest of the test data
    "landsat/LC08_B7_Memphis_COG.tiff, 2997, 20, 1.05",
    "landsat/LC80200392015216LGN00_crop/l8_B4.tif, 17230, 12, 1.05",
  })
  void pixelsAreTheSameWithFewRequests(String path, int checksum, int requests, double timesItsSize)
      throws IOException {
    byte[] bytes = data(path);
    String href = server.put("/a.tif", bytes);
    RasterFile file = files.open(href, files.version(href));
    assertThat(BandChecksum.of(file, 0)).isEqualTo(checksum);
    assertThat(server.requests).hasSizeLessThanOrEqualTo(requests);
    assertThat(server.sent.get()).isLessThan((long) (bytes.length * timesItsSize));
  }

  @Test
  void theHeaderOfACogIsOneRequest() throws IOException {
    String href = server.put("/a.tif", data(MEMPHIS));
    assertThat(files.open(href, files.version(href)).info().overviews()).hasSize(5);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void aFileThatChangesWhileItIsReadIsSceneChanged() throws IOException {
    byte[] bytes = data(MEMPHIS);
    String href = server.put("/a.tif?signature=hush", bytes).replace("%3F", "?");
    server.put("/a.tif", bytes);
    RasterFile file = files.open(href, files.version(href));
    server.put("/a.tif", SourceFixture.bytes(bytes.length));
    RasterException thrown =
        catchThrowableOfType(RasterException.class, () -> BandChecksum.of(file, 0));
    ExportFailure failure = SceneFiles.failure(thrown);
    assertThat(failure.code()).isEqualTo(ErrorCode.SCENE_CHANGED);
    assertThat(failure).hasMessageNotContaining("hush");
    assertThat(file.name()).contains("/a.tif?…").doesNotContain("hush");
  }

  @Test
  void allReadersOfABlockHearThatItsFileHasChanged() throws IOException {
    String href = server.put("/a.tif", data(MEMPHIS));
    RasterFile file = files.open(href, files.version(href));
    server.put("/a.tif", SourceFixture.bytes(1_000_000));
    BlockCache cache = new BlockCache();
    List<ErrorCode> codes =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> code(cache, file)))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .toList();
    assertThat(codes).containsOnly(ErrorCode.SCENE_CHANGED);
  }

  private static ErrorCode code(BlockCache cache, RasterFile file) {
    try {
      cache.get(file, 0, 1, 1);
      throw new AssertionError("it was read");
    } catch (RasterException e) {
      return SceneFiles.failure(e).code();
    }
  }

  private static byte[] data(String path) throws IOException {
    String folder = System.getenv("LANDFALL_TEST_DATA");
    assumeTrue(folder != null, "no LANDFALL_TEST_DATA");
    return Files.readAllBytes(Path.of(folder, path));
  }
}
