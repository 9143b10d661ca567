package io.landfall.raster.algebra;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.ToolInput;
import io.landfall.model.algebra.ToolReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation as NumPy has it, from the same JSON. */
@Tag("gdal")
class AlgebraNumpyIT {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void numpyAgrees() throws IOException, InterruptedException {
    assumeTrue(
        run("-c", "import numpy") == 0,
        "Skipped: python3 with NumPy is not installed, and it is what results are held against.");
    List<Object> trees = trees();
    SplittableRandom random = new SplittableRandom(64);
    Map<String, TestBand> inputs =
        Map.of(
            "a",
            TestBand.random(random, WIDTH, HEIGHT),
            "c",
            TestBand.random(random, WIDTH, HEIGHT));
    for (var input : inputs.entrySet()) {
      ByteBuffer bytes = ByteBuffer.allocate(WIDTH * HEIGHT * Double.BYTES);
      bytes.asDoubleBuffer().put(input.getValue().pixels());
      Files.write(folder.resolve(input.getKey() + ".f64"), bytes.array());
    }
    Files.write(folder.resolve("trees.json"), JSON.writeValueAsBytes(trees));
    Path script = folder.resolve("oracle.py");
    try (var source = getClass().getResourceAsStream("/algebra_oracle.py")) {
      Files.copy(source, script);
    }
    assertThat(run(script.toString(), folder.toString(), "" + WIDTH, "" + HEIGHT))
        .as(() -> log())
        .isZero();

    for (int i = 0; i < trees.size(); i++) {
      AlgebraTool tool = ToolReader.read(JSON.valueToTree(trees.get(i)), json -> null);
      AlgebraProgram program = AlgebraProgram.compile(tool, ProgramGrid.NONE);
      TestBand[] in =
          tool.inputs().stream().map(ToolInput::name).map(inputs::get).toArray(TestBand[]::new);
      // a focal operation on another sees what that one makes beyond the image, NumPy does not
      int edge = tool.tree().operands().get(0) instanceof Expression.Focal ? tool.halo() : 0;
      check(trees.get(i), TestBand.run(program, 0, 0, WIDTH, HEIGHT, in), i, edge);
    }
  }

  private void check(Object tree, double[] found, int index, int edge) throws IOException {
    ByteBuffer expected =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("result-" + index + ".f64")));
    int data = 0;
    for (int i = 0; i < found.length; i++) {
      double value = expected.getDouble();
      int x = i % WIDTH;
      int y = i / WIDTH;
      boolean same =
          Math.min(Math.min(x, WIDTH - 1 - x), Math.min(y, HEIGHT - 1 - y)) < edge
              || Double.isNaN(value) && Double.isNaN(found[i])
              || Math.abs(found[i] - value) <= 1e-12 * Math.max(1, Math.abs(value));
      assertThat(same).as("%s at pixel %d: %s, NumPy %s", tree, i, found[i], value).isTrue();
      data += Double.isNaN(value) ? 0 : 1;
    }
    assertThat(data).as("pixels with data of %s", tree).isGreaterThan(100);
  }

  private static List<Object> trees() {
    Map<String, Object> a = source("a");
    Map<String, Object> c = source("c");
    Map<String, Object> three = Map.of("type", "const", "constant", 3);
    List<Object> trees = new ArrayList<>();
    for (LocalOperator operator : LocalOperator.values()) {
      for (String symbol : operator.symbols()) {
        List<Object> args = operator.takesArguments(3) ? List.of(a, c, three) : List.of(a, c);
        trees.add(Map.of("apply", symbol, "args", operator.takesArguments(2) ? args : List.of(a)));
      }
    }
    trees.add(
        Map.of(
            "apply",
            "classify",
            "args",
            List.of(a),
            "classMap",
            Map.of("classifications", Map.of("-2.5", 7, "0", "#00ff00", "1.5", 9))));
    Map<String, Object> sum = Map.of("apply", "+", "args", List.of(a, c));
    List<Map<String, Object>> neighborhoods =
        List.of(
            Map.of("type", "square", "extent", 2),
            Map.of("type", "circle", "radius", 2.3),
            Map.of("type", "nesw", "extent", 3),
            Map.of("type", "wedge", "radius", 3, "startAngle", 45, "endAngle", 135),
            Map.of("type", "wedge", "radius", 2.5, "startAngle", 225, "endAngle", 90),
            Map.of("type", "annulus", "innerRadius", 1, "outerRadius", 3));
    for (FocalOperator kind : FocalOperator.values()) {
      for (Map<String, Object> shape : neighborhoods) {
        trees.add(Map.of("apply", kind.symbol(), "args", List.of(sum), "neighborhood", shape));
      }
    }
    Map<String, Object> mean =
        Map.of("apply", "focalMean", "args", List.of(a), "neighborhood", neighborhoods.get(1));
    trees.add(
        Map.of("apply", "focalMax", "args", List.of(mean), "neighborhood", neighborhoods.get(0)));
    return trees;
  }

  private static Map<String, Object> source(String label) {
    return Map.of("type", "src", "id", label, "metadata", Map.of("label", label));
  }

  private int run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(args));
    try {
      Process python =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      assertThat(python.waitFor(2, TimeUnit.MINUTES)).isTrue();
      return python.exitValue();
    } catch (IOException e) {
      return -1; // no python3
    }
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"), UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
