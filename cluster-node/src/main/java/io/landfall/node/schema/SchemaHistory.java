package io.landfall.node.schema;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What has been done to a database, by whichever build, as Liquibase keeps it. */
final class SchemaHistory {
  /** Where the files lie, and what their names begin with there. */
  static final String FOLDER = "db/changelog/";

  private final Database database;

  SchemaHistory(Database database) {
    this.database = database;
  }

  /**
   * A change set that has run.
   *
   * @param at when, in UTC
   * @param labels with commas between; {@code null}: none
   * @param build whose last one it was; {@code null}: not the last, or from before builds were
   *     noted
   */
  record AppliedChangeSet(String file, String id, String at, String labels, String build) {
    int version() {
      return Integer.parseInt(file.substring(0, 4));
    }

    boolean hasLabel(String label) {
      return labels != null && List.of(labels.split(",")).contains(label);
    }
  }

  /** Returns the change sets that have run, in their order; none in an empty database. */
  List<AppliedChangeSet> read() {
    return database.call(
        connection -> hasHistory(connection) ? readHistory(connection) : List.of());
  }

  private static boolean hasHistory(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select to_regclass('databasechangelog')")) {
      return row.next() && row.getString(1) != null;
    }
  }

  private static List<AppliedChangeSet> readHistory(Connection connection) throws SQLException {
    List<AppliedChangeSet> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select filename, id, to_char(dateexecuted, 'YYYY-MM-DD\"T\"HH24:MI:SS'), labels,"
                    + " tag from databasechangelog order by orderexecuted")) {
      while (row.next()) {
        found.add(
            new AppliedChangeSet(
                row.getString(1).substring(FOLDER.length()),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5)));
      }
    }
    return found;
  }
}
