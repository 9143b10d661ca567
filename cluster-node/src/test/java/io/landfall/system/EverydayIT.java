package io.landfall.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.landfall.export.ExportPlanner;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.node.cli.export.ExportOptions;
import io.landfall.node.config.Configuration;
import io.landfall.node.wiring.RenderEngine;
import io.landfall.node.wiring.RenderEngines;
import io.landfall.raster.cog.RenderedTask;
import io.landfall.system.GdalRasters.GdalRaster;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/**
 * Inputs that people report trouble with, exported by the options of the command line, planned and
 * rendered in this JVM, and read back by GDAL.
 */
@Tag("gdal")
class EverydayIT {
  /** Of SCL: no data, shadows, clouds of medium and high probability, cirrus. */
  private static final Set<Double> HIDDEN = Set.of(0.0, 3.0, 8.0, 9.0, 10.0);

  @TempDir static Path temp;
  private static RenderEngine engine;
  private static GdalRasters rasters;

  @BeforeAll
  static void start() {
    Config config =
        Configuration.load(
            Map.of("landfall.data-dir", temp.resolve("data").toString()), Map.of(), temp);
    engine = RenderEngines.forCommandLine(config);
    rasters = new GdalRasters(temp);
  }

  @AfterAll
  static void stop() {
    rasters.close();
  }

  /** A line of the table of cases. */
  record EverydayCase(String id, String folder, String arguments, String right) {
    @Override
    public String toString() {
      return id;
    }
  }

  static Stream<EverydayCase> cases() throws IOException {
    return Files.readAllLines(everyday().resolve("cases.tsv")).stream()
        .skip(1)
        .map(line -> line.split("\t", -1))
        .map(cells -> new EverydayCase(cells[0], cells[1], cells[3], cells[4]));
  }

