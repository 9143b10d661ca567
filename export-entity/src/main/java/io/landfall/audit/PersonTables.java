package io.landfall.audit;

import io.landfall.model.Erased;
import io.landfall.model.ExportId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a person is in tables besides the journal. What is his alone goes; what others need, as
 * sums of a day, stays without his name. Whoever adds a table that names people adds it here: a
 * test looks at the columns of all tables.
 */
final class PersonTables {
  /** Stands for {@link Erased#TEXT}; texts of SQL have no question marks else. */
  private static final String ERASED = "'" + Erased.TEXT + "'";

  /**
   * A table.
   *
   * @param what its rows are, in the words of reports
   * @param table and which of its rows are the person's
   * @param statements that erase them, each with the name of the person as all its parameters
   */
  private record PersonTable(String what, String table, List<String> statements) {
    static PersonTable removed(String what, String table) {
      return new PersonTable(
          what,
          table + " where owner = ?",
          List.of("delete from %s where owner = ?".formatted(table)));
    }

    static PersonTable renamed(String what, String table, String column) {
      return new PersonTable(
          what,
          "%s where %s = ?".formatted(table, column),
          List.of("update %s set %s = %s where %s = ?".formatted(table, column, ERASED, column)));
    }
  }

  /**
   * Downloads before days, as nodes hold them that settle downloads meanwhile. The organization
   * stays of those under way, which are to be added to its sums.
   */
  private static final List<PersonTable> TABLES =
      List.of(
          PersonTable.removed("tokens", "tokens"),
          PersonTable.removed("delivery configurations", "delivery_configs"),
          PersonTable.removed("webhooks", "webhooks"),
          PersonTable.removed("projects", "projects"),
          PersonTable.removed("tools", "tools"),
          PersonTable.removed("own scenes", "own_scenes"),
          PersonTable.removed("styles", "styles"),
          PersonTable.removed("areas", "areas"),
          PersonTable.renamed("changes of projects", "projects", "updated_by"),
          PersonTable.renamed("deletions of projects", "projects", "deleted_by"),
          PersonTable.renamed("versions of projects", "project_versions", "created_by"),
          PersonTable.renamed("changes of tools", "tools", "updated_by"),
          PersonTable.renamed("deletions of tools", "tools", "deleted_by"),
          PersonTable.renamed("versions of tools", "tool_versions", "created_by"),
          PersonTable.renamed("usage of exports", "export_usage", "owner"),
          new PersonTable(
              "exports in lists",
              "exports where owner = ?",
              List.of(
                  "update exports set owner = %1$s, organization = null, labels = '{}', keeps_file = false, name = case when name is not null then %1$s end, error_detail = case when error_detail is not null then %1$s end where owner = ?"
                      .formatted(ERASED))),
          new PersonTable(
              "downloads",
              "downloads where owner = ?",
              List.of(
                  "update downloads set owner = %s, organization = case when outcome is null then organization end where owner = ?"
                      .formatted(ERASED))),
          new PersonTable(
              "old downloads",
              "downloads_archive where owner = ?",
              List.of("update downloads_archive set owner = %s where owner = ?".formatted(ERASED))),
          new PersonTable(
              "quotas",
              "quotas where kind = 'OWNER' and name = ?",
              List.of("delete from quotas where kind = 'OWNER' and name = ?")),
          new PersonTable(
              "exports that count for quotas",
              "quota_exports where owner = ?",
              List.of(
                  "update quota_exports set owner = %s, organization = null, ended_at = coalesce(ended_at, now()) where owner = ?"
                      .formatted(ERASED))),
          new PersonTable(
              "charges of quotas",
              "quota_charges where owner = ?",
              List.of(
                  "update quota_charges set owner = %s, organization = null where owner = ?"
                      .formatted(ERASED))),
          new PersonTable(
              "days of usage",
              "usage_days where owner = ?",
              List.of(
                  """
                  insert into usage_days as u (owner, day, requests, served, given, reserved, charged)
                  select %s, day, requests, served, given, reserved, charged from usage_days where owner = ?
                  order by day
                  on conflict (owner, day) do update set requests = u.requests + excluded.requests,
                    served = u.served + excluded.served, given = u.given + excluded.given,
                    reserved = u.reserved + excluded.reserved,
                    charged = u.charged + excluded.charged
                  """
                      .formatted(ERASED),
                  "delete from usage_days where owner = ?")),
          new PersonTable(
              "rates",
              "byte_rates where name like 'owner ' || replace(replace(?, '_', '\\_'), '%', '\\%')"
                  + " || ':%'",
              List.of(
                  "delete from byte_rates where name like 'owner ' || replace(replace(?, '_',"
                      + " '\\_'), '%', '\\%') || ':%'")));

  /** As the ledger has the names of files afterwards. */
  private static final List<String> OF_EXPORT =
      List.of(
          "delete from snapshot where persistence_id = 'export|' || ?",
          "update parked_events set cause = " + ERASED + " where export_id::text = ?",
          "update webhook_deliveries set body = null, error_detail = null, attempts = '[]', state ="
              + " case state when 'PENDING' then 'DEAD' else state end, next_attempt_at = null"
              + " where export_id::text = ?");

  private static final String FILES =
      "select distinct file from downloads where export_id = ?::uuid"
          + " union select file from downloads_archive where export_id = ?::uuid";

  private static final String ERASED_EXPORT =
      "insert into erased_exports (persistence_id) values ('export|' || ?) on conflict do nothing";

  private final Connection connection;
  private final String person;

  PersonTables(Connection connection, String person) {
    this.connection = connection;
    this.person = person;
  }

  /** Counts rows, by what they are; those there are none of are left out. */
  Map<String, Long> count() throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (PersonTable table : TABLES) {
      try (PreparedStatement select =
          connection.prepareStatement("select count(*) from " + table.table())) {
        select.setString(1, person);
        try (ResultSet row = select.executeQuery()) {
          row.next();
          if (row.getLong(1) > 0) {
            counts.put(table.what(), row.getLong(1));
          }
        }
      }
    }
    return counts;
  }

  /** Erases, and tells how many rows there were. */
  Map<String, Long> erase() throws SQLException {
    Map<String, Long> counts = count();
    for (PersonTable table : TABLES) {
      for (String sql : table.statements()) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          statement.setString(1, person);
          statement.executeUpdate();
        }
      }
    }
    return counts;
  }

  /** Erases what tables know of an export of the person besides its owner. */
  static void eraseExport(Connection connection, ExportId id) throws SQLException {
    for (String sql : OF_EXPORT) {
      run(connection, sql, id);
    }
    run(connection, ERASED_EXPORT, id);
    try (PreparedStatement select = connection.prepareStatement(FILES)) {
      select.setString(1, id.toString());
      select.setString(2, id.toString());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          eraseFile(connection, id, row.getString(1));
        }
      }
    }
  }

  private static void eraseFile(Connection connection, ExportId id, String file)
      throws SQLException {
    for (String table : List.of("downloads", "downloads_archive")) {
      try (PreparedStatement update =
          connection.prepareStatement(
              "update %s set file = ?, client = null where export_id = ?::uuid and file = ?"
                  .formatted(table))) {
        update.setString(1, Erased.fileName(file));
        update.setString(2, id.toString());
        update.setString(3, file);
        update.executeUpdate();
      }
    }
  }

  private static void run(Connection connection, String sql, ExportId id) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, id.toString());
      statement.executeUpdate();
    }
  }
}
