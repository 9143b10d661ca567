package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Token.TokenKind;
import io.landfall.index.geo.GeoJsonGeometry;
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
final class Cql2WktReader {
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

  private final Cql2Lexer tokens;
  private final Cql2Limits limits;

  Cql2WktReader(Cql2Lexer tokens, Cql2Limits limits) {
    this.tokens = tokens;
    this.limits = limits;
  }

  static boolean isType(Cql2Token token) {
    return token.kind() == TokenKind.NAME && TYPES.contains(token.upperCase());
  }

  /** Reads what follows the name of its type. */
  Geometry read(Cql2Token type) {
    tokens.takeWord("Z");
    return switch (type.upperCase()) {
      case "POINT" -> inParentheses(this::point);
      case "LINESTRING" -> line();
      case "POLYGON" -> polygon();
      case "MULTIPOINT" ->
          GEOMETRIES.createMultiPoint(listOf(this::pointOfMany).toArray(Point[]::new));
      case "MULTILINESTRING" ->
          GEOMETRIES.createMultiLineString(listOf(this::line).toArray(LineString[]::new));
      case "MULTIPOLYGON" ->
          GEOMETRIES.createMultiPolygon(listOf(this::polygon).toArray(Polygon[]::new));
      default -> collection();
    };
  }

  private Geometry collection() {
    limits.enterNesting();
    Geometry[] members = listOf(this::member).toArray(Geometry[]::new);
    limits.leaveNesting();
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
    return tokens.peek().isSymbol("(") ? inParentheses(this::point) : point();
  }

  private LineString line() {
    int at = tokens.peek().offset();
    List<Coordinate> positions = listOf(this::position);
    if (positions.size() < 2) {
      throw Cql2Lexer.problemAt(at, "a line has one position; it needs 2");
    }
    return GEOMETRIES.createLineString(positions.toArray(Coordinate[]::new));
  }

  private Polygon polygon() {
    List<LinearRing> rings = listOf(this::ring);
    return GEOMETRIES.createPolygon(
        rings.get(0), rings.subList(1, rings.size()).toArray(LinearRing[]::new));
  }

  private LinearRing ring() {
    int at = tokens.peek().offset();
    List<Coordinate> positions = listOf(this::position);
    return Cql2TextReader.locating(at, () -> GeoJsonGeometry.ring(positions));
  }

  private Coordinate position() {
    limits.countPositions(1);
    Coordinate position = new Coordinate(number(), number());
    if (tokens.peek().kind() == TokenKind.NUMBER) {
      tokens.take();
    }
    return position;
  }

  private double number() {
    if (tokens.peek().kind() != TokenKind.NUMBER) {
      throw tokens.unexpected("a number");
    }
    return Double.parseDouble(tokens.take().text());
  }

  private <T> T inParentheses(Supplier<T> read) {
    tokens.expectSymbol("(");
    T value = read.get();
    tokens.expectSymbol(")");
    return value;
  }

  private <T> List<T> listOf(Supplier<T> read) {
    return inParentheses(
        () -> {
          List<T> values = new ArrayList<>();
          do {
            values.add(read.get());
          } while (tokens.takeSymbol(","));
          return values;
        });
  }
}
