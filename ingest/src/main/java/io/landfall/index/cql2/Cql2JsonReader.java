package io.landfall.index.cql2;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.geo.GeoJsonGeometry;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Reads CQL2 JSON. */
final class Cql2JsonReader {
  private static final Set<String> LOGICAL_OPERATORS = Set.of("and", "or", "not");
  private static final Set<String> TEMPORAL_FUNCTIONS =
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

  private final Cql2Limits limits = new Cql2Limits();
  private final OperandFactory operands;

  Cql2JsonReader(Cql2Names names) {
    this.operands = new OperandFactory(names);
  }

  SceneFilter read(JsonNode json) {
    return filter(json, "");
  }

  private SceneFilter filter(JsonNode node, String pointer) {
    if (node.isBoolean()) {
      locating(pointer, limits::countCondition);
      return node.booleanValue() ? SceneFilter.ALL : FilterFactory.NONE;
    }
    String op = operator(node, pointer);
    JsonNode args = node.get("args");
    String childPointer = pointer + "/args";
    locating(
        pointer, LOGICAL_OPERATORS.contains(op) ? limits::enterNesting : limits::countCondition);

    SceneFilter filter = locating(pointer, () -> predicate(op, args, childPointer));
    if (LOGICAL_OPERATORS.contains(op)) {
      limits.leaveNesting();
    }
    return filter;
  }

  private String operator(JsonNode node, String pointer) {
    if (!node.isObject() || !node.path("op").isTextual()) {
      throw problem(
          pointer,
          "found %s, expected an object with \"op\" and \"args\"".formatted(describe(node)));
    }
    if (!node.path("args").isArray()) {
      throw problem(
          pointer + "/args", "found %s, expected an array".formatted(describe(node.path("args"))));
    }
    if (node.size() > 2) {
      throw problem(pointer, "found more members than \"op\" and \"args\"");
    }
    return node.get("op").textValue();
  }

  private SceneFilter predicate(String op, JsonNode args, String pointer) {
    return switch (op) {
      case "and" -> FilterFactory.all(filters(args, pointer));
      case "or" -> FilterFactory.any(filters(args, pointer));
      case "not" -> FilterFactory.not(filter(checkCount(args, 1, pointer).get(0), pointer + "/0"));
      case "=", "<>", "<", "<=", ">", ">=" -> compare(Cql2TextReader.operatorOf(op), args, pointer);
      case "like" ->
          FilterFactory.like(
              operand(checkCount(args, 2, pointer), 0, pointer), operand(args, 1, pointer));
      case "between" ->
          FilterFactory.between(
              operand(checkCount(args, 3, pointer), 0, pointer),
              operand(args, 1, pointer),
              operand(args, 2, pointer));
      case "in" ->
          FilterFactory.in(
              operand(checkCount(args, 2, pointer), 0, pointer), list(args.get(1), pointer + "/1"));
      case "isNull" -> FilterFactory.isNull(operand(checkCount(args, 1, pointer), 0, pointer));
      default -> function(op, args, pointer);
    };
  }

  private SceneFilter compare(ComparisonOperator operator, JsonNode args, String pointer) {
    return FilterFactory.compare(
        operand(checkCount(args, 2, pointer), 0, pointer), operator, operand(args, 1, pointer));
  }

  private SceneFilter function(String op, JsonNode args, String pointer) {
    boolean temporal = TEMPORAL_FUNCTIONS.contains(op);
    if (!temporal && !op.startsWith("s_")) {
      throw new IllegalArgumentException(
          "the operator \"%s\" is not supported".formatted(Operand.truncated(op)));
    }
    Operand left = operand(checkCount(args, 2, pointer), 0, pointer);
    Operand right = operand(args, 1, pointer);
    String name = op.substring(2).toLowerCase(Locale.ROOT);
    return temporal
        ? FilterFactory.temporal(name, left, right)
        : FilterFactory.spatial(name, left, right);
  }

  private List<SceneFilter> filters(JsonNode args, String pointer) {
    if (args.isEmpty()) {
      throw problem(pointer, "found none, expected 2 or more"); // STAC Browser sends one, too
    }
    List<SceneFilter> filters = new ArrayList<>();
    for (int i = 0; i < args.size(); i++) {
      filters.add(filter(args.get(i), pointer + "/" + i));
    }
    return filters;
  }

  private static JsonNode checkCount(JsonNode args, int expected, String pointer) {
    if (args.size() != expected) {
      throw problem(pointer, "found %d of them, expected %d".formatted(args.size(), expected));
    }
    return args;
  }

