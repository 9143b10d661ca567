package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.GeoTransform;
import io.landfall.model.Resampling;
import io.landfall.model.SceneId;
import io.landfall.model.color.ColorCorrectionReader;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.SceneColor;
import io.landfall.plan.PlannerFixture;
import io.landfall.raster.RasterInfo;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Scenes whose colours are corrected one by one, in an export of tiles of 64 pixels: what GDAL
 * warps of each, NumPy corrects by the statistics of the whole scene, and the first on top gives
 * the pixel.
 */
@Tag("gdal")
class SceneColorNumpyIT {
  private static final String SCENE =
      "landsat/LC08_L2SP_017036_20130419_20200913_02_T2_512px/"
          + "LC08_L2SP_017036_20130419_20200913_02_T2_SR_B%d.TIF";
  private static final OutputFormatRequest TILES =
      new OutputFormatRequest(OutputFormat.FileFormat.COG, null, null, null, 64, null);
  private static final List<String> CORRECTIONS =
      List.of(
          "{\"gamma\": {\"redGamma\": 1.6, \"blueGamma\": 0.7}, \"saturation\": {\"saturation\":"
              + " 1.4}}",
          "{\"equalize\": {}, \"tileClipping\": {\"min\": 12, \"max\": 240}}");

  @TempDir Path folder;

  @Test
  void eachSceneIsCorrectedByItsOwnStatisticsAndThenLaidOverTheOther() throws IOException {
    List<Path> scenes =
        List.of(
            scene("upper.tif", "0 0 300 512", "0 65535 0 65535"),
            scene("lower.tif", "150 100 362 400", "0 65535 0 40000"));
    Path output = export(scenes);
    List<double[]> ours = samples(output);
    int size = ours.get(0).length;
    List<byte[]> theirs = List.of(corrected(scenes, 0, output), corrected(scenes, 1, output));
    int data = 0;
    int different = 0;
    for (int i = 0; i < 3 * size; i++) {
      int expected =
          (theirs.get(0)[i] & 0xff) > 0 ? theirs.get(0)[i] & 0xff : theirs.get(1)[i] & 0xff;
      double mine = ours.get(i / size)[i % size];
      data += expected > 0 ? 1 : 0;
      different += expected == 0 ? Double.isNaN(mine) ? 0 : 1 : mine == expected ? 0 : 1;
    }
    assertThat(data).isGreaterThan(300_000);
    assertThat(different).as("of %d", data).isLessThan(data / 10_000);
  }

  /** Cuts a window out of red, green and blue, and scales it. */
  private Path scene(String name, String window, String scale) {
    Path stack = folder.resolve(name + ".vrt");
    Path file = folder.resolve(name);
    GdalReference.run(
        "gdalbuildvrt", "-q", "-separate", stack.toString(), band(4), band(3), band(2));
    GdalReference.run(
        ("gdal_translate -q -srcwin %s -scale %s -a_nodata 0 %s %s")
            .formatted(window, scale, stack, file)
            .split(" "));
    return file;
  }

  private static String band(int number) {
    return PlannerFixture.data(SCENE.formatted(number)).toString();
  }

  private Path export(List<Path> scenes) {
    GdalReference export = GdalReference.of(scenes.get(0).toString(), scenes.get(1).toString());
    List<SceneColor> colors =
        IntStream.range(0, 2)
            .mapToObj(
                i ->
                    new SceneColor(
                        new SceneId(scenes.get(i).toString()),
                        ColorCorrectionReader.read(CORRECTIONS.get(i))))
            .toList();
    return export
        .by(Resampling.NEAREST)
        .to(5070, 90)
        .as(TILES)
        .with(new Processing(null, null, null, null, null, null, null, null, colors, null))
        .render(folder);
  }

  /** Returns red, green and blue of a scene on the grid of the output; 0 is no data. */
  private byte[] corrected(List<Path> scenes, int index, Path output) throws IOException {
    Path warped = folder.resolve(index + "-warped.tif");
    try (TiffFile file = GdalReference.open(output)) {
      RasterInfo info = file.info();
      GeoTransform at = info.transform();
      GdalReference.run(
          ("gdalwarp -q -et 0 -r near -t_srs EPSG:5070 -te %s %s %s %s -ts %d %d %s %s")
              .formatted(
                  at.originX(),
                  at.originY() + info.height() * at.pixelHeight(),
                  at.originX() + info.width() * at.pixelWidth(),
                  at.originY(),
                  info.width(),
                  info.height(),
                  scenes.get(index),
                  warped)
              .split(" "));
    }
    Path script = folder.resolve("oracle.py");
    if (!Files.exists(script)) {
      try (var in = getClass().getResourceAsStream("/color/oracle.py")) {
        Files.copy(in, script);
      }
    }
    Path correction = Files.writeString(folder.resolve("color.json"), CORRECTIONS.get(index));
    Path out = folder.resolve("out.u8");
    GdalReference.run(
        "/usr/bin/python3",
        "-W",
        "ignore",
        script.toString(),
        correction.toString(),
        write("pixels.f64", samples(warped)).toString(),
        out.toString(),
        folder.resolve("percentiles.f64").toString(),
        write("seen.f64", samples(scenes.get(index))).toString());
    return Files.readAllBytes(out);
  }

  private static List<double[]> samples(Path raster) {
    try (TiffFile file = GdalReference.open(raster)) {
      return IntStream.range(0, file.info().bands().size())
          .mapToObj(band -> RasterComparison.samples(file, 0, band))
          .toList();
    }
  }

  private Path write(String name, List<double[]> bands) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(bands.size() * bands.get(0).length * Double.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (double[] band : bands) {
      for (double value : band) {
        bytes.putDouble(value);
      }
    }
    return Files.write(folder.resolve(name), bytes.array());
  }
}
