package io.landfall.delivery.image;

import io.landfall.raster.tileset.TileSetMetadata;
import io.landfall.raster.tileset.TileSetWriter;
import io.landfall.scratch.ScratchFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.Pragma;

/**
 * An MBTiles file (version 1.3) while it is made: an SQLite database in the folder for temporary
 * files, as SQLite writes in all of it. Its name is taken away at once, so that the system removes
 * it when this is closed, or the process ends.
 *
 * @see <a href="https://github.com/mapbox/mbtiles-spec/blob/master/1.3/spec.md">the format</a>
 */
final class MbtilesFile implements TileSetWriter.TileSink, AutoCloseable {
  private static final String NAME = "tiles.mbtiles";
  private static final int TILES_AT_A_TIME = 256;

  private final Path folder;
  private final FileChannel file;
  private final Connection database;
  private final PreparedStatement insert;
  private int pending;

  private MbtilesFile(Path folder, FileChannel file, Connection database) throws SQLException {
    this.folder = folder;
    this.file = file;
    this.database = database;
    this.insert =
        database.prepareStatement(
            "INSERT INTO tiles (zoom_level, tile_column, tile_row, tile_data) VALUES (?, ?, ?, ?)");
  }

  /** Makes one without tiles. */
  static MbtilesFile create(TileSetMetadata metadata) throws IOException {
    Path folder = Files.createTempDirectory(ScratchFolder.path(), "landfall-mbtiles");
    Connection database = null;
    MbtilesFile made = null;
    try {
      database = open(folder.resolve(NAME));
      begin(database, metadata);
      var file = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
      made = new MbtilesFile(folder, file, database);
      return made;
    } catch (SQLException | LinkageError e) {
      throw failure(folder, e);
    } finally {
      if (made == null && database != null) { // which holds the space until then
        closeQuietly(database);
      }
      Files.deleteIfExists(folder.resolve(NAME));
      Files.deleteIfExists(folder);
    }
  }

  private static void begin(Connection database, TileSetMetadata metadata) throws SQLException {
    try (Statement statement = database.createStatement()) {
      statement.execute("PRAGMA application_id = 0x4d504258"); // "MPBX"
      statement.execute("CREATE TABLE metadata (name text, value text)");
      statement.execute(
          "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer,"
              + " tile_data blob)");
    }
    database.setAutoCommit(false);
    try (PreparedStatement item =
        database.prepareStatement("INSERT INTO metadata (name, value) VALUES (?, ?)")) {
      for (Map.Entry<String, String> one : metadata.items().entrySet()) {
        item.setString(1, one.getKey());
        item.setString(2, one.getValue());
        item.executeUpdate();
      }
    }
    database.commit();
  }

  private static void closeQuietly(Connection database) {
    try {
      database.close();
    } catch (SQLException e) {
      // what failed before is told
    }
  }

  private static Connection open(Path file) throws SQLException {
    var settings = new SQLiteConfig();
    settings.setPragma(Pragma.JOURNAL_MODE, "OFF"); // what breaks is made anew
    settings.setPragma(Pragma.SYNCHRONOUS, "OFF");
    settings.setPragma(Pragma.LOCKING_MODE, "EXCLUSIVE");
    settings.setPragma(Pragma.PAGE_SIZE, "4096");
    return settings.createConnection("jdbc:sqlite:" + file);
  }

  @Override
  public void add(long id, int zoom, int column, int row, byte[] image) throws IOException {
    try {
      insert.setInt(1, zoom);
      insert.setInt(2, column);
      insert.setInt(3, (1 << zoom) - 1 - row); // counted from the south
      insert.setBytes(4, image);
      insert.addBatch();
      if (++pending == TILES_AT_A_TIME) {
        insert.executeBatch();
        pending = 0;
      }
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  /** Ends the file and returns its bytes; for who closes this. */
  InputStream finish() throws IOException {
    try (Statement statement = database.createStatement()) {
      insert.executeBatch();
      insert.close();
      statement.execute(
          "CREATE UNIQUE INDEX tile_index ON tiles (zoom_level, tile_column, tile_row)");
      database.commit();
    } catch (SQLException e) {
      throw failure(folder, e);
    }
    closeDatabase();
    return Channels.newInputStream(file);
  }

  private void closeDatabase() throws IOException {
    try {
      database.close();
    } catch (SQLException e) {
      throw failure(folder, e);
    }
  }

  private static IOException failure(Path folder, Throwable cause) {
    return new IOException(
        "Cannot write a file of map tiles in %s: %s. Free space there, or name another folder with -Djava.io.tmpdir."
            .formatted(folder.getParent(), cause.getMessage()),
        cause);
  }

  @Override
  public void close() throws IOException {
    try {
      closeDatabase();
    } finally {
      file.close();
    }
  }
}
