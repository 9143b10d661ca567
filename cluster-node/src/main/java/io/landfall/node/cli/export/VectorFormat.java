package io.landfall.node.cli.export;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A format of areas that is not GeoJSON, as its first bytes tell, and how to convert it.
 *
 * @param name with its article
 * @param fix a sentence without its full stop
 */
record VectorFormat(String name, String fix) {
  private static final int HEAD_BYTES = 4096;

  /**
   * How a format is told.
   *
   * @param prefix of GDAL's name of the file, for one that is compressed; {@code null}: GDAL does
   *     not convert it
   */
  private record Signature(String name, Predicate<String> matches, String prefix) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("a GeoPackage", head -> isSqlite(head) && head.contains("GPKG"), ""),
          new Signature("an SQLite database", VectorFormat::isSqlite, ""),
          new Signature("a shapefile", head -> head.startsWith("\0\0'\n"), ""),
          new Signature("a zip archive", head -> head.startsWith("PK\3\4"), "/vsizip/"),
          new Signature("a gzip file", head -> head.startsWith("\u001f\u008b"), "/vsigzip/"),
          new Signature("a FlatGeobuf", head -> head.startsWith("fgb"), ""),
          new Signature("a Parquet file", head -> head.startsWith("PAR1"), ""),
          new Signature(
              "a TIFF image", head -> head.startsWith("II*\0") || head.startsWith("MM\0*"), null),
          new Signature("KML", head -> isXml(head) && contains(head, "<kml"), ""),
          new Signature("GPX", head -> isXml(head) && contains(head, "<gpx"), ""),
          new Signature(
              "a web page",
              head -> isXml(head) && (contains(head, "<html") || contains(head, "<!doctype html")),
              null),
          new Signature("XML", VectorFormat::isXml, ""),
          new Signature(
              "UTF-16 text",
              head -> head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff"),
              null),
          new Signature("a binary file", head -> head.indexOf(0) >= 0, null),
          new Signature("a MapInfo table", head -> contains(head.strip(), "!table"), ""),
          new Signature(
              "TopoJSON", head -> head.replace(" ", "").contains("\"type\":\"Topology\""), ""),
          new Signature("Esri JSON", head -> head.contains("esriGeometry"), ""),
          new Signature("WKT", VectorFormat::isWkt, null));

  /** Returns the format of a file; empty if it may be GeoJSON. */
  static Optional<VectorFormat> of(byte[] bytes, Path file) {
    String head =
        new String(bytes, 0, Math.min(bytes.length, HEAD_BYTES), StandardCharsets.ISO_8859_1);
    return SIGNATURES.stream()
        .filter(signature -> signature.matches.test(head))
        .findFirst()
        .map(found -> new VectorFormat(found.name, fix(found, file)));
  }

  private static String fix(Signature signature, Path file) {
    if (signature.prefix != null) {
      return conversion(file, signature.prefix);
    }
    return signature.name.startsWith("UTF-16")
        ? "Save it as UTF-8"
        : "Give polygons as GeoJSON, as QGIS saves them";
  }

  /** Returns how to make GeoJSON of a file, as a sentence without its full stop. */
  static String conversion(Path file, String prefix) {
    String name = file.getFileName().toString();
    int dot = name.indexOf('.', 1);
    return "Convert it: ogr2ogr -f GeoJSON -t_srs EPSG:4326 %s.geojson %s%s"
        .formatted(dot < 0 ? name : name.substring(0, dot), prefix, file);
  }

  private static boolean isSqlite(String head) {
    return head.startsWith("SQLite format 3\0");
  }

  private static boolean isXml(String head) {
    String text = head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
    return text.stripLeading().startsWith("<");
  }

  private static boolean isWkt(String head) {
    return head.stripLeading().matches("(?is)(srid=\\d+;\\s*)?(multi)?polygon\\s*z?\\s*\\(.*");
  }

  private static boolean contains(String head, String lowerCase) {
    return head.toLowerCase(Locale.ROOT).contains(lowerCase);
  }
}
