package io.landfall.model.algebra;

import static io.landfall.model.algebra.Operator.ADD;
import static io.landfall.model.algebra.Operator.DIVIDE;
import static io.landfall.model.algebra.Operator.MULTIPLY;
import static io.landfall.model.algebra.Operator.SUBTRACT;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.util.List;

/**
 * The tools that come with the system: those of Raster Foundry's library, with its formulas. EVI
 * and SAVI have constants of reflectances, and take their bands so where the product says how; the
 * others take the numbers of the files.
 */
public final class BuiltInTools {
  private static final Expression NIR = in("NIR");
  private static final Expression RED = in("R");
  private static final Expression GREEN = in("G");
  private static final Expression BLUE = in("B");
  private static final Expression SWIR1 = in("SWIR1");
  private static final Expression SWIR2 = in("SWIR2");
  private static final Expression THERMAL = in("T");

  private static final List<BuiltInTool> ALL =
      List.of(
          index("ndvi", "Vegetation index", NIR, in("VIS")),
          index("ndwi", "Water index", GREEN, NIR),
          reflective(
              "evi",
              "Enhanced vegetation index",
              "2.5 * (NIR - R) / (NIR + 6 * R - 7.5 * B + 1)",
              by(
                  times(2.5, less(NIR, RED)),
                  plus(less(plus(NIR, times(6, RED)), times(7.5, BLUE)), number(1)))),
          index("ndmi", "Moisture index", NIR, SWIR1),
          index("nbr", "Burn ratio", NIR, SWIR2),
          index("nbr2", "Burn ratio 2", SWIR1, SWIR2),
          reflective(
              "savi",
              "Soil-adjusted vegetation index",
              "1.5 * (NIR - R) / (NIR + R + 0.5)",
              by(times(1.5, less(NIR, RED)), plus(NIR, RED, number(0.5)))),
          tool(
              "bsi",
              "Bare soil index",
              "((SWIR1 + R) - (NIR + B)) / ((SWIR1 + R) + (NIR + B))",
              ratio(plus(SWIR1, RED), plus(NIR, BLUE))),
          index("ndsi", "Snow index", GREEN, SWIR1),
          index("ndgi", "Glacier index", GREEN, RED),
          index("npcri", "Pigment chlorophyll ratio index", RED, BLUE),
          tool(
              "ndvi-change",
              "Loss of vegetation",
              "NDVI(before) - NDVI(after), each (NIR - VIS) / (NIR + VIS)",
              less(
                  ratio(in("before/NIR"), in("before/VIS")),
                  ratio(in("after/NIR"), in("after/VIS")))),
          tool("subtraction", "Difference of two bands", "A - B", less(in("A"), in("B"))),
          tool("identity", "One band as it is", "A", in("A")),
          tool(
              "phycocyanin",
              "Phycocyanin, of cyanobacteria",
              "47.7 - 9.21 * NIR / G + 29.7 * SWIR1 / G - 118 * SWIR1 / NIR - 6.81 * T / NIR"
                  + " + 41.9 * SWIR2 / NIR - 14.7 * SWIR2 / SWIR1",
              plus(
                  number(47.7),
                  times(-9.21, by(NIR, GREEN)),
                  times(29.7, by(SWIR1, GREEN)),
                  times(-118, by(SWIR1, NIR)),
                  times(-6.81, by(THERMAL, NIR)),
                  times(41.9, by(SWIR2, NIR)),
                  times(-14.7, by(SWIR2, SWIR1)))),
          tool(
              "nir-sac",
              "Near infrared with simple atmospheric correction",
              "SWIR1 - (-1.03 * T)",
              less(SWIR1, times(-1.03, THERMAL))),
          tool(
              "nir-over-red-sac",
              "Near infrared over red with simple atmospheric correction",
              "(NIR - SWIR1) / (R - SWIR1)",
              by(less(NIR, SWIR1), less(RED, SWIR1))));

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

  /** A tool whose constants are of reflectances. */
  private static BuiltInTool reflective(
      String name, String title, String formula, Expression tree) {
    AlgebraTool stored = AlgebraTool.of(tree);
    return new BuiltInTool(
        name,
        title,
        formula + " of reflectances",
        new AlgebraTool(tree, stored.inputs().stream().map(ToolInput::asReflectance).toList()));
  }

  /** A normalised difference of two bands. */
  private static BuiltInTool index(String name, String title, Expression a, Expression b) {
    String formula = "(%1$s - %2$s) / (%1$s + %2$s)".formatted(label(a), label(b));
    return tool(name, title, formula, ratio(a, b));
  }

  private static String label(Expression input) {
    return ((Expression.Input) input).name();
  }

  private static Expression ratio(Expression a, Expression b) {
    return by(less(a, b), plus(a, b));
  }

  private static Expression in(String label) {
    return new Expression.Input(label);
  }

  private static Expression number(double value) {
    return new Expression.Constant(value);
  }

  private static Expression plus(Expression... args) {
    return new Expression.Apply(ADD, List.of(args));
  }

  private static Expression less(Expression a, Expression b) {
    return new Expression.Apply(SUBTRACT, List.of(a, b));
  }

  private static Expression times(double factor, Expression a) {
    return new Expression.Apply(MULTIPLY, List.of(number(factor), a));
  }

  private static Expression by(Expression a, Expression b) {
    return new Expression.Apply(DIVIDE, List.of(a, b));
  }
}
