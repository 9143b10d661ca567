package io.landfall.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.Aoi;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AreaFileTest {
  @TempDir Path folder;

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          a.sqlite; SQLite format 3\\0; an SQLite database; a.geojson
          a.geojson.gz; \\037\\213\\10; a gzip file; a.geojson /vsigzip/
          a.fgb; fgb\\3; a FlatGeobuf; a.geojson
          a.parquet; PAR1; a Parquet file; a.geojson
          a.gml; <?xml version="1.0"?><ogr:FeatureCollection>; XML; a.geojson
          a.gpx; <gpx>; GPX; a.geojson
          a.tab; !table; a MapInfo table; a.geojson
          a.json; {"type": "Topology"; TopoJSON; a.geojson
          esri.json; {"geometryType": "esriGeometryPolygon"; Esri JSON; esri.geojson
          """)
  void anotherFormatIsNamedWithTheCommandThatConvertsIt(
      String name, String content, String format, String conversion) throws IOException {
    Path file = write(name, content.translateEscapes());
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .isInstanceOfSatisfying(
            ExportFailure.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AOI_INVALID))
        .hasMessageStartingWith(
            "Cannot use the area of interest %s: it is %s, which is not read. ", file, format)
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
          \\377\\376{\\0; UTF-16 text
          """)
  void whatGdalDoesNotConvertIsNamed(String content, String format) throws IOException {
    Path file = write("aoi.geojson", content.translateEscapes());
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .hasMessageContaining("aoi.geojson: it is %s, which is not read.", format)
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
    assertThat(AreaFile.read(file, null, null, null).coordinates()[0][0]).hasDimensions(4, 2);
  }

  @Test
  void theFileIsNamedInEachMessage() throws IOException {
    Path broken = write("broken.geojson", "{");
    Path missing = folder.resolve("missing.geojson");
    Path geodatabase = Files.createDirectory(folder.resolve("state.gdb"));
    assertThatThrownBy(() -> AreaFile.read(broken, null, null, null))
        .hasMessageEndingWith("(in %s)", broken);
    assertThatThrownBy(() -> AreaFile.read(missing, null, null, null))
        .hasMessageContaining("%s: there is no such file", missing);
    assertThatThrownBy(() -> AreaFile.read(geodatabase, null, null, null))
        .hasMessageContaining(
            "%s: it is a folder without a shapefile. Convert it: ogr2ogr", geodatabase);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POLYGON ((4 47, 5 47, 5 48, 4 47))",
        "SRID=4326;POLYGON Z ((4 47 1, 5 47 2, 5 48 3, 4 47 1))",
        "multipolygon(((4 47, 5 47, 5 48, 4 47)))",
        "POLYGON EMPTY\nPOLYGON ((4 47,\n 5 47, 5 48, 4 47))\n",
        "GEOMETRYCOLLECTION (POLYGON ((4 47, 5 47, 5 48, 4 47)))",
      })
  void wktIsReadFromAFileAndAsItIs(String wkt) throws IOException {
    Aoi area = AreaText.wkt(wkt, null, null);
    assertThat(area.coordinates()[0][0]).hasDimensions(4, 2);
    assertThat(AreaFile.read(write("a.wkt", wkt), null, null, null)).isEqualTo(area);
    assertThat(AreaText.isWkt(wkt)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          POLYGON ((4 47, 5 47, 5 48)); not valid WKT
          POLYGON ((4 47, 5 47, 5 48, 4 47); brackets
          POLYGON ((4 47, 5 47, 5 48, 4 47))); brackets
          POLYGON ((4 47, 5 47, 5 48, 4 47)) POLYGON ((4 47, 5 47, 5 48, 4 47)); follows the end
          POLYGON ((4 47, 5 47, 5 48, 4 47)) x; follows the end
          POLYGON ((4 47, NaN 47, 5 48, 4 47)); not finite
          POLYGON ((400000 47, 5 47, 5 48, 400000 47)); not a valid longitude
          POINT (4 47); it has no polygon: a Point has no area
          POLYGON EMPTY; no polygon
          CURVEPOLYGON ((4 47, 5 47, 5 48, 4 47)); not valid WKT
          POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0)); not valid
          """)
  void wktThatIsNoAreaIsRefused(String wkt, String why) {
    assertThatThrownBy(() -> AreaText.wkt(wkt, null, null))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining(why);
  }

  @Test
  void aGeometryWithoutAreaAmongOthersIsRefusedByItsPlace() {
    String wkt = "POLYGON ((4 47, 5 47, 5 48, 4 47))\nLINESTRING (4 47, 5 48)";
    assertThatThrownBy(() -> AreaText.wkt(wkt, null, null))
        .hasMessageEndingWith(": a LineString has no area; leave it out (geometry 2).");
  }

  @Test
  void nestedWktIsRefusedBeforeItIsParsed() {
    String deep = "GEOMETRYCOLLECTION (".repeat(100_000);
    assertThatThrownBy(() -> AreaText.wkt(deep, null, null)).hasMessageContaining("nested deeper");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          4,47,5,48; 4; 5
          4, 47 ,5,48; 4; 5
          170,-20,-170,-10; 170; 190
          """)
  void aBoxIsFourNumbers(String box, double west, double east) {
    double[][] ring = AreaText.box(box, null, null).coordinates()[0][0];
    assertThat(ring[0][0]).isEqualTo(west);
    assertThat(ring[1][0]).isEqualTo(east);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1,2,3", "1,2,3,x", "4,48,5,47", "4,47,4,48", "4,47,5,NaN", "1,2,3,4,5"})
  void whatIsNoBoxIsRefused(String box) {
    assertThatThrownBy(() -> AreaText.box(box, null, null)).isInstanceOf(ExportFailure.class);
  }

  @Test
  void aFileThatTellsItsCrsIsNotToldAnother() throws IOException {
    Path kml = write("a.kml", kml("<Document>" + PLACEMARK + "</Document>"));
    assertThatThrownBy(() -> AreaFile.read(kml, null, 3857, null))
        .hasMessageContaining("it says itself that it is in EPSG:4326");
    Path geoJson = write("a.geojson", "{}");
    assertThatThrownBy(() -> AreaFile.read(geoJson, null, 3857, null))
        .hasMessageContaining("Leave out --aoi-srid");
  }

  @Test
  void oneOfSeveralLayersIsChosenByName() throws IOException {
    String folders =
        "<Document><Folder><name>north</name>%1$s</Folder><Folder><name>south</name>%1$s</Folder></Document>"
            .formatted(PLACEMARK);
    Path kml = write("a.kml", kml(folders));
    assertThatThrownBy(() -> AreaFile.read(kml, null, null, null))
        .hasMessageContaining("it has 2 layers: north, south. Choose one with --layer.");
    assertThatThrownBy(() -> AreaFile.read(kml, "west", null, null))
        .hasMessageContaining("it has no layer west, but north, south");
    assertThat(AreaFile.read(kml, "south", null, null).coordinates()).hasDimensions(1, 1);
    Path zip = zip("a.zip", Map.of("x/a.kml", kml(folders), "y/a.kml", kml(folders)));
    assertThat(AreaFile.read(zip, "x/a.kml/north", null, null).coordinates()).hasDimensions(1, 1);
  }

  @Test
  void aLayerWithoutAreasIsNamedAndKeepsNoOtherFromBeingRead() throws IOException {
    String pins = "<Placemark><Point><coordinates>4,47</coordinates></Point></Placemark>";
    String folders =
        "<Document><Folder><name>pins</name>%s</Folder><Folder><name>farm</name>%s</Folder></Document>"
            .formatted(pins, PLACEMARK);
    Path kml = write("a.kml", kml(folders));
    assertThat(AreaFile.read(kml, "farm", null, null).coordinates()).hasDimensions(1, 1);
    assertThatThrownBy(() -> AreaFile.read(kml, "pins", null, null))
        .hasMessageEndingWith(": it has no polygon: a Point has no area (line 1, layer pins).");
    Path zip = zip("a.zip", Map.of("b.geojson", "{\"type\":\"Point\",\"coordinates\":[4,47]}"));
    assertThatThrownBy(() -> AreaFile.read(zip, null, null, null))
        .hasMessageContaining("a Point has no area")
        .hasMessageContaining("(layer b)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          `<!DOCTYPE kml [<!ENTITY a "b">]><kml>&a;</kml>`; document type
          <!DOCTYPE kml SYSTEM "file:///etc/passwd"><kml/>; document type
          <kml><NetworkLink><Link><href>https://x.org/a.kml</href></Link></NetworkLink></kml>; x.org/a.kml
          <kml><Placemark><Point><coordinates>4,47</coordinates></Point></Placemark></kml>; `it has no polygon: a Point has no area (line 1)`
          <kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>4,47 5,47 5,48</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>; a ring is open
          <kml><Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>4 47 5 47</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></kml>; a position is not longitude,latitude
          <kml><Placemark><Polygon/></Placemark><Parcel><Polygon/></Parcel></kml>; a polygon is not that of a Placemark (line 1)
          <kml><Placemark><Polygon/></Placemark><NetworkLinkControl><Update><Create/></Update></NetworkLinkControl></kml>; it has an Update
          <kml><Document/></kml>; it has no layer
          <kml><a>; not valid XML
          """)
  void kmlThatCannotBeReadIsRefused(String kml, String why) throws IOException {
    Path file = write("a.kml", kml);
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining(why);
  }

  @Test
  void kmlWithBlanksHeightsAndOtherEncodingsIsRead() throws IOException {
    Path file =
        write(
            "a.kml",
            "<?xml version='1.0' encoding='ISO-8859-1'?><kml:kml"
                + " xmlns:kml='x'><kml:Placemark><kml:name>C\u00f4te</kml:name><kml:Polygon><kml:outerBoundaryIs><kml:LinearRing><kml:coordinates>\n"
                + " 4,47,0\n"
                + "5 , 47 , 0\t5,48 4,47\n"
                + "</kml:coordinates>"
                + "</kml:LinearRing></kml:outerBoundaryIs></kml:Polygon></kml:Placemark></kml:kml>");
    assertThat(AreaFile.read(file, null, null, null).coordinates()[0][0]).hasDimensions(4, 2);
  }

  @Test
  void aLinkInsideAKmzIsReadOnceHoweverItGoesRound() throws IOException {
    String link = "<NetworkLink><Link><href>%s</href></Link></NetworkLink>";
    Path kmz =
        zip(
            "a.kmz",
            Map.of(
                "doc.kml", kml(link.formatted("layers/b.kml")),
                "layers/b.kml",
                    kml("<Document>" + PLACEMARK + link.formatted("../doc.kml") + "</Document>")));
    assertThat(AreaFile.read(kmz, null, null, null).coordinates()).hasDimensions(1, 1);
  }

  @Test
  void aZipFileWithoutAnAreaOrOfManyTimesItsSizeIsRefused() throws IOException {
    Path none = zip("none.zip", Map.of("readme.txt", "x"));
    assertThatThrownBy(() -> AreaFile.read(none, null, null, null))
        .hasMessageContaining("without a file of an area (.shp, .kml");
    Path bomb = zip("bomb.zip", Map.of("a.kml", "<kml>" + " ".repeat(100 << 20)));
    assertThatThrownBy(() -> AreaFile.read(bomb, null, null, null))
        .hasMessageContaining("it holds more than");
  }

  @Test
  void whatIsExtractedIsDeletedAgain() throws IOException {
    Path extracted;
    try (ZippedAreas areas =
        ZippedAreas.extract(zip("a.zip", Map.of("b/a.kml", kml(PLACEMARK))), AreaLimits.OF_FILES)) {
      extracted = areas.folder();
      assertThat(extracted.resolve("b/a.kml")).isRegularFile();
      assertThat(Files.getPosixFilePermissions(extracted))
          .isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(extracted).doesNotExist();
  }

  private static final String PLACEMARK =
      "<Placemark><Polygon><outerBoundaryIs><LinearRing><coordinates>4,47 5,47 5,48 4,47"
          + "</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark>";

  private static String kml(String content) {
    return "<kml xmlns=\"http://www.opengis.net/kml/2.2\">" + content + "</kml>";
  }

  private Path zip(String name, Map<String, String> files) throws IOException {
    Path zip = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (var file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return zip;
  }

  private Path write(String name, String latin1) throws IOException {
    return Files.write(folder.resolve(name), latin1.getBytes(StandardCharsets.ISO_8859_1));
  }
}
