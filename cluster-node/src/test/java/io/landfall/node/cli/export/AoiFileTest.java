package io.landfall.node.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AoiFileTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          a.gpkg; SQLite format 3\\0 GPKG; a GeoPackage; a.geojson
          a.sqlite; SQLite format 3\\0; an SQLite database; a.geojson
          a.shp; \\0\\0'\\n\\0\\0; a shapefile; a.geojson
          a.shp.zip; PK\\3\\4; a zip archive; a.geojson /vsizip/
          a.kmz; PK\\3\\4; a zip archive; a.geojson /vsizip/
          a.geojson.gz; \\037\\213\\10; a gzip file; a.geojson /vsigzip/
          a.fgb; fgb\\3; a FlatGeobuf; a.geojson
          a.parquet; PAR1; a Parquet file; a.geojson
          a.kml; <?xml version="1.0"?> <kml xmlns="">; KML; a.geojson
          b; <kml>; KML; b.geojson
          a.gml; <?xml version="1.0"?><ogr:FeatureCollection>; XML; a.geojson
          a.gpx; <gpx>; GPX; a.geojson
          a.tab; !table; a MapInfo table; a.geojson
          a.json; {"type": "Topology"; TopoJSON; a.geojson
          esri.json; {"geometryType": "esriGeometryPolygon"; Esri JSON; esri.geojson
          """)
  void anotherFormatIsNamedWithTheCommandThatConvertsIt(
      String name, String content, String format, String conversion) throws IOException {
    Path file = write(name, content.translateEscapes());
    assertThatThrownBy(() -> AoiFile.read(file, null))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AOI_INVALID))
        .hasMessageStartingWith(
            "Cannot use the area of interest %s: it is %s, and not GeoJSON. ", file, format)
        .hasMessageContaining("ogr2ogr -f GeoJSON -t_srs EPSG:4326 " + conversion)
        .message()
        .endsWith(file + ".");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          <!DOCTYPE html><html>; a web page
          II*\\0; a TIFF image
          \\003\\176\\013\\034\\0; a binary file
          MULTIPOLYGON(((; WKT
          `SRID=4326;POLYGON ((`; WKT
          \\377\\376{\\0; UTF-16 text
          """)
  void whatGdalDoesNotConvertIsNamed(String content, String format) throws IOException {
    Path file = write("aoi.geojson", content.translateEscapes());
    assertThatThrownBy(() -> AoiFile.read(file, null))
        .hasMessageContaining("aoi.geojson: it is %s, and not GeoJSON.", format)
        .message()
        .doesNotContain("ogr2ogr");
  }

  @Test
  void namesInAnotherEncodingDoNotMatter() throws IOException {
    Path file =
        write(
            "latin1.geojson",
            "{\"type\":\"Feature\",\"properties\":{\"name\":\"C\u00f4te d'Or\"},\"geometry\":"
                + "{\"type\":\"Polygon\",\"coordinates\":[[[4,47],[5,47],[5,48],[4,47]]]}}");
    assertThat(AoiFile.read(file, null).coordinates()[0][0]).hasDimensions(4, 2);
  }

  @Test
  void theFileIsNamedInEachMessage() throws IOException {
    Path broken = write("broken.geojson", "{");
    Path missing = folder.resolve("missing.geojson");
    Path geodatabase = Files.createDirectory(folder.resolve("state.gdb"));
    assertThatThrownBy(() -> AoiFile.read(broken, null)).hasMessageEndingWith("(in %s)", broken);
    assertThatThrownBy(() -> AoiFile.read(missing, null))
        .hasMessageContaining("%s: it cannot be read: there is no such file", missing);
    assertThatThrownBy(() -> AoiFile.read(geodatabase, null))
        .hasMessageContaining("%s: it is a folder. Convert it: ogr2ogr", geodatabase);
  }

  private Path write(String name, String latin1) throws IOException {
    return Files.write(folder.resolve(name), latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
