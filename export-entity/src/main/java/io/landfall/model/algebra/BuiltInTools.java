package io.landfall.model.algebra;

import static io.landfall.model.algebra.LocalOperator.ADD;
import static io.landfall.model.algebra.LocalOperator.DIVIDE;
import static io.landfall.model.algebra.LocalOperator.MULTIPLY;
import static io.landfall.model.algebra.LocalOperator.SUBTRACT;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * The tools that come with the system: those of Raster Foundry's library, with its formulas.
 * Indices are of reflectances: even a ratio is another one of numbers that stand for them with an
 * offset.
 */
public final class BuiltInTools {
  private static final Expression NIR = input("NIR");
  private static final Expression RED = input("R");
  private static final Expression GREEN = input("G");
  private static final Expression BLUE = input("B");
  private static final Expression SWIR1 = input("SWIR1");
  private static final Expression SWIR2 = input("SWIR2");
  private static final Expression THERMAL = input("T");

  private static final List<BuiltInTool> ALL =
      List.of(
          normalizedDifference("ndvi", "Vegetation index", NIR, input("VIS")),
          normalizedDifference("ndwi", "Water index", GREEN, NIR),
          tool(
              "evi",
              "Enhanced vegetation index",
              "2.5 * (NIR - R) / (NIR + 6 * R - 7.5 * B + 1)",
              divide(
                  multiply(2.5, subtract(NIR, RED)),
                  add(subtract(add(NIR, multiply(6, RED)), multiply(7.5, BLUE)), constant(1)))),
          normalizedDifference("ndmi", "Moisture index", NIR, SWIR1),
          normalizedDifference("nbr", "Burn ratio", NIR, SWIR2),
          normalizedDifference("nbr2", "Burn ratio 2", SWIR1, SWIR2),
          tool(
              "savi",
              "Soil-adjusted vegetation index",
              "1.5 * (NIR - R) / (NIR + R + 0.5)",
              divide(multiply(1.5, subtract(NIR, RED)), add(NIR, RED, constant(0.5)))),
          tool(
              "bsi",
              "Bare soil index",
              "((SWIR1 + R) - (NIR + B)) / ((SWIR1 + R) + (NIR + B))",
              ratio(add(SWIR1, RED), add(NIR, BLUE))),
          normalizedDifference("ndsi", "Snow index", GREEN, SWIR1),
          normalizedDifference("ndgi", "Glacier index", GREEN, RED),
          normalizedDifference("npcri", "Pigment chlorophyll ratio index", RED, BLUE),
          tool(
              "ndvi-change",
              "Loss of vegetation",
              "NDVI(before) - NDVI(after), each (NIR - VIS) / (NIR + VIS)",
              subtract(
                  ratio(input("before/NIR"), input("before/VIS")),
                  ratio(input("after/NIR"), input("after/VIS")))),
          plainTool(
              "subtraction", "Difference of two bands", "A - B", subtract(input("A"), input("B"))),
          plainTool("identity", "One band as it is", "A", input("A")),
          tool(
              "phycocyanin",
              "Phycocyanin, of cyanobacteria",
              "47.7 - 9.21 * NIR / G + 29.7 * SWIR1 / G - 118 * SWIR1 / NIR - 6.81 * T / NIR"
                  + " + 41.9 * SWIR2 / NIR - 14.7 * SWIR2 / SWIR1",
              add(
                  constant(47.7),
                  multiply(-9.21, divide(NIR, GREEN)),
                  multiply(29.7, divide(SWIR1, GREEN)),
                  multiply(-118, divide(SWIR1, NIR)),
                  multiply(-6.81, divide(THERMAL, NIR)),
                  multiply(41.9, divide(SWIR2, NIR)),
                  multiply(-14.7, divide(SWIR2, SWIR1)))),
          tool(
              "nir-sac",
              "Near infrared with simple atmospheric correction",
              "SWIR1 - (-1.03 * T)",
              subtract(SWIR1, multiply(-1.03, THERMAL))),
          tool(
              "nir-over-red-sac",
              "Near infrared over red with simple atmospheric correction",
              "(NIR - SWIR1) / (R - SWIR1)",
              divide(subtract(NIR, SWIR1), subtract(RED, SWIR1))),
          terrain(
              "Shaded relief",
              "light from 315 degrees, 45 above the horizon, on the heights A",
              new TerrainOperator.Hillshade(315, 45, 1)),
          terrain(
              "Slope",
              "degrees from level, of the heights A",
              new TerrainOperator.Slope(TerrainOperator.SlopeUnit.DEGREES, 1)),
          terrain(
              "Aspect",
              "degrees from north, clockwise, that the heights A fall to",
              new TerrainOperator.Aspect()));

  private BuiltInTools() {}

  /** Returns all of them. */
  public static List<BuiltInTool> all() {
    return ALL;
  }

  /** Returns the one called {@code name}, in any case of letters. */
  public static BuiltInTool get(String name) {
    return ALL.stream()
        .filter(tool -> tool.name().equalsIgnoreCase(name.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new ExportFailure(
                    ErrorCode.TOOL_INVALID,
                    "Cannot find a tool called \"%s\". There are %s."
                        .formatted(name, String.join(", ", names()))));
  }

  private static List<String> names() {
    return ALL.stream().map(BuiltInTool::name).toList();
  }

  private static BuiltInTool tool(String name, String title, String formula, Expression tree) {
    return new BuiltInTool(name, title, formula, AlgebraTool.of(tree));
  }

  private static BuiltInTool terrain(String title, String formula, TerrainOperator operator) {
    return plainTool(
        operator.symbol(), title, formula, new Expression.Terrain(operator, input("A")));
  }

  /** A tool whose formula holds for numbers of any kind. */
  private static BuiltInTool plainTool(String name, String title, String formula, Expression tree) {
    AlgebraTool tool = AlgebraTool.of(tree);
    return new BuiltInTool(
        name,
        title,
        formula,
        new AlgebraTool(tree, tool.inputs().stream().map(ToolInput::asStored).toList()));
  }

  /** A normalised difference of two bands. */
  private static BuiltInTool normalizedDifference(
      String name, String title, Expression a, Expression b) {
    String formula = "(%1$s - %2$s) / (%1$s + %2$s)".formatted(label(a), label(b));
    return tool(name, title, formula, ratio(a, b));
  }

  private static String label(Expression input) {
    return ((Expression.Input) input).name();
  }

  private static Expression ratio(Expression a, Expression b) {
    return divide(subtract(a, b), add(a, b));
  }

  private static Expression input(String label) {
    return new Expression.Input(label);
  }

  private static Expression constant(double value) {
    return new Expression.Constant(value);
  }

  private static Expression add(Expression... args) {
    return new Expression.Apply(ADD, List.of(args));
  }

  private static Expression subtract(Expression a, Expression b) {
    return new Expression.Apply(SUBTRACT, List.of(a, b));
  }

  private static Expression multiply(double factor, Expression a) {
    return new Expression.Apply(MULTIPLY, List.of(constant(factor), a));
  }

  private static Expression divide(Expression a, Expression b) {
    return new Expression.Apply(DIVIDE, List.of(a, b));
  }
}
