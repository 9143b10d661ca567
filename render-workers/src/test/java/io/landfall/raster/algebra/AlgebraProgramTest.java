package io.landfall.raster.algebra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Aoi;
import io.landfall.model.ExportFailure;
import io.landfall.model.PixelGrid;
import io.landfall.model.algebra.AlgebraTool;
import io.landfall.model.algebra.BuiltInTool;
import io.landfall.model.algebra.BuiltInTools;
import io.landfall.model.algebra.Expression;
import io.landfall.model.algebra.FocalOperator;
import io.landfall.model.algebra.LocalOperator;
import io.landfall.model.algebra.Neighborhood;
import io.landfall.raster.GroundSampleDistance;
import io.landfall.raster.PixelRect;
import io.landfall.raster.mask.EarthCrs;
import io.landfall.raster.mask.GridMask;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class AlgebraProgramTest {
  private static final ProgramGrid ON_GRID =
      new ProgramGrid() {
        @Override
        public GridMask mask(Aoi area) {
          return AlgebraProgramTest.mask(area);
        }

        @Override
        public GroundSampleDistance groundSampleDistance() {
          return ReferenceAlgebra.PIXEL;
        }
      };

  private static final PixelGrid GRID = new PixelGrid(4326, 0, 0, 1, 22, 14);
  private static final Expression A = new Expression.Input("a");

  /** By hand; {@code -} is no-data. */
  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "+, 1 2 3.5, 6.5",
    "+, 4, 4",
    "+, 1 -, -",
    "+, 1e308 1e308, -",
    "-, 10 2 3, 5",
    "*, 2 3 -4, -24",
    "/, 12 3 2, 2",
    "/, 1 0, -",
    "/, 0 0, -",
    "min, 3 -1 2, -1",
    "min, 3 -, -",
    "max, 3 -1 7, 7",
    "^, 2 10, 1024",
    "pow, 9 0.5, 3",
    "pow, -8 0.5, -",
    "pow, 0 -1, -",
    "pow, - 0, -",
    "atan2, 1 0, 1.5707963267948966",
    "atan2, 0 -1, 3.141592653589793",
    ">, 2 1, 1",
    ">, 1 1, 0",
    ">, - 1, -",
    ">=, 1 1, 1",
    ">=, 0 1, 0",
    "==, 1 1, 1",
    "==, 1 2, 0",
    "==, - -, -",
    "!=, 1 2, 1",
    "!=, 1 1, 0",
    "!=, 1 -, -",
    "<, 1 2, 1",
    "<, 2 2, 0",
    "<=, 2 2, 1",
    "<=, 3 2, 0",
    "and, 2 -0.5, 1",
    "and, 2 0, 0",
    "and, 1 1 0, 0",
    "and, 0 -, -",
    "or, 0 3, 1",
    "or, 0 0, 0",
    "or, 1 -, -",
    "xor, 1 0, 1",
    "xor, 1 2, 0",
    "xor, 1 2 3, 1",
    "not, 0, 1",
    "not, 5, 0",
    "not, -, -",
    "abs, -3, 3",
    "neg, 3, -3",
    "sqrt, 16, 4",
    "sqrt, -1, -",
    "log, 1, 0",
    "log, 2.718281828459045, 1",
    "log, 0, -",
    "log, -1, -",
    "log10, 1000, 3",
    "round, 2.5, 3",
    "round, -2.5, -2",
    "round, 0.49999999999999994, 0",
    "round, 4503599627370497, 4503599627370497",
    "floor, -1.5, -2",
    "ceil, -1.5, -1",
    "sin, 0, 0",
    "cos, 0, 1",
    "tan, 0, 0",
    "sinh, 0, 0",
    "cosh, 0, 1",
    "cosh, 1000, -",
    "tanh, 0, 0",
    "asin, 1, 1.5707963267948966",
    "asin, 2, -",
    "acos, 1, 0",
    "atan, 1, 0.7853981633974483",
    "isdefined, 5, 1",
    "isdefined, -, 0",
    "isundefined, 5, 0",
    "isundefined, -, 1"
  })
  void operations(String symbol, String args, String expected) {
    double[] numbers = Arrays.stream(args.split(" ")).mapToDouble(this::number).toArray();
    List<String> names = List.of("a", "c", "d").subList(0, numbers.length);
    Expression tree =
        new Expression.Apply(
            LocalOperator.of(symbol).orElseThrow(),
            names.stream().map(n -> (Expression) new Expression.Input(n)).toList());
    double[][] in = Arrays.stream(numbers).mapToObj(n -> new double[] {n}).toArray(double[][]::new);
    double[] out = new double[1];
    program(AlgebraTool.of(tree)).run(new PixelRect(0, 0, 1, 1), in, out);
    assertThat(out[0] + 0.0).isEqualTo(Double.valueOf(number(expected)));
  }

  private double number(String text) {
    return text.equals("-") ? Double.NaN : Double.parseDouble(text);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("builtIns")
  void builtInTools(BuiltInTool tool) {
    check(tool.tool(), new SplittableRandom(1));
  }

  static List<BuiltInTool> builtIns() {
    return BuiltInTools.all();
  }

  @RepeatedTest(150)
  void randomTrees(RepetitionInfo repetition) {
    SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
    check(new RandomExpressions(random).tool(1 + random.nextInt(5)), random);
  }

  /** Against the slow evaluator, whole and in two parts each way: the same bits. */
  private static void check(AlgebraTool tool, SplittableRandom random) {
    TestBand[] in = TestBand.random(random, tool, 22, 14);
    ReferenceAlgebra slow = new ReferenceAlgebra(tool, in);
    AlgebraProgram program = program(tool);
    double[] whole = TestBand.run(program, 0, 0, 22, 14, in);
    for (int i = 0; i < whole.length; i++) {
      double expected = slow.at(i % 22, i / 22);
      assertThat(whole[i] + 0.0)
          .as("pixel %d of %s", i, tool)
          .isEqualTo(Double.valueOf(expected + 0.0));
      if (!program.seesNoData() && !Double.isNaN(expected)) {
        int pixel = i;
        assertThat(in).allMatch(band -> Double.isFinite(band.pixels()[pixel]));
      }
    }
    int cut = 1 + random.nextInt(12);
    double[] top = TestBand.run(program, 0, 0, 22, cut, in);
    double[] bottom = TestBand.run(program, 0, cut, 22, 14 - cut, in);
    assertThat(bits(top)).isEqualTo(Arrays.copyOf(bits(whole), top.length));
    assertThat(bits(bottom)).isEqualTo(Arrays.copyOfRange(bits(whole), top.length, 22 * 14));
    double[] right = TestBand.run(program, cut, 0, 22 - cut, 14, in);
    for (int i = 0; i < right.length; i++) {
      double same = whole[i / (22 - cut) * 22 + cut + i % (22 - cut)];
      assertThat(right[i]).isEqualTo(Double.valueOf(same));
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }

  @ParameterizedTest
  @EnumSource(FocalOperator.class)
  void largeNeighborhoods(FocalOperator kind) {
    Expression sum = new Expression.Apply(LocalOperator.ADD, List.of(A, new Expression.Input("c")));
    for (Neighborhood shape :
        List.of(
            new Neighborhood.Square(6),
            new Neighborhood.Circle(7.5),
            new Neighborhood.Wedge(60, 200, 20))) {
      check(AlgebraTool.of(new Expression.Focal(kind, sum, shape)), new SplittableRandom(7));
    }
  }

  @Test
  void whatTakesTooLongOrTooMuchIsRefused() {
    List<Expression> focals = new ArrayList<>();
    for (int i = 1; i <= 70; i++) {
      Expression part =
          new Expression.Apply(LocalOperator.ADD, List.of(A, new Expression.Constant(i)));
      focals.add(new Expression.Focal(FocalOperator.MEDIAN, part, new Neighborhood.Square(20)));
    }
    Expression many = new Expression.Apply(LocalOperator.MAX, focals);
    assertThatThrownBy(() -> program(AlgebraTool.of(many)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("neighborhoods have 117670 pixels together");

    focals.replaceAll(focal -> focal.operands().get(0));
    focals.replaceAll(
        part -> new Expression.Focal(FocalOperator.MAX, part, new Neighborhood.Square(1)));
    focals.addAll(List.copyOf(focals));
    Expression wide = new Expression.Apply(LocalOperator.MAX, focals);
    assertThatThrownBy(() -> program(AlgebraTool.of(wide)))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("intermediate results at once, more than 64");
  }

  @Test
  void infinitiesAreNoData() {
    double[] out = new double[3];
    double[][] in = {{Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1}};
    program(AlgebraTool.of(A)).run(new PixelRect(0, 0, 3, 1), in, out);
    assertThat(out).containsExactly(Double.NaN, Double.NaN, 1);
  }

  @Test
  void aClassHoldsItsBoundAndAboveTheLastIsNothing() {
    Expression tree =
        new Expression.Classify(
            A, List.of(new Expression.ClassBreak(0, 10), new Expression.ClassBreak(5, 0xff0000)));
    double[] out = new double[6];
    double[][] in = {{-3, 0, 0.1, 5, 5.1, Double.NaN}};
    program(AlgebraTool.of(tree)).run(new PixelRect(0, 0, 6, 1), in, out);
    assertThat(out).containsExactly(10, 10, 0xff0000, 0xff0000, Double.NaN, Double.NaN);
  }

  @Test
  void sharedResultsAreComputedOnce() {
    Expression ndvi = BuiltInTools.get("ndvi").tool().tree();
    Expression twice = new Expression.Apply(LocalOperator.MULTIPLY, List.of(ndvi, ndvi));
    ValueList values = new ValueList(AlgebraTool.of(twice));
    assertThat(values.values()).hasSize(6); // two bands, their difference, sum, ratio, its square
    assertThat(program(AlgebraTool.of(twice)).registers()).isEqualTo(3);
  }

  @Test
  void whatFillsGapsSaysSo() {
    assertThat(sees(A)).isFalse();
    assertThat(sees(new Expression.Constant(1))).isTrue();
    assertThat(sees(new Expression.Apply(LocalOperator.IS_DEFINED, List.of(A)))).isTrue();
    assertThat(sees(new Expression.Mask(A, RandomExpressions.AREA))).isFalse();
    Expression mean =
        new Expression.Focal(
            FocalOperator.MEAN, new Expression.Input("c"), new Neighborhood.Square(3));
    assertThat(sees(mean)).isTrue();
    assertThat(sees(new Expression.Apply(LocalOperator.ADD, List.of(A, mean)))).isTrue();
    assertThat(BuiltInTools.all())
        .isNotEmpty()
        .noneMatch(tool -> program(tool.tool()).seesNoData());
  }

  private static boolean sees(Expression tree) {
    return program(AlgebraTool.of(tree)).seesNoData();
  }

  @Test
  void halosAddUpAlongAPath() {
    Expression inner = new Expression.Focal(FocalOperator.MEAN, A, new Neighborhood.Circle(2.5));
    Expression outer = new Expression.Focal(FocalOperator.MAX, inner, new Neighborhood.Nesw(4));
    Expression tree = new Expression.Apply(LocalOperator.SUBTRACT, List.of(outer, inner));
    assertThat(program(AlgebraTool.of(tree)).halo()).isEqualTo(7);
  }

  @Test
  void rowsAllocateNothing() {
    AlgebraTool tool = BuiltInTools.get("phycocyanin").tool();
    AlgebraProgram program = program(tool);
    double[][] in = new double[tool.inputs().size()][4000];
    double[] out = new double[4000];
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 2000; i++) {
      program.run(new PixelRect(0, i, 4000, 1), in, out);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 2000; i++) {
      program.run(new PixelRect(0, i, 4000, 1), in, out);
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @Test
  void aWideSumNeedsFewRegisters() {
    Expression sum = new Expression.Apply(LocalOperator.ADD, Collections.nCopies(9_000, A));
    assertThat(program(AlgebraTool.of(sum)).registers()).isEqualTo(2);
  }

  private static AlgebraProgram program(AlgebraTool tool) {
    return AlgebraProgram.compile(tool, ON_GRID);
  }

  static GridMask mask(Aoi area) {
    return GridMask.of(area, GRID, new EarthCrs((x, y, count) -> {}, (x, y, count) -> {}, 0));
  }
}
