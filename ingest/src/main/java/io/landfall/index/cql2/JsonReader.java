package io.landfall.index.cql2;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.GeoJsonShape;
import io.landfall.index.SceneFilter;
import io.landfall.index.SceneFilter.Operator;
import io.landfall.index.SearchArea;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads CQL2 JSON. */
final class JsonReader {
  private static final Set<String> LOGICAL = Set.of("and", "or", "not");
  private static final Set<String> TEMPORAL =
      Set.of(
          "t_after",
          "t_before",
          "t_contains",
          "t_disjoint",
          "t_during",
          "t_equals",
          "t_finishedBy",
          "t_finishes",
          "t_intersects",
          "t_meets",
          "t_metBy",
          "t_overlappedBy",
          "t_overlaps",
          "t_startedBy",
          "t_starts");

  private final Limits limits = new Limits();
  private final Operands operands;

  JsonReader(Cql2Names names) {
    this.operands = new Operands(names);
  }

  SceneFilter read(JsonNode json) {
    return filter(json, "");
  }

  private SceneFilter filter(JsonNode node, String at) {
    if (node.isBoolean()) {
      at(at, limits::condition);
      return node.booleanValue() ? SceneFilter.ALL : Conditions.NEVER;
    }
    String op = operator(node, at);
    JsonNode args = node.get("args");
    String inside = at + "/args";
    at(at, LOGICAL.contains(op) ? limits::enter : limits::condition);

    SceneFilter filter = at(at, () -> predicate(op, args, inside));
    if (LOGICAL.contains(op)) {
      limits.leave();
    }
    return filter;
  }

  private String operator(JsonNode node, String at) {
    if (!node.isObject() || !node.path("op").isTextual()) {
      throw problem(
          at, "found %s, expected an object with \"op\" and \"args\"".formatted(kind(node)));
    }
    if (!node.path("args").isArray()) {
      throw problem(at + "/args", "found %s, expected an array".formatted(kind(node.path("args"))));
    }
    if (node.size() > 2) {
      throw problem(at, "found more members than \"op\" and \"args\"");
    }
    return node.get("op").textValue();
  }

  private SceneFilter predicate(String op, JsonNode args, String at) {
    return switch (op) {
      case "and" -> Conditions.all(filters(args, at));
      case "or" -> Conditions.any(filters(args, at));
      case "not" -> Conditions.not(filter(count(args, 1, at).get(0), at + "/0"));
      case "=", "<>", "<", "<=", ">", ">=" -> compare(TextReader.sign(op), args, at);
      case "like" -> Conditions.like(operand(count(args, 2, at), 0, at), operand(args, 1, at));
      case "between" ->
          Conditions.between(
              operand(count(args, 3, at), 0, at), operand(args, 1, at), operand(args, 2, at));
      case "in" -> Conditions.in(operand(count(args, 2, at), 0, at), list(args.get(1), at + "/1"));
      case "isNull" -> Conditions.isNull(operand(count(args, 1, at), 0, at));
      default -> function(op, args, at);
    };
  }

  private SceneFilter compare(Operator operator, JsonNode args, String at) {
    return Conditions.compare(operand(count(args, 2, at), 0, at), operator, operand(args, 1, at));
  }

  private SceneFilter function(String op, JsonNode args, String at) {
    boolean temporal = TEMPORAL.contains(op);
    if (!temporal && !op.startsWith("s_")) {
      throw new IllegalArgumentException(
          "the operator \"%s\" is not supported".formatted(Operand.cut(op)));
    }
    Operand left = operand(count(args, 2, at), 0, at);
    Operand right = operand(args, 1, at);
    String name = op.substring(2).toLowerCase(Locale.ROOT);
    return temporal
        ? Conditions.temporal(name, left, right)
        : Conditions.spatial(name, left, right);
  }

