package io.landfall.area;

import io.landfall.model.geojson.AoiBuilder;
import io.landfall.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteJDBCLoader;

/**
 * The layers of a GeoPackage. Its file is opened for reading alone and never changed; what may run
 * code of its own in it (views, virtual tables) is refused, and how long a query takes is limited.
 */
final class GeoPackage {
  private static final int INSTRUCTIONS_PER_CALL = 10_000;

  /** A table of 100,000 rows takes a hundredth of it. */
  private static final int MAX_CALLS = 20_000;

  private static final List<String> TABLES =
      List.of("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys");
  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_NAME = 1_000;
  private static final int[] ENVELOPE_BYTES = {0, 32, 48, 48, 64};
  private static final int HEADER_BYTES = 8;
  private static final int DATABASE_HEADER_BYTES = 100;
  private static final String FIX = "Save it anew, as QGIS or ogr2ogr do";

  private final Path file;
  private final AreaLimits limits;

  private GeoPackage(Path file, AreaLimits limits) {
    this.file = file;
    this.limits = limits;
  }

  /**
   * Returns the layers of a file.
   *
   * @throws AreaFormatException if it is damaged, or open in another program
   */
  static List<AreaLayer> layers(Path file, AreaLimits limits) {
    try {
      return new GeoPackage(file.toRealPath(), limits).layers(); // beside which journals lie
    } catch (IOException e) {
      throw new AreaFormatException("it cannot be read: " + e, "Check the path", e);
    }
  }

  /** Uses an open database. */
  @FunctionalInterface
  private interface Query<T> {
    T run(Connection connection) throws SQLException;
  }