  @Test
  void everyCaseHasACheck() throws IOException {
    assertThat(EverydayChecks.ALL.keySet())
        .containsExactlyInAnyOrderElementsOf(cases().map(EverydayCase::id).toList());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAnswerIsRight(EverydayCase everyday) {
    EverydayOutcome.Check check = EverydayChecks.ALL.get(everyday.id);
    assertThat(check).as("a check of %s", everyday.id).isNotNull();
    Path folder = everyday().resolve(everyday.folder);
    Path output = temp.resolve(everyday.id + ".tif");
    try {
      check.check(export(everyday.arguments, folder, output));
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(
          "%s: %s%nIt should be: %s".formatted(everyday.id, e.getMessage(), everyday.right), e);
    }
  }

  @Test
  void anOutputOfManyBandsCanBeExportedAgain() {
    Path folder = everyday().resolve("N06_70_float_bands");
    Path first = temp.resolve("first.tif");
    export("--scene a.tif -o out.tif", folder, first);
    EverydayOutcome second =
        export("--scene first.tif -o out.tif", temp, temp.resolve("second.tif"));
    assertThat(second.ours().bands()).hasSize(70);
  }

  /** Products as they are downloaded: JPEG 2000 below GRANULE, 0 in any band for no data. */
  @ParameterizedTest
  @CsvSource({
    "S2A_MSIL1C_20180629T000241_N0206_R030_T56JMM_20180629T012042.SAFE, '', '', MTD_MSIL1C.xml",
    "S2A_MSIL2A_20180629T000241_N0500_R030_T56JMM_20230629T012042.SAFE, R10m, _10m, MTD_MSIL2A.xml",
  })
  void aSentinel2ProductIsExportedAsItWasDownloaded(
      String name, String below, String ending, String metadata) throws IOException {
    Path bands = Programs.testData().resolve("sentinel2/S2A_T56JMM_20180629");
    Path images = temp.resolve(name).resolve("GRANULE/L1C_T56JMM_A015000_20180629T000239/IMG_DATA");
    Files.createDirectories(images.resolve(below));
    String start = "T56JMM_20180629T000241_B0";
    for (int band = 2; band <= 4; band++) {
      Files.copy(
          bands.resolve(start + band + ".jp2"),
          images.resolve(below).resolve(start + band + ending + ".jp2"));
    }
    String told = Files.readString(bands.resolve("MTD_MSIL1C.xml"));
    Files.writeString(
        temp.resolve(name).resolve(metadata), metadata.contains("L2A") ? surface(name) : told);

    EverydayOutcome outcome =
        export(
            "--scene " + name + " --bands red,green,blue -o out.tif",
            temp,
            temp.resolve(name + ".tif"));

    List<GdalRaster> right = new ArrayList<>();
    for (int band = 4; band >= 2; band--) {
      right.add(outcome.file("" + images.resolve(below).resolve(start + band + ending + ".jp2")));
    }
    for (int i = 0; i < 3; i++) {
      double[] values = right.get(i).values(0);
      EverydayOutcome.assertBand(
          outcome.ours(),
          i,
          right.get(i),
          pixel -> right.stream().anyMatch(of -> of.values(0)[pixel] == 0) ? null : values[pixel],
          0);
      assertThat(outcome.ours().bands().get(i).scale()).isEqualTo(1e-4);
      assertThat(outcome.ours().bands().get(i).offset())
          .isEqualTo(metadata.contains("L2A") ? -0.1 : 0.0);
    }
  }

  /** A product of level 2A is handed out as a zip file, and tells its clouds in SCL, at 20 m. */
  @Test
  void cloudsOfAZippedSentinel2ProductAreMasked() throws IOException {
    Path bands = Programs.testData().resolve("sentinel2/S2A_T56JMM_20180629");
    String name = "S2A_MSIL2A_20180629T000241_N0500_R030_T56JMM_20230629T010000.SAFE";
    Path images = temp.resolve("zipped").resolve(name).resolve("GRANULE/L2A_T56JMM_A1_2/IMG_DATA");
    Path red = images.resolve("R10m/T56JMM_20180629T000241_B04_10m.jp2");
    Path classes = images.resolve("R20m/T56JMM_20180629T000241_SCL_20m.jp2");
    Files.createDirectories(red.getParent());
    Files.createDirectories(classes.getParent());
    Files.copy(bands.resolve("T56JMM_20180629T000241_B04.jp2"), red);
    Programs.run(
            List.of(
                ("gdal_translate -q -of JP2OpenJPEG -ot Byte -scale 300 1500 0 11"
                        + " -srcwin 0 0 438 438 -outsize 219 219"
                        + " -co QUALITY=100 -co REVERSIBLE=YES %s %s".formatted(red, classes))
                    .split(" ")))
        .expectSuccess();
    Files.writeString(
        temp.resolve("zipped").resolve(name).resolve("MTD_MSIL2A.xml"), surface(name));
    Path zip = temp.resolve("product.zip");
    zip(temp.resolve("zipped"), zip);

    EverydayOutcome outcome =
        export(
            "--scene product.zip --bands red --mask-clouds -o out.tif",
            temp,
            temp.resolve("masked.tif"));

    GdalRaster grid = outcome.file(red.toString());
    GdalRaster quality = outcome.file(classes.toString());
    double[] values = grid.values(0);
    int[] masked = new int[1];
    EverydayOutcome.assertBand(
        outcome.ours(),
        0,
        grid,
        pixel -> {
          int row = pixel / grid.width() / 2;
          int column = pixel % grid.width() / 2;
          boolean isTold = row < quality.height() && column < quality.width();
          boolean isHidden =
              !isTold || HIDDEN.contains(quality.values(0)[row * quality.width() + column]);
          masked[0] += isHidden ? 1 : 0;
          return values[pixel] == 0 || isHidden ? null : values[pixel];
        },
        0);
    assertThat(masked[0]).isBetween(values.length / 100, values.length * 99 / 100);
  }

  private static void zip(Path folder, Path zip) throws IOException {
    try (var out = new ZipOutputStream(Files.newOutputStream(zip));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(folder.relativize(file).toString()));
        Files.copy(file, out);
      }
    }
  }

  /** What a product of baseline 05.00 says of its numbers. */
  private static String surface(String name) {
    StringBuilder offsets = new StringBuilder();
    for (int band = 0; band < 13; band++) {
      offsets.append("<BOA_ADD_OFFSET band_id=\"%d\">-1000</BOA_ADD_OFFSET>".formatted(band));
    }
    return "<Level-2A_User_Product><PRODUCT_URI>%s</PRODUCT_URI>".formatted(name)
        + "<PROCESSING_BASELINE>05.00</PROCESSING_BASELINE>"
        + "<BOA_QUANTIFICATION_VALUE>10000</BOA_QUANTIFICATION_VALUE>"
        + "<BOA_ADD_OFFSET_VALUES_LIST>%s</BOA_ADD_OFFSET_VALUES_LIST>".formatted(offsets)
        + "</Level-2A_User_Product>";
  }

  private static Path everyday() {
    return Programs.testData().resolve("everyday");
  }

  /** Exports as the command line does, but for its node, database and store. */
  private static EverydayOutcome export(String arguments, Path folder, Path output) {
    List<String> warnings = new ArrayList<>();
    try {
      var options = new ExportOptions();
      new CommandLine(new ParsedOptions(options))
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(resolved(arguments.split(" "), folder, output));
      ExportPlanner planner = engine.planner();
      ExportPlan plan = planner.plan(options.request(Path.of(""), engine.toLonLat(), output));
      warnings.addAll(plan.warnings());
      render(plan, output);
      return new EverydayOutcome(output, warnings, null, folder, rasters);
    } catch (ExportFailure | ParameterException e) {
      return new EverydayOutcome(null, warnings, e.getMessage(), folder, rasters);
    }
  }

  /** The options alone, without the command around them. */
  @CommandLine.Command
  private static final class ParsedOptions {
    @Mixin final ExportOptions options;

    ParsedOptions(ExportOptions options) {
      this.options = options;
    }
  }

  /** Names files of the arguments as from the folder. */
  private static String[] resolved(String[] arguments, Path folder, Path output) {
    for (int i = 1; i < arguments.length; i++) {
      switch (arguments[i - 1]) {
        case "--scene", "--aoi" -> arguments[i] = folder.resolve(arguments[i]).toString();
        case "-o" -> arguments[i] = output.toString();
        default -> {}
      }
    }
    return arguments;
  }

  private static void render(ExportPlan plan, Path output) {
    assertThat(plan.layout().tasks()).hasSize(1);
    RenderedTask task =
        engine.executor().render(plan, plan.layout().tasks().get(0), tilesDone -> {});
    try (OutputStream out = Files.newOutputStream(output)) {
      for (byte[] bytes : engine.executor().wholeFile(plan, task)) {
        out.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
