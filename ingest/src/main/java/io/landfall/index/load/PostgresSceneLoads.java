package io.landfall.index.load;

import io.landfall.index.postgres.FootprintColumn;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.sql.SQLException;
import java.util.Locale;
import javax.sql.DataSource;

/** Begins loads into a database; a lock lets in one at a time. */
public final class PostgresSceneLoads implements SceneLoads {
  private final DataSource dataSource;
  private final FootprintColumn footprints;

  public PostgresSceneLoads(DataSource dataSource, FootprintColumn footprints) {
    this.dataSource = dataSource;
    this.footprints = footprints;
  }

  @Override
  public SceneLoad begin(SceneListName list, String version) {
    try {
      LoadConnections connections =
          LoadConnections.open(dataSource, footprints)
              .orElseThrow(
                  () ->
                      new ExportFailure(
                          ErrorCode.STATE_CONFLICT,
                          "Cannot load "
                              + list.name()
                              + ": another load is under way. Wait for its end, or cancel it."));
      return PostgresSceneLoad.begin(
          connections, new StagingTables(connections, footprints), list, version);
    } catch (SQLException e) {
      throw databaseFailure(e);
    }
  }

  static ExportFailure databaseFailure(SQLException e) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        String.format(
            Locale.ROOT,
            "Cannot load the index: %s. Check the database; loading the same list again goes on.",
            e.getMessage()),
        e);
  }
}
