package io.landfall.area;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.landfall.model.Aoi;
import io.landfall.model.ExportFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;

/** Shapefiles and GeoPackages that are not what they seem, and pipes. */
@Timeout(120)
class DamagedAreaIT {
  private static final double[] SHELL = {4, 47, 4, 48, 5, 48, 5, 47, 4, 47};
  private static final double[] HOLE = {4.2, 47.2, 4.8, 47.2, 4.8, 47.8, 4.2, 47.8, 4.2, 47.2};

  @TempDir Path folder;

  @Test
  void ringsAreShellsAndHolesByTheWayTheyRun() throws IOException {
    Path shp = shapefile(record(5, HOLE, SHELL));
    Aoi area = AreaFile.read(shp, null, 4326, null);
    assertThat(area.coordinates()).hasDimensions(1, 2);
    assertThat(area.toGeometry().getArea())
        .isCloseTo(0.64, org.assertj.core.data.Offset.offset(1e-9));
  }

  @Test
  void aShapefileWithoutPrjAsksForItsCrs() throws IOException {
    Path shp = shapefile(record(5, SHELL));
    assertThatThrownBy(() -> AreaFile.read(shp, null, null, null))
        .hasMessageContaining("it does not say its CRS. Name it with --aoi-srid.");
    Files.writeString(
        folder.resolve("A.PRJ"),
        "GEOGCS[\"GCS_WGS_1984\",DATUM[\"D_WGS_1984\",SPHEROID[\"x\",1,0]]]");
    assertThatThrownBy(() -> AreaFile.read(shp, null, null, epsg -> null))
        .hasMessageContaining("Cannot read a CRS from text here");
  }

  @Test
  void recordsThatTheTableCallsDeletedAreLeftOut() throws IOException {
    Path shp = shapefile(record(5, SHELL), record(5, 14, 47, 14, 48, 15, 48, 14, 47));
    byte[] table = new byte[32 + 1 + 2 * 2];
    ByteBuffer.wrap(table)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(4, 2)
        .putShort(8, (short) 33)
        .putShort(10, (short) 2);
    table[33] = '*';
    table[35] = ' ';
    Files.write(folder.resolve("a.dbf"), table);
    Aoi area = AreaFile.read(shp, null, 4326, null);
    assertThat(area.coordinates()).hasDimensions(1, 1);
    assertThat(area.coordinates()[0][0][0][0]).isGreaterThan(13);
  }

  @Test
  void recordsThatAreCutOffAreMissed() throws IOException {
    byte[] other = record(5, 14, 47, 14, 48, 15, 48, 14, 47);
    Path shp = shapefile(record(5, SHELL), other);
    byte[] whole = Files.readAllBytes(shp);
    ByteBuffer.wrap(whole).putInt(24, whole.length / 2);
    Files.write(shp, java.util.Arrays.copyOf(whole, whole.length - other.length - 8));
    assertThatThrownBy(() -> AreaFile.read(shp, null, 4326, null))
        .hasMessageContaining("its .shp has 236 bytes of 356: it was cut short");

    Files.write(shp, whole);
    ByteBuffer index = ByteBuffer.allocate(116).putInt(9994).putInt(24, 58);
    index.putInt(100, 50).putInt(108, (whole.length - other.length - 8) / 2);
    Path shx = Files.write(folder.resolve("a.shx"), index.array());
    assertThat(AreaFile.read(shp, null, 4326, null).coordinates()).hasDimensions(2, 1);
    Files.write(shx, java.util.Arrays.copyOf(index.array(), 108));
    assertThatThrownBy(() -> AreaFile.read(shp, null, 4326, null))
        .hasMessageContaining("its .shx has 108 bytes of 116: it was cut short");
  }

  /** Of a table of gigabytes, as of many attributes, only the flags are kept. */
  @Test
  void deletedRecordsAreFoundFarBehindOneAnother() throws IOException {
    byte[][] records = new byte[9][];
    byte[] table = new byte[33 + 9 * 20_000];
    ByteBuffer.wrap(table)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(8, (short) 33)
        .putShort(10, (short) 20_000);
    for (int i = 0; i < records.length; i++) {
      records[i] = record(5, i, 0, i, 0.5, i + 0.5, 0.5, i, 0);
      table[33 + i * 20_000] = (byte) (i % 4 == 3 ? '*' : ' ');
    }
    Path shp = shapefile(records);
    Files.write(folder.resolve("a.dbf"), table);
    assertThat(AreaFile.read(shp, null, 4326, null).coordinates()).hasDimensions(7, 1);
  }

