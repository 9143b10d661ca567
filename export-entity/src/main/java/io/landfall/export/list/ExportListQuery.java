package io.landfall.export.list;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.sql.SqlFailures;
import io.landfall.sql.SqlStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Reads the list of exports. Blocking: call it on a dispatcher made for that. */
public final class ExportListQuery {
  private final DataSource dataSource;

  public ExportListQuery(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Which exports to list; what is {@code null} does not restrict.
   *
   * @param owner who asked for them
   * @param status they have
   * @param label one of theirs
   * @param project one that they show or read
   * @param before only exports asked for before this one: the last id of the page before
   * @param limit how many at most, at least 1
   */
  public record ExportListFilter(
      String owner, ExportStatus status, String label, UUID project, ExportId before, int limit) {
    public ExportListFilter {
      if (limit < 1) {
        throw new ExportFailure(
            ErrorCode.REQUEST_INVALID, "Invalid limit %d: it must be at least 1.".formatted(limit));
      }
    }
  }

  /**
   * One line of the list.
   *
   * @param statusReason {@code null}: nothing to add
   * @param errorCode {@code null} unless the status is ERROR
   * @param errorDetail {@code null} unless the status is ERROR
   * @param tilesTotal 0 before it is planned
   * @param fileBytes size of the file; {@code null} before the store has it
   */
  public record ExportListRow(
      ExportId id,
      String owner,
      String name,
      ExportStatus status,
      String statusReason,
      List<String> labels,
      Instant createdAt,
      Instant updatedAt,
      ErrorCode errorCode,
      String errorDetail,
      long tilesDone,
      long tilesTotal,
      Long fileBytes) {
    public ExportListRow {
      labels = List.copyOf(labels);
    }
  }

  /**
   * Lists exports, the newest first.
   *
   * @throws ExportFailure DATABASE_UNAVAILABLE
   */
  public List<ExportListRow> list(ExportListFilter filter) {
    var conditions = new ArrayList<String>();
    var values = new ArrayList<Object>();
    addCondition(conditions, values, "owner = ?", filter.owner());
    addCondition(
        conditions, values, "status = ?", filter.status() == null ? null : filter.status().name());
    // "@>" is what the index on labels serves
    addCondition(conditions, values, "labels @> ARRAY[?]::text[]", filter.label());
    addCondition(conditions, values, "projects @> ARRAY[?]::uuid[]", filter.project());
    // by time and then id: an id made of an Idempotency-Key does not sort by time
    addCondition(
        conditions,
        values,
        "(created_at, id) < (SELECT created_at, id FROM exports WHERE id = ?)",
        filter.before() == null ? null : filter.before().value());
    values.add(filter.limit());
    String sql =
        "SELECT * FROM exports %s ORDER BY created_at DESC, id DESC LIMIT ?"
            .formatted(conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions));
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = SqlStatements.prepare(connection, sql, values.toArray())) {
      return rows(select);
    } catch (SQLException e) {
      throw unavailable("list exports", e);
    }
  }

  /**
   * Lists the exports that have ended well, the latest first.
   *
   * @param limit how many at most
   * @param maxTiles those of more are left out
   * @throws ExportFailure DATABASE_UNAVAILABLE
   */
  public List<ExportId> newestSuccesses(int limit, long maxTiles) {
    String sql =
        """
        SELECT id FROM exports WHERE status = 'SUCCESS' AND tiles_total <= ?
        ORDER BY updated_at DESC LIMIT ?
        """;
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setLong(1, maxTiles);
      select.setInt(2, limit);
      var ids = new ArrayList<ExportId>();
      try (ResultSet result = select.executeQuery()) {
        while (result.next()) {
          ids.add(new ExportId(result.getObject("id", UUID.class)));
        }
      }
      return ids;
    } catch (SQLException e) {
      throw unavailable("list exports", e);
    }
  }

  private static void addCondition(
      List<String> conditions, List<Object> values, String condition, Object value) {
    if (value != null) {
      conditions.add(condition);
      values.add(value);
    }
  }

  private static List<ExportListRow> rows(PreparedStatement select) throws SQLException {
    var rows = new ArrayList<ExportListRow>();
    try (ResultSet result = select.executeQuery()) {
      while (result.next()) {
        rows.add(row(result));
      }
    }
    return rows;
  }

  private static ExportListRow row(ResultSet row) throws SQLException {
    String errorCode = row.getString("error_code");
    return new ExportListRow(
        new ExportId(row.getObject("id", UUID.class)),
        row.getString("owner"),
        row.getString("name"),
        ExportStatus.valueOf(row.getString("status")),
        row.getString("status_reason"),
        List.of((String[]) row.getArray("labels").getArray()),
        row.getTimestamp("created_at").toInstant(),
        row.getTimestamp("updated_at").toInstant(),
        errorCode == null ? null : errorCode(errorCode),
        row.getString("error_detail"),
        row.getLong("tiles_done"),
        row.getLong("tiles_total"),
        row.getObject("file_bytes", Long.class));
  }

  /** A newer node of a rolling update may know more codes. */
  private static ErrorCode errorCode(String name) {
    return Arrays.stream(ErrorCode.values())
        .filter(code -> code.name().equals(name))
        .findFirst()
        .orElse(ErrorCode.INTERNAL);
  }

  static ExportFailure unavailable(String what, SQLException cause) {
    return new ExportFailure(
        ErrorCode.DATABASE_UNAVAILABLE,
        "Cannot %s: %s".formatted(what, SqlFailures.answer(cause)),
        cause);
  }
}
