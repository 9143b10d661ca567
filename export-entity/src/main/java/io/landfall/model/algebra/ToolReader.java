package io.landfall.model.algebra;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.model.Aoi;
import io.landfall.model.StrictJson;
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

  private final Function<String, Aoi> areas;
  private final Map<String, ToolInput> inputs = new LinkedHashMap<>();
  private int nodes;

  private ToolReader(Function<String, Aoi> areas) {
    this.areas = areas;
  }

  /**
   * Reads a tool from text.
   *
   * @param areas reads the GeoJSON of a mask
   */
  public static AlgebraTool read(String json, Function<String, Aoi> areas) {
    try {
      return read(StrictJson.read(json), areas);
    } catch (JsonProcessingException e) {
      throw new JsonPlace(null, "")
          .invalid("it is no sound JSON (%s)".formatted(e.getOriginalMessage()), e);
    }
  }

  /**
   * Reads a tool from a JSON tree.
   *
   * @param areas reads the GeoJSON of a mask
   */
  public static AlgebraTool read(JsonNode json, Function<String, Aoi> areas) {
    JsonPlace place = new JsonPlace(json, "");
    for (String wrapper : List.of("definition", "executionParameters")) {
      if (place.has(wrapper) && !place.has("apply") && !place.has("type")) {
        place = place.get(wrapper);
      }
    }
    ToolReader reader = new ToolReader(areas);
    Expression tree = reader.node(place, 1, 0);
    return new AlgebraTool(tree, AlgebraTool.withSecondBand(List.copyOf(reader.inputs.values())));
  }

  private Expression node(JsonPlace place, int depth, int halo) {
    if (depth > AlgebraTool.MAX_DEPTH) {
      throw place.invalid("the tree is deeper than %d operations".formatted(AlgebraTool.MAX_DEPTH));
    }
    if (++nodes > AlgebraTool.MAX_NODES) {
      throw place.invalid("the tree has more than %d nodes".formatted(AlgebraTool.MAX_NODES));
    }
    if (!place.isObject()) {
      throw place.invalid("a node is an object with \"apply\" or \"type\"");
    }
    return place.has("apply") ? operation(place, depth, halo) : leaf(place);
  }

  private Expression operation(JsonPlace place, int depth, int halo) {
    String symbol = place.text("apply");
    var operator = Operator.of(symbol);
    if (operator.isPresent()) {
      List<Expression> args = args(place, depth, halo);
      return place.checked(() -> new Expression.Apply(operator.get(), args));
    }
    var focal = FocalKind.of(symbol);
    if (focal.isPresent()) {
      return focal(place, focal.get(), depth, halo);
    }
    return switch (symbol) {
      case "mask" -> {
        Expression arg = onlyArg(place, depth, halo);
        JsonPlace mask = place.get("mask");
        yield new Expression.Mask(arg, mask.checked(() -> areas.apply(mask.json())));
      }
      case "classify" -> {
        Expression arg = onlyArg(place, depth, halo);
        yield new Expression.Classify(arg, classes(place.get("classMap").get("classifications")));
      }
      default ->
          throw place.invalid("unknown operation \"%s\"; known are %s".formatted(symbol, known()));
    };
  }

  private Expression focal(JsonPlace place, FocalKind kind, int depth, int halo) {
    JsonPlace at = place.get("neighborhood");
    Neighborhood neighborhood = at.checked(() -> neighborhood(at));
    int reach = halo + neighborhood.extent();
    if (reach > AlgebraTool.MAX_HALO) {
      throw at.invalid(
          "the focal operations down to here reach %d pixels together, more than %d"
              .formatted(reach, AlgebraTool.MAX_HALO));
    }
    return new Expression.Focal(kind, onlyArg(place, depth, reach), neighborhood);
  }

  private static Neighborhood neighborhood(JsonPlace place) {
    String type = place.text("type");
    return switch (type) {
      case "square" -> new Neighborhood.Square(place.whole("extent"));
      case "circle" -> new Neighborhood.Circle(place.number("radius"));
      case "nesw" -> new Neighborhood.Nesw(place.whole("extent"));
      case "wedge" ->
          new Neighborhood.Wedge(
              place.number("radius"), place.number("startAngle"), place.number("endAngle"));
      case "annulus" ->
          new Neighborhood.Annulus(place.number("innerRadius"), place.number("outerRadius"));
      default ->
          throw place.invalid(
              "unknown neighborhood \"%s\"; known are square, circle, nesw, wedge, annulus"
                  .formatted(type));
    };
  }

  private static List<Expression.UpTo> classes(JsonPlace place) {
    TreeMap<Double, Expression.UpTo> classes = new TreeMap<>();
    for (String key : place.names()) {
      JsonPlace at = place.get(key);
      double bound = at.parse(key) + 0.0; // -0 is the same bound as 0
      double value = at.isText() ? at.color() : at.number();
      if (classes.put(bound, new Expression.UpTo(bound, value)) != null) {
        throw at.invalid("the bound %s stands twice".formatted(bound));
      }
    }
    if (classes.isEmpty() || classes.size() > MAX_CLASSES) {
      throw place.invalid(
          "here are %d classes, not 1 to %d".formatted(classes.size(), MAX_CLASSES));
    }
    return List.copyOf(classes.values());
  }

  private Expression onlyArg(JsonPlace place, int depth, int halo) {
    List<Expression> args = args(place, depth, halo);
    if (args.size() != 1) {
      throw place.invalid(
          "%s takes exactly 1 argument, here are %d".formatted(place.text("apply"), args.size()));
    }
    return args.get(0);
  }

  private List<Expression> args(JsonPlace place, int depth, int halo) {
    List<Expression> args = new ArrayList<>();
    for (JsonPlace arg : place.get("args").elements()) {
      args.add(node(arg, depth + 1, halo));
    }
    return args;
  }

  private Expression leaf(JsonPlace place) {
    String type = place.text("type");
    return switch (type) {
      case "const" -> new Expression.Constant(place.get("constant").number());
      case "src" -> input(place, ToolInput.of(place.label()));
      case "sceneSrc" -> input(place, ToolInput.of(place.text("sceneId"), place.band()));
      case "projectSrc" -> input(place, ToolInput.of(place.text("projId"), place.band()));
      case "layerSrc" -> input(place, ToolInput.of(place.text("layerId"), place.band()));
      case "ref" -> throw place.invalid("a ref is not followed; put that tool's tree in its place");
      case "rasterLiteral" ->
          throw place.invalid("a rasterLiteral has no JSON; use a source of imagery");
      default ->
          throw place.invalid(
              "unknown leaf \"%s\"; known are const, src, sceneSrc, projectSrc, layerSrc"
                  .formatted(type));
    };
  }

  private Expression input(JsonPlace place, ToolInput input) {
    ToolInput other = inputs.putIfAbsent(input.name(), input);
    if (other != null && !other.equals(input)) {
      throw place.invalid(
          "the name \"%s\" stands for two bands; rename one".formatted(input.name()));
    }
    return new Expression.Input(input.name());
  }

  private static String known() {
    Stream<String> pointwise =
        Arrays.stream(Operator.values()).flatMap(operator -> operator.symbols().stream());
    Stream<String> focal = Arrays.stream(FocalKind.values()).map(FocalKind::symbol);
    return String.join(
        " ", Stream.of(pointwise, Stream.of("mask", "classify"), focal).flatMap(s -> s).toList());
  }
}
