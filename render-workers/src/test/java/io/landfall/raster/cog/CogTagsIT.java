package io.landfall.raster.cog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.Rescaling;
import io.landfall.model.SampleType;
import io.landfall.model.color.ColorInterpretation;
import io.landfall.model.color.ColorTable;
import io.landfall.model.plan.BandDetails;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.plan.OutputBands;
import io.landfall.model.plan.OutputMask;
import io.landfall.model.request.OutputFormat.BlockCompression;
import io.landfall.raster.cog.TileOffsets.BlockIndex;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What GDAL reads of the tags that we write: colours, calibration, units, items, no-data. */
@Tag("gdal")
class CogTagsIT {
  private static final int WIDTH = 60;
  private static final int HEIGHT = 40;

  @TempDir Path folder;

  @Test
  void calibrationUnitAndItemsOfEachBandAreKept() throws Exception {
    String text = "Größe <\"a\" & 'b'> — 温度 \uD83D\uDEF0";
    BandDetails red =
        new BandDetails(
            null, new Rescaling(0.0000275, -0.2), "W/(m² sr µm)", Map.of("a \"b\"", text, "z", ""));
    BandDetails second = new BandDetails(null, null, "m", null);
    OutputBands bands =
        new OutputBands(
            List.of(text, "B02"), SampleType.UINT16, 0.0, null, List.of(red, second), null);
    JsonNode json = info(bands).get("bands");

    assertThat(json.get(0).get("description").asText()).isEqualTo(text);
    assertThat(json.get(0).get("scale").asDouble()).isEqualTo(0.0000275);
    assertThat(json.get(0).get("offset").asDouble()).isEqualTo(-0.2);
    assertThat(json.get(0).get("unit").asText()).isEqualTo("W/(m² sr µm)");
    assertThat(json.get(0).get("metadata").get("").get("a \"b\"").asText()).isEqualTo(text);
    assertThat(json.get(1).get("unit").asText()).isEqualTo("m");
    assertThat(json.get(1).has("scale")).isFalse();
  }

  @ParameterizedTest(name = "{0}, mask {1}, {2} bands")
  @CsvSource({
    "UINT8,, 3",
    "UINT16,, 3",
    "UINT16, INTERNAL, 4",
    "UINT8, ALPHA, 4",
    "UINT16, ALPHA, 3"
  })
  void colorsAreToldAndOtherBandsAreNeverOpacity(SampleType type, OutputMask mask, int count)
      throws Exception {
    List<BandDetails> details =
        IntStream.range(0, count)
            .mapToObj(
                band ->
                    new BandDetails(
                        List.of(
                                ColorInterpretation.RED,
                                ColorInterpretation.GREEN,
                                ColorInterpretation.BLUE,
                                ColorInterpretation.UNDEFINED)
                            .get(band),
                        null,
                        null,
                        null))
            .toList();
    OutputBands bands =
        new OutputBands(
            List.of("B4", "B3", "B2", "nir").subList(0, count), type, null, mask, details, null);
    JsonNode json = info(bands).get("bands");

    assertThat(json.findValuesAsText("colorInterpretation"))
        .startsWith("Red", "Green", "Blue")
        .hasSize(bands.samplesPerPixel());
    for (int band = 3; band < json.size(); band++) {
      assertThat(json.get(band).get("colorInterpretation").asText())
          .isEqualTo(mask == OutputMask.ALPHA && band == count ? "Alpha" : "Undefined");
    }
    if (mask == OutputMask.INTERNAL || mask != null && count == 3) { // of more, GDAL has no say
      assertThat(json.get(0).get("mask").get("flags").toString())
          .isEqualTo(
              mask == OutputMask.ALPHA ? "[\"PER_DATASET\",\"ALPHA\"]" : "[\"PER_DATASET\"]");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"UINT8", "UINT16"})
  void aPaletteKeepsItsColours(SampleType type) throws Exception {
    ColorTable colors = new ColorTable(new int[] {0, 0, 0, 65535, 257, 514, 2570, 5140, 65535});
    OutputBands bands =
        new OutputBands(List.of("class"), type, null, OutputMask.INTERNAL, null, colors);
    JsonNode band = info(bands).get("bands").get(0);

    assertThat(band.get("colorInterpretation").asText()).isEqualTo("Palette");
    JsonNode entries = band.get("colorTable").get("entries");
    assertThat(entries.get(1).toString()).isEqualTo("[255,1,2,255]");
    assertThat(entries.get(2).toString()).isEqualTo("[10,20,255,255]");
  }

  @ParameterizedTest
  @CsvSource({"FLOAT32, NaN", "FLOAT64, NaN", "FLOAT64, Infinity", "FLOAT32, -9999", "INT16, -1"})
  void theNoDataValueIsReadAsItIs(SampleType type, double nodata) throws Exception {
    JsonNode band =
        info(new OutputBands(List.of("a"), type, nodata)).get("bands").get(0).get("noDataValue");
    assertThat(Double.valueOf(band.asText().replace("inf", "Infinity").replace("nan", "NaN")))
        .isEqualTo(Double.valueOf(nodata));
  }

  private JsonNode info(OutputBands bands) throws IOException, InterruptedException {
    Path file = folder.resolve("tags.tif");
    Files.write(file, file(bands));
    Process gdalinfo =
        new ProcessBuilder("gdalinfo", "-json", file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(gdalinfo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(gdalinfo.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new ObjectMapper().readTree(said);
  }

  /** Makes a file of one tile, whose values are 1 but for a corner without data. */
  private static byte[] file(OutputBands bands) {
    ExportPlan plan =
        CogFiles.plan(
            new CogFiles.Disc(WIDTH, HEIGHT, 1), bands, BlockCompression.NONE, true, false);
    double[][] samples = new double[bands.count()][WIDTH * HEIGHT];
    for (double[] band : samples) {
      Arrays.fill(band, 1);
      band[0] = Double.NaN;
    }
    byte[] tile =
        new TileEncoder(bands, plan.format())
            .encode(new Overviews.TilePixels(WIDTH, HEIGHT, samples));
    CogHeader header = new CogHeader(plan, CogLayout.of(plan), false, HeaderMetadata.of(plan));
    boolean masked = bands.mask() == OutputMask.INTERNAL;
    int length = masked ? MaskedTile.imageLength(tile) : tile.length;
    long position = header.bytes();
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        header.write(
            index(masked ? MaskedTile.imageAt(position) : position, length),
            masked ? index(MaskedTile.maskAt(position, length), MaskedTile.maskLength(tile)) : null,
            List.of()));
    file.writeBytes(tile);
    return file.toByteArray();
  }

  private static BlockIndex index(long offset, int length) {
    return new BlockIndex(new long[][] {{offset}}, new int[][] {{length}});
  }
}
