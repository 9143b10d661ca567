package io.landfall.model.algebra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.Aoi;
import io.landfall.model.json.JsonCursor;
import io.landfall.model.json.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads tools in Raster Foundry's JSON: a tree, a template with its tree in {@code definition}, or
 * a tool run with its tree in {@code executionParameters}. Failures are TOOL_INVALID and name the
 * place as a JSON pointer.
 */
public final class ToolReader {
  private static final int MAX_CLASSES = 4096;

  private final Function<JsonCursor, Aoi> aoiReader;
  private final Map<String, ToolInput> inputs = new LinkedHashMap<>();
  private int nodes;

  private ToolReader(Function<JsonCursor, Aoi> aoiReader) {
    this.aoiReader = aoiReader;
  }

  /**
   * Reads a tool from text.
   *
   * @param aoiReader reads the GeoJSON of a mask
   */
  public static AlgebraTool read(String json, Function<JsonCursor, Aoi> aoiReader) {
    try {
      return read(StrictJson.read(json), aoiReader);
    } catch (JsonProcessingException e) {
      throw new ToolCursor(JsonCursor.ofRoot(null))
          .invalid("it is not valid JSON (%s)".formatted(e.getOriginalMessage()), e);
    }
  }

  /**
   * Reads a tool from a JSON tree.
   *
   * @param aoiReader reads the GeoJSON of a mask
   */
  public static AlgebraTool read(JsonNode json, Function<JsonCursor, Aoi> aoiReader) {
    ToolCursor location = new ToolCursor(JsonCursor.ofRoot(json));
    for (String wrapper : List.of("definition", "executionParameters")) {
      if (location.has(wrapper) && !location.has("apply") && !location.has("type")) {
        location = location.get(wrapper);
      }
    }
    ToolReader reader = new ToolReader(aoiReader);
    Expression tree = reader.node(location, 1, 0);
    return new AlgebraTool(tree, AlgebraTool.withSecondBand(List.copyOf(reader.inputs.values())));
  }

  private Expression node(ToolCursor location, int depth, int halo) {
    if (depth > AlgebraTool.MAX_DEPTH) {
      throw location.invalid(
          "the tree is deeper than %d operations".formatted(AlgebraTool.MAX_DEPTH));
    }
    if (++nodes > AlgebraTool.MAX_NODES) {
      throw location.invalid("the tree has more than %d nodes".formatted(AlgebraTool.MAX_NODES));
    }
    if (!location.isObject()) {
      throw location.invalid("a node is an object with \"apply\" or \"type\"");
    }
    return location.has("apply") ? operation(location, depth, halo) : leaf(location);
  }

  private Expression operation(ToolCursor location, int depth, int halo) {
    String symbol = location.text("apply");
    var operator = LocalOperator.of(symbol);
    if (operator.isPresent()) {
      List<Expression> args = args(location, depth, halo);
      return location.validated(() -> new Expression.Apply(operator.get(), args));
    }
    var focal = FocalOperator.of(symbol);
    if (focal.isPresent()) {
      return focal(location, focal.get(), depth, halo);
    }
    return switch (symbol) {
      case "mask" -> {
        Expression arg = singleArg(location, depth, halo);
        ToolCursor mask = location.get("mask");
        yield new Expression.Mask(arg, mask.validated(() -> aoiReader.apply(mask.at())));
      }
      case "classify" -> {
        Expression arg = singleArg(location, depth, halo);
        yield new Expression.Classify(
            arg, classes(location.get("classMap").get("classifications")));
      }
      case TerrainOperator.SLOPE, TerrainOperator.ASPECT, TerrainOperator.HILLSHADE ->
          terrain(location, symbol, depth, halo);
      default ->
          throw location.invalid(
              "unknown operation \"%s\"; known are %s".formatted(symbol, knownOperations()));
    };
  }

  private Expression focal(ToolCursor location, FocalOperator kind, int depth, int halo) {
    ToolCursor child = location.get("neighborhood");
    Neighborhood neighborhood = child.validated(() -> neighborhood(child));
    int totalHalo = checkedHalo(child, halo + neighborhood.extent());
    return new Expression.Focal(kind, singleArg(location, depth, totalHalo), neighborhood);
  }

  private Expression terrain(ToolCursor location, String symbol, int depth, int halo) {
    TerrainOperator operator = location.validated(() -> terrainOperator(location, symbol));
    int totalHalo = checkedHalo(location, halo + TerrainOperator.EXTENT);
    return new Expression.Terrain(operator, singleArg(location, depth, totalHalo));
  }

  private static int checkedHalo(ToolCursor location, int halo) {
    if (halo > AlgebraTool.MAX_HALO) {
      throw location.invalid(
          "the focal operations down to here reach %d pixels together, more than %d"
              .formatted(halo, AlgebraTool.MAX_HALO));
    }
    return halo;
  }

