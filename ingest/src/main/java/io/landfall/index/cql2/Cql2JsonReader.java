package io.landfall.index.cql2;

import com.fasterxml.jackson.databind.JsonNode;
import io.landfall.index.geo.SearchArea;
import io.landfall.index.query.SceneFilter;
import io.landfall.index.query.SceneFilter.ComparisonOperator;
import io.landfall.model.json.JsonCursor;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Geometry;

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
    return filter(JsonCursor.ofRoot(json));
  }

  private SceneFilter filter(JsonCursor at) {
    if (at.node().isBoolean()) {
      locating(at, limits::countCondition);
      return at.node().booleanValue() ? SceneFilter.ALL : FilterFactory.NONE;
    }
    String op = operator(at);
    locating(at, LOGICAL_OPERATORS.contains(op) ? limits::enterNesting : limits::countCondition);

    SceneFilter filter = locating(at, () -> predicate(op, at.member("args")));
    if (LOGICAL_OPERATORS.contains(op)) {
      limits.leaveNesting();
    }
    return filter;
  }

  private String operator(JsonCursor at) {
    JsonCursor op = at.member("op");
    if (!at.isObject() || !op.isText()) {
      throw problem(
          at, "found %s, expected an object with \"op\" and \"args\"".formatted(describe(at)));
    }
    expectArray(at.member("args"));
    if (at.size() > 2) {
      throw problem(at, "found more members than \"op\" and \"args\"");
    }
    return op.node().textValue();
  }

  private SceneFilter predicate(String op, JsonCursor args) {
    return switch (op) {
      case "and" -> FilterFactory.all(filters(args));
      case "or" -> FilterFactory.any(filters(args));
      case "not" -> FilterFactory.not(filter(checkCount(args, 1).element(0)));
      case "=", "<>", "<", "<=", ">", ">=" -> compare(Cql2TextReader.operatorOf(op), args);
      case "like" ->
          FilterFactory.like(operand(checkCount(args, 2).element(0)), operand(args.element(1)));
      case "between" ->
          FilterFactory.between(
              operand(checkCount(args, 3).element(0)),
              operand(args.element(1)),
              operand(args.element(2)));
      case "in" -> FilterFactory.in(operand(checkCount(args, 2).element(0)), list(args.element(1)));
      case "isNull" -> FilterFactory.isNull(operand(checkCount(args, 1).element(0)));
      default -> function(op, args);
    };
  }

  private SceneFilter compare(ComparisonOperator operator, JsonCursor args) {
    return FilterFactory.compare(
        operand(checkCount(args, 2).element(0)), operator, operand(args.element(1)));
  }

  private SceneFilter function(String op, JsonCursor args) {
    boolean temporal = TEMPORAL_FUNCTIONS.contains(op);
    if (!temporal && !op.startsWith("s_")) {
      throw new IllegalArgumentException(
          "the operator \"%s\" is not supported".formatted(Operand.truncated(op)));
    }
    Operand left = operand(checkCount(args, 2).element(0));
    Operand right = operand(args.element(1));
    String name = op.substring(2).toLowerCase(Locale.ROOT);
    return temporal
        ? FilterFactory.temporal(name, left, right)
        : FilterFactory.spatial(name, left, right);
  }

  private List<SceneFilter> filters(JsonCursor args) {
    if (args.size() == 0) {
      throw problem(args, "found none, expected 2 or more"); // STAC Browser sends one, too
    }
    return args.elements(Integer.MAX_VALUE).stream().map(this::filter).toList();
  }

  private static JsonCursor checkCount(JsonCursor args, int expected) {
    if (args.size() != expected) {
      throw problem(args, "found %d of them, expected %d".formatted(args.size(), expected));
    }
    return args;
  }

  private List<Operand> list(JsonCursor list) {
    expectArray(list);
    locating(list, () -> Cql2Limits.checkList(list.size()));
    return list.elements(Cql2Limits.MAX_LIST).stream().map(this::operand).toList();
  }

  private Operand operand(JsonCursor at) {
    return locating(at, () -> value(at));
  }

  private Operand value(JsonCursor at) {
    JsonNode node = at.node();
    if (at.isText()) {
      return new Operand.TextOperand(Cql2Limits.checkText(node.textValue()));
    }
    if (node.isNumber()) {
      return OperandFactory.number(node.doubleValue());
    }
    if (node.isBoolean()) {
      return new Operand.BooleanOperand(node.booleanValue());
    }
    if (at.member("type").isText()) {
      Geometry geometry = SearchArea.read(at);
      limits.countPositions(geometry.getNumPoints());
      return new Operand.GeometryOperand(geometry);
    }
    if (at.member("op").isText()) {
      throw OperandFactory.unsupported(at.member("op").node().textValue());
    }
    if (!at.isObject() || at.size() != 1) {
      throw problem(at, "found %s, expected a value or a property".formatted(describe(at)));
    }
    String name = at.names().get(0);
    JsonCursor member = at.member(name);
    return locating(member, () -> member(name, member));
  }

  private Operand member(String name, JsonCursor at) {
    return switch (name) {
      case "property" -> operands.property(text(at));
      case "date" -> new Operand.TemporalOperand(TemporalValue.date(text(at)));
      case "timestamp" -> new Operand.TemporalOperand(TemporalValue.timestamp(text(at)));
      case "interval" -> {
        checkCount(at, 2);
        yield new Operand.TemporalOperand(
            TemporalValue.interval(text(at.element(0)), text(at.element(1))));
      }
      case "bbox" -> new Operand.GeometryOperand(SearchArea.ofBbox(numbers(at)));
      default -> throw OperandFactory.unsupported(name);
    };
  }

  private static String text(JsonCursor at) {
    if (!at.isText()) {
      throw problem(at, "found %s, expected a text".formatted(describe(at)));
    }
    return locating(at, () -> Cql2Limits.checkText(at.node().textValue()));
  }

  private static double[] numbers(JsonCursor list) {
    if (!list.isArray() || list.size() > 6) {
      throw problem(list, "found %s, expected 4 or 6 numbers".formatted(describe(list)));
    }
    return list.elements(6).stream().mapToDouble(Cql2JsonReader::number).toArray();
  }

  private static double number(JsonCursor at) {
    if (!at.node().isNumber()) {
      throw problem(at, "found %s, expected a number".formatted(describe(at)));
    }
    return at.node().doubleValue();
  }

  private static void expectArray(JsonCursor at) {
    if (!at.isArray()) {
      throw problem(at, "found %s, expected an array".formatted(describe(at)));
    }
  }

  private static String describe(JsonCursor at) {
    return switch (at.node().getNodeType()) {
      case MISSING -> "nothing";
      case NULL -> "null";
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "the text \"%s\"".formatted(Operand.truncated(at.node().textValue()));
      default -> at.node().asText();
    };
  }

  private static Cql2ParseException problem(JsonCursor at, String what) {
    return new Cql2ParseException(at.pointer().isEmpty() ? "the root" : at.pointer(), what);
  }

  private static void locating(JsonCursor at, Runnable check) {
    locating(
        at,
        () -> {
          check.run();
          return null;
        });
  }

  private static <T> T locating(JsonCursor at, Supplier<T> make) {
    try {
      return make.get();
    } catch (Cql2ParseException problem) {
      throw problem;
    } catch (IllegalArgumentException e) {
      throw problem(at, asClause(e));
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
