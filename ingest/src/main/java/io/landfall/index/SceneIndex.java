package io.landfall.index;

import io.landfall.index.load.PostgresSceneLoads;
import io.landfall.index.load.SceneLoads;
import io.landfall.index.postgres.BoxFootprintColumn;
import io.landfall.index.postgres.FootprintColumn;
import io.landfall.index.postgres.PostgisFootprintColumn;
import io.landfall.index.postgres.PostgresCatalogue;
import io.landfall.index.postgres.SearchSettings;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Opens the index of a database, whichever way it keeps footprints. */
public final class SceneIndex {
  private static final String FOOTPRINT_TYPE_SQL =
      "select typname, pg_type_is_visible(t.oid), quote_ident(nspname),"
          + " current_setting('search_path') from pg_attribute a join pg_type t on t.oid ="
          + " a.atttypid join pg_namespace n on n.oid = t.typnamespace where attrelid ="
          + " 'scenes'::regclass and attname = 'footprint'";

  private SceneIndex() {}

  /**
   * Opens the catalogue.
   *
   * @param dataSource of connections to a PostgreSQL
   */
  public static SceneCatalogue openCatalogue(DataSource dataSource, SearchSettings settings) {
    return openCatalogue(dataSource, dataSource, settings);
  }

  /**
   * Opens the catalogue over connections that are yet to be made, which a busy server takes its
   * time for.
   *
   * @param searches for its searches
   * @param connected asked for the kind of index now
   */
  public static SceneCatalogue openCatalogue(
      DataSource searches, DataSource connected, SearchSettings settings) {
    return new PostgresCatalogue(searches, footprintColumn(connected), settings);
  }

  /**
   * Opens the way to load lists. A load takes two connections, one of them for its lock; the first
   * load takes three.
   *
   * @param dataSource of connections to a PostgreSQL
   */
  public static SceneLoads openLoads(DataSource dataSource) {
    return new PostgresSceneLoads(dataSource, footprintColumn(dataSource));
  }

  /**
   * Opens what is to be found out about scenes; for one process at a time.
   *
   * @throws ExportFailure STATE_CONFLICT when another one has it open
   */
  public static MetadataGaps openMetadataGaps(DataSource dataSource) {
    FootprintColumn footprints = footprintColumn(dataSource);
    try {
      return PostgresMetadataGaps.open(dataSource, footprints);
    } catch (SQLException e) {
      throw databaseFailure(e);
    }
  }

  private static FootprintColumn footprintColumn(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FOOTPRINT_TYPE_SQL)) {
      row.next();
      if (row.getString(1).equals("bytea")) {
        return new BoxFootprintColumn();
      }
      return new PostgisFootprintColumn(
          row.getBoolean(2) ? "" : searchPathSql(row.getString(4), row.getString(3)));
    } catch (SQLException e) {
      throw databaseFailure(e);
    }
  }

  private static String searchPathSql(String searched, String schema) {
    return "set local search_path = %s;"
        .formatted(searched.isBlank() ? schema : searched + ", " + schema);
  }

  static ExportFailure databaseFailure(SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot read the index: %s. Check the database and its schema (landfall migrate status)."
            .formatted(e.getMessage()),
        e);
  }
}
