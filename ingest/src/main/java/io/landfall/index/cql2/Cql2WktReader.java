package io.landfall.index.cql2;

import io.landfall.index.cql2.Cql2Token.TokenKind;
import io.landfall.model.geojson.GeoJsonReader;
import java.util.List;
import java.util.Set;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LineString;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/**
 * Reads a geometry as well-known text; heights are passed over. The reader of JTS gets the text
 * once it is known to end, to hold no more than it may, and to be made of numbers and names of
 * types.
 */
final class Cql2WktReader {
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

  /** Refuses lines and rings in the words of GeoJSON. */
  private static final class CheckedFactory extends GeometryFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public LineString createLineString(CoordinateSequence positions) {
      if (positions.size() == 1) {
        throw new IllegalArgumentException("a line has one position; it needs 2");
      }
      return super.createLineString(positions);
    }

    @Override
    public LinearRing createLinearRing(CoordinateSequence positions) {
      return GeoJsonReader.ring(List.of(positions.toCoordinateArray()));
    }
  }

  Cql2WktReader(Cql2Lexer tokens, Cql2Limits limits) {
    this.tokens = tokens;
    this.limits = limits;
  }

  static boolean isType(Cql2Token token) {
    return token.kind() == TokenKind.NAME && TYPES.contains(token.upperCase());
  }

  /**
   * Reads what follows the name of its type.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  Geometry read(Cql2Token type) {
    String text = type.upperCase() + members();
    try {
      Geometry checked = new WKTReader(new CheckedFactory()).read(text);
      return new GeometryFactory().createGeometry(checked); // what is cut of it may be empty
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          "the %s is not valid well-known text: %s".formatted(type.upperCase(), e.getMessage()), e);
    }
  }

  /** Takes all up to the parenthesis that closes the first one. */
  private String members() {
    StringBuilder text = new StringBuilder();
    tokens.takeWord("Z");
    int depth = 0;
    int numbers = 0; // in a row: longitude, latitude, height
    do {
      Cql2Token token = tokens.peek();
      if (token.kind() == TokenKind.NUMBER) {
        if (numbers++ == 0) {
          limits.countPositions(1);
        }
        if (numbers > 3) {
          throw tokens.unexpected("\",\" or \")\"");
        }
        text.append(numbers < 3 ? " " + token.text() : "");
      } else {
        numbers = 0;
        depth += change(token);
        text.append(token.text());
      }
      if (isType(tokens.take())) {
        tokens.takeWord("Z");
      }
    } while (depth > 0);
    return text.toString();
  }

  private int change(Cql2Token token) {
    if (token.isSymbol("(")) {
      limits.enterNesting();
      return 1;
    }
    if (token.isSymbol(")")) {
      limits.leaveNesting();
      return -1;
    }
    if (!token.isSymbol(",") && !isType(token)) {
      throw tokens.unexpected("a number or a geometry such as POINT");
    }
    return 0;
  }
}