  private List<SceneFilter> filters(JsonNode args, String at) {
    if (args.isEmpty()) {
      throw problem(at, "found none, expected 2 or more"); // STAC Browser sends one, too
    }
    List<SceneFilter> filters = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      filters.add(filter(args.get(i), at + "/" + i));
    }
    return filters;
  }

  private static JsonNode count(JsonNode args, int expected, String at) {
    if (args.size() != expected) {
      throw problem(at, "found %d of them, expected %d".formatted(args.size(), expected));
    }
    return args;
  }

  private List<Operand> list(JsonNode list, String at) {
    if (!list.isArray()) {
      throw problem(at, "found %s, expected an array".formatted(kind(list)));
    }
    at(at, () -> Limits.list(list.size()));
    return IntStream.range(0, list.size()).mapToObj(i -> operand(list, i, at)).toList();
  }

  private Operand operand(JsonNode args, int index, String parent) {
    JsonNode node = args.get(index);
    String at = parent + "/" + index;
    return at(at, () -> operand(node, at));
  }

  private Operand operand(JsonNode node, String at) {
    if (node.isTextual()) {
      return new Operand.Text(Limits.text(node.textValue()));
    }
    if (node.isNumber()) {
      return Operands.number(node.doubleValue());
    }
    if (node.isBoolean()) {
      return new Operand.Truth(node.booleanValue());
    }
    if (node.path("type").isTextual()) {
      limits.positions(positions(node));
      return new Operand.Area(GeoJsonShape.read(node));
    }
    if (node.path("op").isTextual()) {
      throw Operands.unsupported(node.get("op").textValue());
    }
    if (!node.isObject() || node.size() != 1) {
      throw problem(at, "found %s, expected a value or a property".formatted(kind(node)));
    }
    String member = node.fieldNames().next();
    JsonNode value = node.get(member);
    String inside = at + "/" + member.replace("~", "~0").replace("/", "~1");
    return at(inside, () -> member(member, value, inside));
  }

  private Operand member(String member, JsonNode value, String at) {
    return switch (member) {
      case "property" -> operands.property(text(value, at));
      case "date" -> new Operand.Time(Period.date(text(value, at)));
      case "timestamp" -> new Operand.Time(Period.timestamp(text(value, at)));
      case "interval" -> {
        JsonNode ends = count(value, 2, at);
        yield new Operand.Time(
            Period.interval(text(ends.get(0), at + "/0"), text(ends.get(1), at + "/1")));
      }
      case "bbox" -> new Operand.Area(SearchArea.ofBbox(numbers(value, at)));
      default -> throw Operands.unsupported(member);
    };
  }

  private static String text(JsonNode node, String at) {
    if (!node.isTextual()) {
      throw problem(at, "found %s, expected a text".formatted(kind(node)));
    }
    return at(at, () -> Limits.text(node.textValue()));
  }

  private static double[] numbers(JsonNode list, String at) {
    if (!list.isArray() || list.size() > 6) {
      throw problem(at, "found %s, expected 4 or 6 numbers".formatted(kind(list)));
    }
    return IntStream.range(0, list.size())
        .mapToDouble(
            i -> {
              if (!list.get(i).isNumber()) {
                throw problem(
                    at + "/" + i, "found %s, expected a number".formatted(kind(list.get(i))));
              }
              return list.get(i).doubleValue();
            })
        .toArray();
  }

  /** Counts pairs of numbers, without descending by calls. */
  private static int positions(JsonNode node) {
    List<JsonNode> open = new ArrayList<>(List.of(node));
    int positions = 0;
    while (!open.isEmpty() && positions <= Limits.MAX_POSITIONS) {
      JsonNode next = open.remove(open.size() - 1);
      positions += next.path(0).isNumber() ? 1 : 0;
      next.forEach(child -> open.add(child));
    }
    return positions;
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case MISSING -> "nothing";
      case NULL -> "null";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "the text \"%s\"".formatted(Operand.cut(node.textValue()));
      default -> node.asText();
    };
  }

  private static Cql2Problem problem(String at, String what) {
    return new Cql2Problem(at.isEmpty() ? "the root" : at, what);
  }

  private static void at(String at, Runnable check) {
    at(
        at,
        () -> {
          check.run();
          return null;
        });
  }

  private static <T> T at(String at, Supplier<T> make) {
    try {
      return make.get();
    } catch (Cql2Problem problem) {
      throw problem;
    } catch (IllegalArgumentException e) {
      throw problem(at, sentence(e));
    }
  }

  /** Returns a message as part of another sentence. */
  static String sentence(IllegalArgumentException e) {
    String message = e.getMessage();
    if (message.startsWith("Invalid ")) {
      message = "an i" + message.substring(1);
    }
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
