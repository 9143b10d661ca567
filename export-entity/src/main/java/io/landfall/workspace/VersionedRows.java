package io.landfall.workspace;

import static io.landfall.sql.SqlStatements.prepare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Statements on the two tables of a {@link VersionedTable}, within a transaction of it. */
final class VersionedRows {
  /** Of the table of newest versions, without what only writers need. */
  static final String COLUMNS =
      "id, version, owner, organization, visibility, name, size, created_at, updated_at";

  private final String table;
  private final String versions;

  /**
   * Makes them.
   *
   * @param table of the newest versions
   * @param versions table of all versions
   */
  VersionedRows(String table, String versions) {
    this.table = table;
    this.versions = versions;
  }

  /** A version, with its content as JSON. */
  record Stored(WorkspaceEntry entry, String content) {}

  /**
   * Finds the newest version.
   *
   * @param condition further SQL, as " and ..." or empty
   */
  Optional<WorkspaceEntry> select(Connection connection, UUID id, String condition)
      throws SQLException {
    String sql = "select %s from %s where id = ?%s".formatted(COLUMNS, table, condition);
    return selectAll(connection, sql, List.of(id)).stream().findFirst();
  }

  /** Finds a column of a version. */
  Optional<String> column(String column, Connection connection, UUID id, long version)
      throws SQLException {
    String sql = "select %s from %s where item_id = ? and version = ?".formatted(column, versions);
    try (PreparedStatement select = prepare(connection, sql, id, version);
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
    }
  }

  /** Reads a version: its own number and time, and who may read the thing today. */
  Optional<Stored> selectStored(Connection connection, String condition, Object... values)
      throws SQLException {
    String sql =
        """
        select t.id, v.version, t.owner, t.organization, t.visibility, t.name, t.size, t.created_at,
          v.created_at as updated_at, v.content
        from %s t join %s v on v.item_id = t.id where %s
        """
            .formatted(table, versions, condition);
    try (PreparedStatement select = prepare(connection, sql, values);
        ResultSet row = select.executeQuery()) {
      return row.next()
          ? Optional.of(new Stored(entry(row), row.getString("content")))
          : Optional.empty();
    }
  }

  /** Returns a page of what may be read, newest first, and one more. */
  List<WorkspaceEntry> selectList(
      Connection connection, Caller caller, PageRequest page, ListCursor after)
      throws SQLException {
    var parts = new ArrayList<String>();
    var values = new ArrayList<Object>();
    if (caller.isAdmin()) {
      addPart(parts, values, page, after, "true");
    } else {
      addPart(parts, values, page, after, "owner = ?", caller.user());
      addPart(parts, values, page, after, "visibility = 'PUBLIC' and owner <> ?", caller.user());
      if (caller.organization() != null) {
        addPart(
            parts,
            values,
            page,
            after,
            "visibility = 'ORGANIZATION' and organization = ? and owner <> ?",
            caller.organization(),
            caller.user());
      }
    }
    values.add(page.limit() + 1); // one more tells whether another page follows
    return selectAll(
        connection,
        "select * from (%s) as readable order by created_at desc, id desc limit ?"
            .formatted(String.join(" union all ", parts)),
        values);
  }

  /** Adds those that may be read for one reason: an index has each in the order of the list. */
  private void addPart(
      List<String> parts,
      List<Object> values,
      PageRequest page,
      ListCursor after,
      String condition,
      Object... conditionValues) {
    values.addAll(List.of(conditionValues));
    String beyond = "";
    if (after != null) {
      beyond = " and (created_at, id) < (?, ?)";
      values.add(Timestamp.from(after.createdAt()));
      values.add(after.id());
    }
    values.add(page.limit() + 1);
    parts.add(
        "(select %s from %s where deleted_at is null and %s%s order by created_at desc, id desc limit ?)"
            .formatted(COLUMNS, table, condition, beyond));
  }

  /** Returns those that are not deleted and use {@code used}, oldest first. */
  List<WorkspaceEntry> selectUsers(Connection connection, UUID used, int limit)
      throws SQLException {
    return selectAll(
        connection,
        "select %s from %s where uses @> array[?] and deleted_at is null order by created_at, id limit ?"
            .formatted(COLUMNS, table),
        List.of(used, limit));
  }

  private static List<WorkspaceEntry> selectAll(
      Connection connection, String sql, List<Object> values) throws SQLException {
    var entries = new ArrayList<WorkspaceEntry>();
    try (PreparedStatement select = prepare(connection, sql, values.toArray());
        ResultSet row = select.executeQuery()) {
      while (row.next()) {
        entries.add(entry(row));
      }
    }
    return entries;
  }

  /** Returns the one number that a statement gives. */
  static long selectNumber(Connection connection, String sql, Object value) throws SQLException {
    try (PreparedStatement select = prepare(connection, sql, value);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static WorkspaceEntry entry(ResultSet row) throws SQLException {
    return new WorkspaceEntry(
        row.getObject("id", UUID.class),
        row.getLong("version"),
        new Access(
            row.getString("owner"),
            row.getString("organization"),
            Visibility.valueOf(row.getString("visibility"))),
        row.getString("name"),
        row.getInt("size"),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant());
  }
}
