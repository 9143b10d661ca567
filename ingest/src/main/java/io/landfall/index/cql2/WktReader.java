package io.landfall.index.cql2;

import io.landfall.index.GeoJsonShape;
import io.landfall.index.cql2.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.geom.Polygon;

/** Reads a geometry as well-known text; heights are passed over. */
final class WktReader {
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();
  private static final Set<String> TYPES =
      Set.of(
          "POINT",
          "LINESTRING",
          "POLYGON",
          "MULTIPOINT",
          "MULTILINESTRING",
          "MULTIPOLYGON",
          "GEOMETRYCOLLECTION");

  private final Tokens tokens;
  private final Limits limits;

  WktReader(Tokens tokens, Limits limits) {
    this.tokens = tokens;
    this.limits = limits;
  }

  static boolean isType(Token token) {
    return token.kind() == Kind.NAME && TYPES.contains(token.upper());
  }

  /** Reads what follows the name of its type. */
  Geometry read(Token type) {
    tokens.takeWord("Z");
    return switch (type.upper()) {
      case "POINT" -> inParentheses(this::point);
      case "LINESTRING" -> line();
      case "POLYGON" -> polygon();
      case "MULTIPOINT" ->
          GEOMETRIES.createMultiPoint(each(this::pointOfMany).toArray(Point[]::new));
      case "MULTILINESTRING" ->
          GEOMETRIES.createMultiLineString(each(this::line).toArray(LineString[]::new));
      case "MULTIPOLYGON" ->
          GEOMETRIES.createMultiPolygon(each(this::polygon).toArray(Polygon[]::new));
      default -> collection();
    };
  }

  private Geometry collection() {
    limits.enter();
    Geometry[] members = each(this::member).toArray(Geometry[]::new);
    limits.leave();
    return GEOMETRIES.createGeometryCollection(members);
  }

  private Geometry member() {
    if (!isType(tokens.peek())) {
      throw tokens.unexpected("a geometry such as POINT");
    }
    return read(tokens.take());
  }

  private Point point() {
    return GEOMETRIES.createPoint(position());
  }

  private Point pointOfMany() {
    return tokens.peek().isSign("(") ? inParentheses(this::point) : point();
  }

  private LineString line() {
    int at = tokens.peek().at();
    List<Coordinate> positions = each(this::position);
    if (positions.size() < 2) {
      throw Tokens.at(at, "a line has one position; it needs 2");
    }
    return GEOMETRIES.createLineString(positions.toArray(Coordinate[]::new));
  }

  private Polygon polygon() {
    List<LinearRing> rings = each(this::ring);
    return GEOMETRIES.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(LinearRing[]::new));
  }

  private LinearRing ring() {
    int at = tokens.peek().at();
    List<Coordinate> positions = each(this::position);
    return TextReader.at(at, () -> GeoJsonShape.ring(positions));
  }

  private Coordinate position() {
    limits.positions(1);
    Coordinate position = new Coordinate(number(), number());
    if (tokens.peek().kind() == Kind.NUMBER) {
      tokens.take();
    }
    return position;
  }

  private double number() {
    if (tokens.peek().kind() != Kind.NUMBER) {
      throw tokens.unexpected("a number");
    }
    return Double.parseDouble(tokens.take().text());
  }

  private <T> T inParentheses(Supplier<T> read) {
    tokens.expectSign("(");
    T value = read.get();
    tokens.expectSign(")");
    return value;
  }

  private <T> List<T> each(Supplier<T> read) {
    return inParentheses(
        () -> {
          List<T> values = new ArrayList<>();
          do {
            values.add(read.get());
          } while (tokens.takeSign(","));
          return values;
        });
  }
}