  private List<AreaLayer> layers() {
    checkLength();
    for (String journal : List.of("-wal", "-journal")) {
      Path beside = file.resolveSibling(file.getFileName() + journal);
      if (Files.exists(beside) && beside.toFile().length() > 0) {
        throw new AreaFormatException(
            "another program has it open, or left its changes in %s"
                .formatted(beside.getFileName()),
            "Close it there, or make a copy of it there, as with ogr2ogr");
      }
    }
    return query(
        connection -> {
          for (String table : TABLES) {
            checkTable(connection, table);
          }
          List<AreaLayer> layers = new ArrayList<>();
          Map<Integer, LayerCrs> known = new HashMap<>();
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT substr(c.table_name, 1, %1$d), substr(coalesce(g.column_name, ''), 1, %1$d), g.srs_id FROM gpkg_contents c JOIN gpkg_geometry_columns g ON lower(g.table_name) = lower(c.table_name) WHERE c.data_type = 'features' ORDER BY 1 LIMIT %2$d"
                          .formatted(MAX_NAME + 1, MAX_LAYERS + 1))) {
            while (rows.next()) {
              String table = rows.getString(1);
              String column = rows.getString(2);
              if (layers.size() == MAX_LAYERS
                  || Math.max(table.length(), column.length()) > MAX_NAME) {
                throw new AreaFormatException(
                    "it has more than %d layers, or one whose name has more than %d characters"
                        .formatted(MAX_LAYERS, MAX_NAME),
                    "Save the layer that is meant as a file of its own");
              }
              int srs = rows.getInt(3);
              if (!known.containsKey(srs)) {
                known.put(srs, crs(connection, srs));
              }
              layers.add(AreaLayer.of(table, known.get(srs), area -> readAll(table, column, area)));
            }
          }
          return layers;
        });
  }

  /** Fails where the file is shorter than its header says, of which SQLite tells no more. */
  private void checkLength() {
    long there = file.toFile().length();
    long bytes = DATABASE_HEADER_BYTES;
    if (there >= bytes) {
      ByteBuffer head = ByteBuffer.wrap(AreaFile.head(file));
      boolean isCounted = head.getInt(24) == head.getInt(92); // else an old SQLite left the count
      int pageBytes = head.getShort(16) & 0xffff;
      long pages = head.getInt(28) & 0xffffffffL;
      bytes = isCounted ? pages * (pageBytes == 1 ? 1 << 16 : pageBytes) : bytes;
    }
    if (there < bytes) {
      throw new AreaFormatException(
          "it has %,d bytes of %,d: it was cut short".formatted(there, bytes),
          "Send or copy it again");
    }
  }

  /** Its library is extracted into the folder that {@link ScratchFolder} names. */
  private void loadSqlite() {
    try {
      ScratchFolder.path();
      SQLiteJDBCLoader.initialize();
    } catch (Exception e) { // so it says
      throw new AreaFormatException(
          "it is a GeoPackage, and SQLite cannot be loaded on this machine (%s)"
              .formatted(e.getMessage()),
          OtherFormat.conversion(file, "")
              + ", or name a folder that libraries may be loaded from with -Dorg.sqlite.tmpdir",
          e);
    }
  }

  private <T> T query(Query<T> query) {
    loadSqlite();
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    config.enableLoadExtension(false);
    config.setPragma(Pragma.LIMIT_LENGTH, Integer.toString(limits.valueBytes()));
    String url = "jdbc:sqlite:" + file.toUri().toString().replace("file:///", "file:/");
    try (Connection connection = config.createConnection(url + "?mode=ro&immutable=1")) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA trusted_schema = OFF");
        statement.execute("PRAGMA cell_size_check = ON");
        statement.execute("PRAGMA mmap_size = 0");
      }
      ProgressHandler.setHandler(connection, INSTRUCTIONS_PER_CALL, new InstructionLimit());
      return query.run(connection);
    } catch (SQLException e) {
      throw new AreaFormatException("it cannot be read: " + e.getMessage(), FIX, e);
    }
  }

  /** Ends a query that runs on and on. */
  private static final class InstructionLimit extends ProgressHandler {
    private int calls;

    @Override
    protected int progress() {
      return ++calls > MAX_CALLS ? 1 : 0;
    }
  }

  /** Fails where a name is not a plain table's: others run what the file says. */
  private static void checkTable(Connection connection, String table) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT type, sql FROM sqlite_master WHERE lower(name) = lower(?) AND type IN ('table',"
                + " 'view')")) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new AreaFormatException("it has no table %s".formatted(table), FIX);
        }
        String definition = String.valueOf(rows.getString(2)).strip().toLowerCase(Locale.ROOT);
        if (!rows.getString(1).equals("table") || !definition.startsWith("create table")) {
          throw new AreaFormatException(
              "%s in it is a view or a virtual table, which is not read".formatted(table),
              "Save it as a table, as with ogr2ogr -f GPKG");
        }
      }
    }
  }

  private static LayerCrs crs(Connection connection, int srsId) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT organization, organization_coordsys_id, definition FROM gpkg_spatial_ref_sys"
                + " WHERE srs_id = ?")) {
      statement.setInt(1, srsId);
      try (ResultSet rows = statement.executeQuery()) {
        if (srsId <= 0 || !rows.next()) {
          return LayerCrs.UNKNOWN;
        }
        int code = rows.getInt(2);
        boolean isCode = "EPSG".equalsIgnoreCase(rows.getString(1)) && code > 0;
        String text = rows.getString(3);
        return isCode
            ? LayerCrs.ofCode(code)
            : text == null || text.isBlank() ? LayerCrs.UNKNOWN : LayerCrs.ofText(text);
      }
    }
  }

  private void readAll(String table, String column, AoiBuilder area) {
    query(
        connection -> {
          checkTable(connection, table);
          try (Statement statement = connection.createStatement();
              ResultSet rows =
                  statement.executeQuery(
                      "SELECT %s FROM %s".formatted(quoted(column), quoted(table)))) {
            for (int row = 1; rows.next(); row++) {
              byte[] geometry = rows.getBytes(1);
              if (geometry != null) {
                area.add(geometry(geometry, row), "row %d".formatted(row));
              }
            }
          }
          return null;
        });
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static Geometry geometry(byte[] blob, int row) {
    ByteBuffer header = ByteBuffer.wrap(blob);
    boolean isGeoPackage = blob.length > HEADER_BYTES && blob[0] == 'G' && blob[1] == 'P';
    int flags = isGeoPackage ? blob[3] : 0;
    int envelope = flags >> 1 & 7;
    if (!isGeoPackage || (flags & 0x20) != 0 || envelope >= ENVELOPE_BYTES.length) {
      throw invalid(row, "is none that is known", null);
    }
    int start = HEADER_BYTES + ENVELOPE_BYTES[envelope];
    if (start + 5 > blob.length) {
      throw invalid(row, "is cut short", null);
    }
    header.order(blob[start] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int type = header.getInt(start + 1) % 1000;
    if (type > 7) {
      throw invalid(row, "has curves or surfaces, which are not read", null);
    }
    try {
      return new WKBReader().read(Arrays.copyOfRange(blob, start, blob.length));
    } catch (ParseException | RuntimeException e) { // of damaged bytes it may be any
      throw invalid(row, "is damaged: " + e.getMessage(), e);
    } catch (StackOverflowError e) { // collections in collections, to which it sets no limit
      throw invalid(row, "is nested too deep", null);
    }
  }

  private static AreaFormatException invalid(int row, String why, Exception cause) {
    return new AreaFormatException(
        "the geometry of row %d %s".formatted(row, why),
        "Save it anew, as with ogr2ogr -nlt CONVERT_TO_LINEAR",
        cause);
  }
}