  @Test
  void bytesOfAnyKindAreReadOrRefusedAndNeverCrash() throws IOException {
    byte[] whole = Files.readAllBytes(shapefile(record(5, SHELL, HOLE), record(15, SHELL)));
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      byte[] bytes = whole.clone();
      for (int n = random.nextInt(1, 4); n > 0; n--) {
        bytes[random.nextInt(100, bytes.length)] = (byte) random.nextInt(256);
      }
      int length = i % 3 == 0 ? random.nextInt(100, bytes.length) : bytes.length;
      Path shp = Files.write(folder.resolve("a.shp"), java.util.Arrays.copyOf(bytes, length));
      try {
        AreaFile.read(shp, null, 4326, null);
      } catch (ExportFailure e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1000);
  }

  @Test
  void pointsLinesAndPatchesHaveNoArea() throws IOException {
    for (int type : new int[] {1, 3, 8, 13, 31, 77}) {
      Path shp = shapefile(record(type, SHELL));
      assertThatThrownBy(() -> AreaFile.read(shp, null, 4326, null))
          .isInstanceOf(ExportFailure.class)
          .hasMessageContaining(type == 77 ? "type 77" : "has no area");
    }
  }

  @Test
  void aGeoPackageIsReadAndLeftAsItIs() throws Exception {
    Path file = geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))", "POLYGON EMPTY", null);
    byte[] before = Files.readAllBytes(file);
    assertThat(AreaFile.read(file, null, null, null).coordinates()[0][0]).hasDimensions(4, 2);
    assertThat(AreaFile.read(file, "AREAS", null, null).coordinates()).hasDimensions(1, 1);
    assertThat(before).isEqualTo(Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ALTER TABLE areas RENAME TO other; CREATE VIEW areas AS WITH RECURSIVE r(geom) AS (SELECT"
            + " 1 UNION ALL SELECT geom + 1 FROM r) SELECT geom FROM r",
        "DROP TABLE areas; CREATE VIRTUAL TABLE areas USING fts5(geom)",
        "ALTER TABLE gpkg_contents RENAME TO other; CREATE VIEW gpkg_contents AS SELECT * FROM"
            + " other",
        "DROP TABLE gpkg_geometry_columns",
        "UPDATE gpkg_geometry_columns SET column_name = printf('%.2000c', 'a')",
        "INSERT INTO gpkg_geometry_columns SELECT g.* FROM gpkg_geometry_columns g, (WITH RECURSIVE"
            + " r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 11000) SELECT i FROM r)",
        "UPDATE areas SET geom = x'4750000100000000'",
        "UPDATE areas SET geom = 'text'",
        "UPDATE areas SET geom = zeroblob(1000)",
        "UPDATE areas SET geom = x'4750000100000000010A000000'",
      })
  void whatRunsOrIsNoGeometryIsRefused(String sql) throws Exception {
    Path file = geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String one : sql.split("; ")) {
        statement.execute(one);
      }
    }
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("Cannot use the area of interest");
  }

  @Test
  void collectionsInCollectionsAreRefused() throws Exception {
    Path file = geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))");
    ByteBuffer nested = ByteBuffer.allocate(8 + 9 * 500_000);
    nested.put(new byte[] {'G', 'P', 0, 0, 0, 0, 0, 0});
    while (nested.hasRemaining()) {
      nested.put((byte) 0).putInt(7).putInt(1);
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        PreparedStatement update = connection.prepareStatement("UPDATE areas SET geom = ?")) {
      update.setBytes(1, nested.array());
      update.execute();
    }
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining("row 1 is nested too deep");
  }

  @Test
  void aGeoPackageThatAnotherProgramWritesToIsRefused() throws Exception {
    Path file = geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))");
    Files.write(folder.resolve("a.gpkg-wal"), new byte[100]);
    assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
        .hasMessageContaining("left its changes in a.gpkg-wal");
    Path link = Files.createSymbolicLink(folder.resolve("link.gpkg"), file);
    assertThatThrownBy(() -> AreaFile.read(link, null, null, null))
        .hasMessageContaining("left its changes in a.gpkg-wal");
  }

  @Test
  void aGeoPackageThatIsCutOffIsToldSo() throws Exception {
    byte[] whole = Files.readAllBytes(geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))"));
    for (int length : new int[] {80, 9000, whole.length - 1}) {
      Path file = Files.write(folder.resolve("b.gpkg"), java.util.Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> AreaFile.read(file, null, null, null))
          .hasMessageContaining("it has %,d bytes of".formatted(length))
          .hasMessageEndingWith("it was cut short. Send or copy it again.");
    }
  }

  @Test
  void aLayerOfLinesIsNamedWithTheRow() throws Exception {
    Path lines = geoPackage("LINESTRING (4 47, 5 48)");
    assertThatThrownBy(() -> AreaFile.read(lines, null, null, null))
        .hasMessageEndingWith(
            ": it has no polygon: a LineString has no area (row 1, layer areas).");
  }

  @Test
  void aDamagedGeoPackageIsReadOrRefusedAndNeverCrashes() throws Exception {
    byte[] whole = Files.readAllBytes(geoPackage("POLYGON ((4 47, 5 47, 5 48, 4 47))"));
    SplittableRandom random = new SplittableRandom(4);
    int refused = 0;
    for (int i = 0; i < 300; i++) {
      byte[] bytes = whole.clone();
      for (int n = 0; n < 20; n++) {
        bytes[random.nextInt(100, bytes.length)] = (byte) random.nextInt(256);
      }
      Path file = Files.write(folder.resolve("b.gpkg"), bytes);
      try {
        AreaFile.read(file, null, null, null);
      } catch (ExportFailure e) {
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  /** As a shell gives the output of another command: it can be read only once. */
  @Test
  void textIsReadFromAPipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String text = "POLYGON ((4 47," + " ".repeat(9000) + "5 47, 5 48, 4 47))";
    CompletableFuture<Path> written = CompletableFuture.supplyAsync(() -> writeTo(pipe, text));
    assertThat(AreaFile.read(pipe, null, null, null).coordinates()[0][0]).hasDimensions(4, 2);
    written.get(30, TimeUnit.SECONDS);
  }

  private static Path writeTo(Path pipe, String text) {
    try {
      return Files.writeString(pipe, text, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path geoPackage(String... wkts) throws IOException, SQLException, ParseException {
    Path file = folder.resolve("a.gpkg");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA application_id = 1196444487");
      statement.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT)");
      statement.execute(
          "CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)");
      statement.execute(
          "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER, organization TEXT,"
              + " organization_coordsys_id INTEGER, definition TEXT)");
      statement.execute("CREATE TABLE areas (fid INTEGER PRIMARY KEY, geom BLOB)");
      statement.execute("INSERT INTO gpkg_contents VALUES ('areas', 'features')");
      statement.execute("INSERT INTO gpkg_geometry_columns VALUES ('areas', 'geom', 4326)");
      statement.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (4326, 'EPSG', 4326, '')");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO areas (geom) VALUES (?)")) {
        for (String wkt : wkts) {
          insert.setBytes(1, wkt == null ? null : blob(new WKTReader().read(wkt)));
          insert.execute();
        }
      }
    }
    return file;
  }

  private static byte[] blob(Geometry geometry) {
    byte[] wkb = new WKBWriter().write(geometry);
    return ByteBuffer.allocate(8 + wkb.length)
        .put(new byte[] {'G', 'P', 0, (byte) (geometry.isEmpty() ? 0x10 : 0)})
        .putInt(4326)
        .put(wkb)
        .array();
  }

  private Path shapefile(byte[]... records) throws IOException {
    int bytes = 100;
    for (byte[] record : records) {
      bytes += 8 + record.length;
    }
    ByteBuffer shp = ByteBuffer.allocate(bytes).putInt(9994).position(100);
    for (int i = 0; i < records.length; i++) {
      shp.putInt(i + 1).putInt(records[i].length / 2).put(records[i]);
    }
    return Files.write(folder.resolve("a.shp"), shp.array());
  }

  private static byte[] record(int type, double... ring) {
    return record(type, ring, new double[0]);
  }

  private static byte[] record(int type, double[] first, double[] second) {
    int parts = second.length == 0 ? 1 : 2;
    int points = (first.length + second.length) / 2;
    ByteBuffer record =
        ByteBuffer.allocate(44 + 4 * parts + 16 * points).order(ByteOrder.LITTLE_ENDIAN);
    record.putInt(type).position(36).putInt(parts).putInt(points).putInt(0);
    if (parts > 1) {
      record.putInt(first.length / 2);
    }
    for (double number : first) {
      record.putDouble(number);
    }
    for (double number : second) {
      record.putDouble(number);
    }
    return record.array();
  }
}
