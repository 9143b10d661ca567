package io.landfall.audit;

import io.landfall.model.ExportId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** What auditors are told of exports, as JSON. Blocking. */
public final class AuditReports {
  private static final String SELECT =
      """
      select json_build_object('export', export_id, 'owner', owner, 'name', name,
        'requestedAt', to_char(requested_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'requestId', request_id, 'client', client, 'actors', actors, 'scenes', scenes,
        'pixels', pixels, 'fileName', file_name, 'fileBytes', file_bytes,
        'fileSha256', file_sha256, 'deliveries', deliveries, 'bytesDelivered', bytes_delivered,
        'bytesServed', bytes_served, 'outcome', outcome,
        'endedAt', to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
        'events', events)::text
      from audit_exports
      """;

  private static final String LIST =
      SELECT
          + """
          where (?::text is null or owner = ? or ? = any (actors))
            and (?::text is null or ? = any (scenes))
            and (?::timestamptz is null or requested_at >= ?)
            and (?::timestamptz is null or requested_at < ?)
          order by requested_at desc nulls last, export_id desc limit ?
          """;

  private final DataSource dataSource;

  public AuditReports(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Lists exports, newest first, each as JSON. What is {@code null} narrows nothing.
   *
   * @param user who owns them or has caused an event of them
   * @param scene that they were asked for or planned with
   */
  public List<String> list(String user, String scene, Instant from, Instant to, int limit) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(LIST)) {
      int at = 1;
      for (int i = 0; i < 3; i++) {
        select.setString(at++, user);
      }
      for (int i = 0; i < 2; i++) {
        select.setString(at++, scene);
      }
      for (Instant time : new Instant[] {from, from, to, to}) {
        select.setTimestamp(at++, time == null ? null : Timestamp.from(time));
      }
      select.setInt(at, limit);
      return texts(select);
    } catch (SQLException e) {
      throw JournalRows.unavailable("list audited exports", e);
    }
  }

  /** Finds an export, as JSON; empty: the table does not have it. */
  public Optional<String> find(ExportId id) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement select = connection.prepareStatement(SELECT + " where export_id = ?")) {
      select.setObject(1, id.value());
      return texts(select).stream().findFirst();
    } catch (SQLException e) {
      throw JournalRows.unavailable("find an audited export", e);
    }
  }

  private static List<String> texts(PreparedStatement select) throws SQLException {
    List<String> found = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        found.add(row.getString(1));
      }
    }
    return found;
  }
}
