package io.landfall.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.PixelGrid;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.BlockCache;
import io.landfall.raster.PixelRect;
import io.landfall.raster.RasterFile;
import io.landfall.raster.WindowReader;
import io.landfall.raster.tiff.TiffFile;
import io.landfall.source.FileByteSource;
import io.landfall.source.SceneFiles;
import io.landfall.worker.RasterTaskExecutor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Exports beside what gdalwarp makes of the same files. */
final class GdalWarp {
  /** Of so many pixels one may lie on an edge between two. */
  private static final int PIXELS_FOR_ONE_DIFFERENT = 40_000;

  private GdalWarp() {}

  /** A pixel that GDAL makes another of; 0 where there is none. */
  record Difference(int column, int row, double ours, double gdals) {}

  /** Compares the whole of GDAL's result, 0 where there is nothing. */
  static void assertSame(ExportPlan plan, Path scene, Path expected, String... ways)
      throws Exception {
    int data = plan.grid().width() * plan.grid().height();
    assertThat(differences(plan, scene, expected, ways))
        .as("pixels that differ, of %d", data)
        .hasSizeLessThanOrEqualTo(1 + data / PIXELS_FOR_ONE_DIFFERENT);
  }

  /** Returns where the whole of GDAL's result is another. */
  static List<Difference> differences(ExportPlan plan, Path scene, Path expected, String... ways)
      throws Exception {
    PixelGrid grid = plan.grid();
    String size = String.valueOf(grid.pixelWidth());
    List<Object> words = new ArrayList<>(List.of("gdalwarp", "-q", "-et", "0", "-r", "near"));
    words.addAll(List.of(ways));
    words.addAll(List.of("-t_srs", "EPSG:" + grid.epsg(), "-tr", size, size, "-te"));
    words.addAll(List.of(grid.west(), grid.south(), grid.east(), grid.north(), scene, expected));
    answer("", words.toArray());
    try (SceneFiles files = new SceneFiles();
        RasterFile theirs = TiffFile.open(FileByteSource.open(expected));
        RasterFile mine =
            TiffFile.open(
                FileByteSource.open(render(plan, files, expected.resolveSibling("ours.tif"))))) {
      BlockCache cache = new BlockCache();
      int pixels = grid.width() * grid.height();
      assertThat(theirs.info().width()).isEqualTo(grid.width());
      double[] a = new double[pixels];
      double[] b = new double[pixels];
      PixelRect all = new PixelRect(0, 0, grid.width(), grid.height());
      WindowReader.readWindow(mine, cache, 0, 0, all, 0, a);
      WindowReader.readWindow(theirs, cache, 0, 0, all, 0, b);
      int data = 0;
      List<Difference> differences = new ArrayList<>();
      for (int i = 0; i < pixels; i++) {
        double ours = Double.isNaN(a[i]) ? 0 : a[i];
        double gdals = Double.isNaN(b[i]) ? 0 : b[i];
        data += gdals != 0 ? 1 : 0;
        if (ours != gdals) {
          differences.add(new Difference(i % grid.width(), i / grid.width(), ours, gdals));
        }
      }
      assertThat(data).isGreaterThan(1000);
      return differences;
    }
  }

  private static Path render(ExportPlan plan, SceneFiles files, Path file) throws IOException {
    RasterTaskExecutor executor =
        new RasterTaskExecutor(files, PlannerFixture.transforms(files), new BlockCache());
    assertThat(plan.layout().tasks()).hasSize(1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (byte[] bytes :
          executor.wholeFile(
              plan, executor.render(plan, plan.layout().tasks().get(0), tiles -> {}))) {
        out.write(bytes);
      }
    }
    return file;
  }

  /** Runs a command, and returns what it prints. */
  static String answer(String input, Object... command) throws Exception {
    List<String> words = new ArrayList<>();
    for (Object word : command) {
      words.add(word.toString());
    }
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.US_ASCII));
    }
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(process.waitFor()).as(words.toString()).isZero();
    return answer.strip();
  }
}