  private List<Operand> list(JsonNode list, String pointer) {
    if (!list.isArray()) {
      throw problem(pointer, "found %s, expected an array".formatted(describe(list)));
    }
    locating(pointer, () -> Cql2Limits.checkList(list.size()));
    return IntStream.range(0, list.size()).mapToObj(i -> operand(list, i, pointer)).toList();
  }

  private Operand operand(JsonNode args, int index, String parent) {
    JsonNode node = args.get(index);
    String pointer = parent + "/" + index;
    return locating(pointer, () -> operand(node, pointer));
  }

  private Operand operand(JsonNode node, String pointer) {
    if (node.isTextual()) {
      return new Operand.TextOperand(Cql2Limits.checkText(node.textValue()));
    }
    if (node.isNumber()) {
      return OperandFactory.number(node.doubleValue());
    }
    if (node.isBoolean()) {
      return new Operand.BooleanOperand(node.booleanValue());
    }
    if (node.path("type").isTextual()) {
      limits.countPositions(countPositions(node));
      return new Operand.GeometryOperand(GeoJsonGeometry.read(node));
    }
    if (node.path("op").isTextual()) {
      throw OperandFactory.unsupported(node.get("op").textValue());
    }
    if (!node.isObject() || node.size() != 1) {
      throw problem(pointer, "found %s, expected a value or a property".formatted(describe(node)));
    }
    String member = node.fieldNames().next();
    JsonNode value = node.get(member);
    String childPointer = pointer + "/" + member.replace("~", "~0").replace("/", "~1");
    return locating(childPointer, () -> member(member, value, childPointer));
  }

  private Operand member(String member, JsonNode value, String pointer) {
    return switch (member) {
      case "property" -> operands.property(text(value, pointer));
      case "date" -> new Operand.TemporalOperand(TemporalValue.date(text(value, pointer)));
      case "timestamp" ->
          new Operand.TemporalOperand(TemporalValue.timestamp(text(value, pointer)));
      case "interval" -> {
        JsonNode ends = checkCount(value, 2, pointer);
        yield new Operand.TemporalOperand(
            TemporalValue.interval(
                text(ends.get(0), pointer + "/0"), text(ends.get(1), pointer + "/1")));
      }
      case "bbox" -> new Operand.GeometryOperand(SearchArea.ofBbox(numbers(value, pointer)));
      default -> throw OperandFactory.unsupported(member);
    };
  }

  private static String text(JsonNode node, String pointer) {
    if (!node.isTextual()) {
      throw problem(pointer, "found %s, expected a text".formatted(describe(node)));
    }
    return locating(pointer, () -> Cql2Limits.checkText(node.textValue()));
  }

  private static double[] numbers(JsonNode list, String pointer) {
    if (!list.isArray() || list.size() > 6) {
      throw problem(pointer, "found %s, expected 4 or 6 numbers".formatted(describe(list)));
    }
    return IntStream.range(0, list.size())
        .mapToDouble(
            i -> {
              if (!list.get(i).isNumber()) {
                throw problem(
                    pointer + "/" + i,
                    "found %s, expected a number".formatted(describe(list.get(i))));
              }
              return list.get(i).doubleValue();
            })
        .toArray();
  }

  /** Counts pairs of numbers, without descending by calls. */
  private static int countPositions(JsonNode node) {
    List<JsonNode> open = new ArrayList<>(List.of(node));
    int positions = 0;
    while (!open.isEmpty() && positions <= Cql2Limits.MAX_POSITIONS) {
      JsonNode next = open.remove(open.size() - 1);
      positions += next.path(0).isNumber() ? 1 : 0;
      next.forEach(child -> open.add(child));
    }
    return positions;
  }

  private static String describe(JsonNode node) {
    return switch (node.getNodeType()) {
      case MISSING -> "nothing";
      case NULL -> "null";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "the text \"%s\"".formatted(Operand.truncated(node.textValue()));
      default -> node.asText();
    };
  }

  private static Cql2ParseException problem(String pointer, String what) {
    return new Cql2ParseException(pointer.isEmpty() ? "the root" : pointer, what);
  }

  private static void locating(String pointer, Runnable check) {
    locating(
        pointer,
        () -> {
          check.run();
          return null;
        });
  }

  private static <T> T locating(String pointer, Supplier<T> make) {
    try {
      return make.get();
    } catch (Cql2ParseException problem) {
      throw problem;
    } catch (IllegalArgumentException e) {
      throw problem(pointer, asClause(e));
    }
  }

  /** Returns a message as part of another sentence. */
  static String asClause(IllegalArgumentException e) {
    String message = e.getMessage();
    if (message.startsWith("Invalid ")) {
      message = "an i" + message.substring(1);
    }
    return message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
  }
}
