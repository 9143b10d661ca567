package io.landfall.index;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Opens the index of a database, whichever way it keeps footprints. */
public final class Catalogues {
  private static final String FOOTPRINT_TYPE =
      "select typname from pg_attribute a join pg_type t on t.oid = a.atttypid"
          + " where attrelid = 'scenes'::regclass and attname = 'footprint'";

  private Catalogues() {}

  /**
   * Opens the catalogue.
   *
   * @param dataSource of connections that began with {@link CatalogueSettings#sessionSql}
   */
  public static SceneCatalogue open(DataSource dataSource, CatalogueSettings settings) {
    return new DatabaseCatalogue(dataSource, footprints(dataSource), settings);
  }

  /**
   * Opens the way to load lists. A first load takes two connections, else one is taken.
   *
   * @param dataSource of connections to a PostgreSQL
   */
  public static SceneLoads loads(DataSource dataSource) {
    return new DatabaseLoads(dataSource, footprints(dataSource));
  }

  /**
   * Opens what is to be found out about scenes; for one process at a time.
   *
   * @throws ExportFailure STATE_CONFLICT when another one has it open
   */
  public static CornerGaps gaps(DataSource dataSource) {
    FootprintColumn footprints = footprints(dataSource);
    try {
      return DatabaseGaps.open(dataSource.getConnection(), footprints);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private static FootprintColumn footprints(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(FOOTPRINT_TYPE)) {
      row.next();
      return row.getString(1).equals("bytea") ? new BoxFootprints() : new PostgisFootprints();
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  static ExportFailure unavailable(SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot read the index: %s. Check the database and its schema (landfall migrate status)."
            .formatted(e.getMessage()),
        e);
  }
}
