package io.landfall.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.landfall.model.Resampling;
import io.landfall.model.Scene;
import io.landfall.model.SceneBand;
import io.landfall.model.SceneId;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Composite;
import io.landfall.model.request.OutputFormat;
import io.landfall.model.request.OutputFormatRequest;
import io.landfall.model.request.Processing;
import io.landfall.model.request.ValueMode;
import io.landfall.plan.PlannerFixture;
import io.landfall.plan.RenderedExport;
import io.landfall.source.SceneFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Composites of twelve scenes with holes, exported in tiles of 64 pixels, against NumPy's. */
@Tag("gdal")
class CompositeNumpyIT {
  private static final int SCENES = 12;
  private static final OutputFormatRequest TILES =
      new OutputFormatRequest(OutputFormat.FileFormat.COG, null, null, null, 64, null);

  @TempDir static Path folder;

  @BeforeAll
  static void makeScenes() {
    oracle("make", folder.toString(), String.valueOf(SCENES));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "median",
        "mean",
        "min",
        "max",
        "percentile:0",
        "percentile:10",
        "percentile:62.5",
        "percentile:100",
        "best:ndvi",
        "first",
        "last"
      })
  void aCompositeIsNumPysRoundedHalfUp(String method) throws IOException {
    double[] theirs = theirs(method);
    RenderedExport ours = export(method, null);
    int pixels = ours.grid().width() * ours.grid().height();
    assertThat(theirs).hasSize(2 * pixels);
    for (int i = 0; i < theirs.length; i++) {
      theirs[i] = Math.floor(theirs[i] + 0.5);
    }
    assertThat(ours.bands()[0]).isEqualTo(Arrays.copyOf(theirs, pixels));
    assertThat(ours.bands()[1]).isEqualTo(Arrays.copyOfRange(theirs, pixels, 2 * pixels));
    assertThat(Arrays.stream(theirs).filter(value -> value >= 0).count()).isGreaterThan(pixels);
  }

  @ParameterizedTest
  @ValueSource(strings = {"best:ndvi", "first", "last"})
  void theSceneOfEachPixelIsNumPys(String method) throws IOException {
    double[] theirs = theirs("scene:" + method);
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = fixture(method).withProvenance().plan(files);
      double[] ours = RenderedExport.provenance(plan, files).bands()[0];
      if (method.equals("last")) { // numbers count in the order in which scenes lie on each other
        for (int i = 0; i < ours.length; i++) {
          ours[i] = ours[i] == 0 ? 0 : SCENES + 1 - ours[i];
        }
      }
      assertThat(ours).isEqualTo(theirs);
      assertThat(Arrays.stream(ours).distinct().count()).isGreaterThan(5);
    }
  }

  @Test
  void aToolIsComputedOfTheCompositeBeforeItIsRounded() throws IOException {
    double[] theirs = theirs("tool");
    RenderedExport ours = export("median", BuiltInTools.get("ndvi").tool());
    int pixels = ours.grid().width() * ours.grid().height();
    double[] expected = new double[pixels];
    for (int i = 0; i < pixels; i++) {
      double red = theirs[i];
      double nir = theirs[pixels + i];
      expected[i] = (float) ((nir - red) / (nir + red));
    }
    assertThat(ours.bands()[0]).isEqualTo(expected);
  }

  private static RenderedExport export(String method, AlgebraTool tool) {
    PlannerFixture export = fixture(method);
    if (tool != null) {
      export.with(new Processing(tool, null, null, null, null, null));
    }
    try (SceneFiles files = new SceneFiles()) {
      ExportPlan plan = export.plan(files);
      return RenderedExport.of(plan, files);
    }
  }

  private static PlannerFixture fixture(String method) {
    List<Scene> scenes = IntStream.range(0, SCENES).mapToObj(CompositeNumpyIT::scene).toList();
    return PlannerFixture.of(
            id -> scenes.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow(),
            scenes.stream().map(Scene::id).toList())
        .bands("red", "nir")
        .by(Resampling.NEAREST)
        .as(TILES)
        .taking(ValueMode.RAW)
        .composed(Composite.parse(method, name -> BuiltInTools.get(name).tool()));
  }

  private static Scene scene(int number) {
    String file = folder.resolve("scene" + number + ".tif").toUri().toString();
    return new Scene(
        new SceneId("scene" + number),
        "scene" + number,
        List.of(
            new SceneBand(List.of("red"), file, 0, 0.0, null, null, null),
            new SceneBand(List.of("nir"), file, 1, 0.0, null, null, null)),
        List.of("red"),
        null);
  }

  private static double[] theirs(String method) throws IOException {
    Path out = folder.resolve("composite.f64");
    oracle("of", folder.toString(), String.valueOf(SCENES), method, out.toString());
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(out)).order(ByteOrder.LITTLE_ENDIAN);
    double[] values = new double[bytes.remaining() / Double.BYTES];
    bytes.asDoubleBuffer().get(values);
    return values;
  }

  private static String oracle(String... arguments) {
    try {
      Path script = folder.resolve("composite.py");
      if (!Files.exists(script)) {
        try (var in = CompositeNumpyIT.class.getResourceAsStream("/clouds/composite.py")) {
          Files.copy(in, script);
        }
      }
      String[] command = new String[arguments.length + 4];
      command[0] = "/usr/bin/python3";
      command[1] = "-W";
      command[2] = "ignore";
      command[3] = script.toString();
      System.arraycopy(arguments, 0, command, 4, arguments.length);
      return GdalReference.run(command);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