  private static TerrainOperator terrainOperator(ToolCursor location, String symbol) {
    return switch (symbol) {
      case TerrainOperator.SLOPE ->
          new TerrainOperator.Slope(slopeUnit(location), location.number("zFactor", 1));
      case TerrainOperator.ASPECT -> new TerrainOperator.Aspect();
      default ->
          new TerrainOperator.Hillshade(
              location.number("azimuth", 315),
              location.number("altitude", 45),
              location.number("zFactor", 1));
    };
  }

  private static TerrainOperator.SlopeUnit slopeUnit(ToolCursor location) {
    if (!location.has("unit")) {
      return TerrainOperator.SlopeUnit.DEGREES;
    }
    String unit = location.text("unit");
    return TerrainOperator.SlopeUnit.of(unit)
        .orElseThrow(
            () ->
                location
                    .get("unit")
                    .invalid("unknown unit \"%s\"; known are degrees, percent".formatted(unit)));
  }

  private static Neighborhood neighborhood(ToolCursor location) {
    String type = location.text("type");
    return switch (type) {
      case "square" -> new Neighborhood.Square(location.integer("extent"));
      case "circle" -> new Neighborhood.Circle(location.number("radius"));
      case "nesw" -> new Neighborhood.Nesw(location.integer("extent"));
      case "wedge" ->
          new Neighborhood.Wedge(
              location.number("radius"),
              location.number("startAngle"),
              location.number("endAngle"));
      case "annulus" ->
          new Neighborhood.Annulus(location.number("innerRadius"), location.number("outerRadius"));
      default ->
          throw location.invalid(
              "unknown neighborhood \"%s\"; known are square, circle, nesw, wedge, annulus"
                  .formatted(type));
    };
  }

  private static List<Expression.ClassBreak> classes(ToolCursor location) {
    TreeMap<Double, Expression.ClassBreak> classes = new TreeMap<>();
    for (String key : location.names()) {
      ToolCursor child = location.get(key);
      double bound = child.parseNumber(key) + 0.0; // -0 is the same bound as 0
      double value = child.isText() ? child.color() : child.number();
      if (classes.put(bound, new Expression.ClassBreak(bound, value)) != null) {
        throw child.invalid("the bound %s stands twice".formatted(bound));
      }
    }
    if (classes.isEmpty() || classes.size() > MAX_CLASSES) {
      throw location.invalid(
          "here are %d classes, not 1 to %d".formatted(classes.size(), MAX_CLASSES));
    }
    return List.copyOf(classes.values());
  }

  private Expression singleArg(ToolCursor location, int depth, int halo) {
    List<Expression> args = args(location, depth, halo);
    if (args.size() != 1) {
      throw location.invalid(
          "%s takes exactly 1 argument, here are %d"
              .formatted(location.text("apply"), args.size()));
    }
    return args.get(0);
  }

  private List<Expression> args(ToolCursor location, int depth, int halo) {
    List<Expression> args = new ArrayList<>();
    for (ToolCursor arg : location.get("args").elements()) {
      args.add(node(arg, depth + 1, halo));
    }
    return args;
  }

  private Expression leaf(ToolCursor location) {
    String type = location.text("type");
    return switch (type) {
      case "const" -> new Expression.Constant(location.get("constant").number());
      case "src" -> input(location, ToolInput.of(location.label()));
      case "sceneSrc" -> input(location, ToolInput.of(location.text("sceneId"), location.band()));
      case "projectSrc" -> input(location, ToolInput.of(location.text("projId"), location.band()));
      case "layerSrc" -> input(location, ToolInput.of(location.text("layerId"), location.band()));
      case "ref" ->
          throw location.invalid("a ref is not followed; put that tool's tree in its place");
      case "rasterLiteral" ->
          throw location.invalid("a rasterLiteral has no JSON; use a source of imagery");
      default ->
          throw location.invalid(
              "unknown leaf \"%s\"; known are const, src, sceneSrc, projectSrc, layerSrc"
                  .formatted(type));
    };
  }

  private Expression input(ToolCursor location, ToolInput input) {
    ToolInput other = inputs.putIfAbsent(input.name(), input);
    if (other != null && !other.equals(input)) {
      throw location.invalid(
          "the name \"%s\" stands for two bands; rename one".formatted(input.name()));
    }
    return new Expression.Input(input.name());
  }

  private static String knownOperations() {
    Stream<String> pointwise =
        Arrays.stream(LocalOperator.values()).flatMap(operator -> operator.symbols().stream());
    Stream<String> focal = Arrays.stream(FocalOperator.values()).map(FocalOperator::symbol);
    Stream<String> terrain =
        Stream.of(TerrainOperator.SLOPE, TerrainOperator.ASPECT, TerrainOperator.HILLSHADE);
    return String.join(
        " ",
        Stream.of(pointwise, Stream.of("mask", "classify"), focal, terrain)
            .flatMap(s -> s)
            .toList());
  }
}
