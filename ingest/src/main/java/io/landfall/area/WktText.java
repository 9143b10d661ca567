package io.landfall.area;

import io.landfall.model.geojson.AoiBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKTReader;

/**
 * Well-known text: a geometry, or several on lines of their own, each with or without the code of
 * its CRS before it, as PostGIS writes ({@code SRID=3857;POLYGON (...)}).
 */
final class WktText {
  /** How deep brackets may stand in one another; a multipolygon has three. */
  private static final int MAX_DEPTH = 8;

  private static final String TYPES = "(?:MULTI)?(?:POLYGON|SURFACE|POINT|LINESTRING|CURVE)";

  private static final Pattern BEGINNING =
      Pattern.compile(
          "(?is)\\s{0,100}(?:SRID=\\d{1,9};\\s{0,100})?(?:"
              + TYPES
              + "|GEOMETRYCOLLECTION|CURVEPOLYGON|TRIANGLE|TIN|POLYHEDRALSURFACE)"
              + "\\s{0,100}(?:Z|M|ZM)?\\s{0,100}(?:\\(.*|EMPTY\\b.*)");

  private static final Pattern SRID = Pattern.compile("(?i)SRID=(\\d{1,9});");

  private WktText() {}

  /** Tells whether a text begins like WKT. */
  static boolean isWkt(String text) {
    return BEGINNING.matcher(text).matches();
  }

  /**
   * Returns the geometries of a text as a layer; without a code they are in longitude and latitude,
   * or in what the caller gives.
   *
   * @throws AreaFormatException if it is no WKT, or in several CRSs
   */
  static AreaLayer layer(String name, String text, AreaLimits limits) {
    checkPositions(text, limits.textPositions());
    List<Geometry> geometries = new ArrayList<>();
    Integer srid = null;
    for (String one : texts(text.startsWith("\uFEFF") ? text.substring(1) : text)) {
      Matcher code = SRID.matcher(one);
      boolean isCoded = code.lookingAt();
      int coded = isCoded ? Integer.parseInt(code.group(1)) : 0;
      if (srid != null && srid != coded) {
        throw new AreaFormatException("its geometries are in several CRSs", "Give those of one");
      }
      srid = coded;
      geometries.add(geometry(isCoded ? one.substring(code.end()) : one));
    }
    LayerCrs its = srid == null || srid == 0 ? null : LayerCrs.ofCode(srid);
    return new AreaLayer(
        name,
        reading -> {
          if (its == null && reading.epsg() == null) {
            reading.warn(
                "It names no CRS: its coordinates were taken for longitude and latitude. Name another with %s."
                    .formatted(reading.names().srid()));
          }
          LayerCrs crs =
              its != null ? its : reading.epsg() == null ? LayerCrs.LON_LAT : LayerCrs.UNKNOWN;
          return AreaLayer.of(name, crs, area -> addAll(geometries, area)).content().read(reading);
        });
  }

  private static void addAll(List<Geometry> geometries, AoiBuilder area) {
    for (int i = 0; i < geometries.size(); i++) {
      area.add(geometries.get(i), "geometry %d".formatted(i + 1));
    }
  }

  /** A position takes many times its four characters once it is read. */
  private static void checkPositions(String text, int most) {
    if (text.chars().filter(c -> c == ',').count() > most) {
      throw invalid("it has more than %d positions; simplify it".formatted(most), null);
    }
  }

  /** Splits a text where a line ends outside of all brackets. */
  private static List<String> texts(String text) {
    List<String> texts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 0 || depth > MAX_DEPTH) {
        throw invalid("its brackets do not match, or are nested deeper than " + MAX_DEPTH, null);
      }
      if ((c == '\n' || c == '\r') && depth == 0) {
        String one = text.substring(start, i).strip();
        if (!one.isEmpty()) {
          texts.add(one);
        }
        start = i + 1;
      }
    }
    if (depth > 0) {
      throw invalid("it ends in the middle of its brackets: it is not whole", null);
    }
    return texts;
  }

  private static Geometry geometry(String text) {
    int end = text.lastIndexOf(')');
    if (end >= 0 && !text.substring(end + 1).isBlank() || opensTwice(text)) {
      throw invalid("something follows the end of a geometry", null);
    }
    try {
      return new WKTReader().read(text);
    } catch (ParseException | IllegalArgumentException e) {
      throw invalid("it is not valid WKT: " + e.getMessage(), e);
    }
  }

  /** Tells whether brackets open once more after all were closed, which the reader passes over. */
  private static boolean opensTwice(String text) {
    int depth = 0;
    boolean closed = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '(' && closed) {
        return true;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      closed |= c == ')' && depth == 0;
    }
    return false;
  }

  private static AreaFormatException invalid(String why, Exception cause) {
    return new AreaFormatException(
        why, "Give polygons, as POLYGON ((30 10, 40 40, 20 40, 30 10))", cause);
  }
}
