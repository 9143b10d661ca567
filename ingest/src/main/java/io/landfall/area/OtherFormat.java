package io.landfall.area;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A format of areas that is not read, as its first bytes tell, and how to convert it.
 *
 * @param name with its article
 * @param fix a sentence without its full stop
 */
record OtherFormat(String name, String fix) {
  /** How many bytes tell the format. */
  static final int HEAD_BYTES = 4096;

  /**
   * How a format is told.
   *
   * @param prefix of GDAL's name of the file, for one that is compressed; {@code null}: GDAL does
   *     not convert it
   */
  private record Signature(String name, Predicate<String> matches, String prefix) {}

  private static final List<Signature> SIGNATURES =
      List.of(
          new Signature("an SQLite database", OtherFormat::isSqlite, ""),
          new Signature("a gzip file", head -> head.startsWith("\u001f\u008b"), "/vsigzip/"),
          new Signature("a FlatGeobuf", head -> head.startsWith("fgb"), ""),
          new Signature("a Parquet file", head -> head.startsWith("PAR1"), ""),
          new Signature(
              "a TIFF image", head -> head.startsWith("II*\0") || head.startsWith("MM\0*"), null),
          new Signature("GPX", head -> isXml(head) && contains(head, "<gpx"), ""),
          new Signature(
              "a web page",
              head -> isXml(head) && (contains(head, "<html") || contains(head, "<!doctype html")),
              null),
          new Signature("XML", OtherFormat::isXml, ""),
          new Signature(
              "UTF-16 text",
              head -> head.startsWith("\u00ff\u00fe") || head.startsWith("\u00fe\u00ff"),
              null),
          new Signature("a binary file", head -> head.indexOf(0) >= 0, null),
          new Signature("a MapInfo table", head -> contains(head.strip(), "!table"), ""),
          new Signature(
              "TopoJSON", head -> head.replace(" ", "").contains("\"type\":\"Topology\""), ""),
          new Signature("Esri JSON", head -> head.contains("esriGeometry"), ""));

  /** Returns the format of a file; empty if it is one that is read, or may be GeoJSON. */
  static Optional<OtherFormat> of(byte[] head, Path file) {
    String text = text(head);
    return SIGNATURES.stream()
        .filter(signature -> signature.matches.test(text))
        .findFirst()
        .map(found -> new OtherFormat(found.name, fix(found, file)));
  }

  static boolean isGeoPackage(byte[] head) {
    String text = text(head);
    return isSqlite(text) && (text.startsWith("GPKG", 68) || text.startsWith("GP1", 68));
  }

  static boolean isShapefile(byte[] head) {
    return text(head).startsWith("\0\0'\n");
  }

  static boolean isKml(byte[] head) {
    String text = text(head);
    return isXml(text) && contains(text, "<kml");
  }

  static boolean isWkt(byte[] head) {
    String text = text(head);
    return WktText.isWkt(text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text);
  }

  private static String text(byte[] head) {
    return new String(head, StandardCharsets.ISO_8859_1);
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

  private static boolean contains(String head, String lowerCase) {
    return head.toLowerCase(Locale.ROOT).contains(lowerCase);
  }
}
