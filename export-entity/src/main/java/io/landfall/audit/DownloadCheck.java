package io.landfall.audit;

import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.ledger.ExportLedger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.function.Consumer;

/**
 * Compares the tables of downloads, which auditors read and usage is summed up of, with what the
 * ledgers say. The ledgers themselves are checked as chains.
 */
final class DownloadCheck {
  private static final int FETCH = 1000;

  /**
   * Rows and ledgers beside each other, one line a download that is not the same on both sides, and
   * a last one with the count. What ended before there were ledgers is in none.
   */
  private static final String DIFFERENCES =
      """
      with entry as materialized (
          select sequence_number, substr(persistence_id, 8, 36) as export,
            audit_json(event_payload) as e, audit_json(meta_payload) as m
          from event_journal
          where persistence_id like 'export|%%|ledger' and (?::text is null or persistence_id = ?)
            and substring(event_payload from 1 for 21) = '{"event":"downloaded"'::bytea),
        told as (
          select sequence_number, export, audit_text(e, 'download') as id,
            array[export, audit_text(e, 'attempt'), audit_text(e, 'file'),
              audit_text(m, 'client'), audit_text(e, 'outcome'), audit_text(e, 'bytesServed'),
              audit_text(e, 'bytesReceived'), audit_text(e, 'startedAt'), audit_text(e, 'at')] as says
          from entry),
        kept as (
          select id::text as id, ended_at, export_id::text as export,
            array[export_id::text, attempt::text, file, client, outcome, served::text,
              counted::text,
              to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
              to_char(ended_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')] as says
          from (select %1$s from downloads where outcome is not null
            union all select %1$s from downloads_archive) d
          where ?::text is null or export_id::text = ?),
        begin as (select coalesce(min(audit_text(e, 'at')), 'Z') as at from entry)
      select coalesce(t.export, k.export), coalesce(t.id, k.id), t.sequence_number,
        k.id is null, t.id is null, null
      from told t full join kept k on k.id = t.id
      where t.id is null and k.says[9] >= (select at from begin) and k.ended_at >= ?
        or k.id is null and t.says[9] >= ?
        or t.says is distinct from k.says and t.id is not null and k.id is not null
      union all select null, null, null, false, false, (select count(*) from kept)
      """
          .formatted(
              "id, export_id, attempt, file, client, outcome, served, counted, started_at,"
                  + " ended_at");

  /** The transaction may be set to read the journal in its order alone. */
  private static final String ANY_PLAN =
      "set local enable_seqscan = on; set local enable_sort = on; set local enable_bitmapscan = on";

  private final VerifyOptions options;
  private final Consumer<AuditFinding> findings;

  DownloadCheck(VerifyOptions options, Consumer<AuditFinding> findings) {
    this.options = options;
    this.findings = findings;
  }

  /** Compares, and returns how many rows there are. */
  long check(Connection connection) throws SQLException {
    String export = options.export() == null ? null : options.export().toString();
    String chain = export == null ? null : ExportLedger.chain(export);
    long rows = 0;
    try (PreparedStatement set = connection.prepareStatement(ANY_PLAN)) {
      set.execute();
    }
    try (PreparedStatement select = connection.prepareStatement(DIFFERENCES)) {
      select.setString(1, chain);
      select.setString(2, chain);
      select.setString(3, export);
      select.setString(4, export);
      select.setTimestamp(5, Timestamp.from(options.unchainedUntil()));
      select.setString(6, options.downloadsSince().toString());
      select.setFetchSize(FETCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          if (row.getString(2) == null) {
            rows = row.getLong(6);
          } else {
            report(row);
          }
        }
      }
    }
    return rows;
  }

  private void report(ResultSet row) throws SQLException {
    boolean hasNoRow = row.getBoolean(4);
    boolean hasNoEntry = row.getBoolean(5);
    String what =
        hasNoRow
            ? "is gone from the table of downloads, and event %d of the ledger tells of it"
                .formatted(row.getLong(3))
            : hasNoEntry
                ? "is in the table of downloads, and in no ledger: it was added by hand, or a node"
                    + " of an older version wrote it"
                : "is not in the table of downloads as event %d of the ledger tells of it"
                    .formatted(row.getLong(3));
    findings.accept(
        new AuditFinding(
            row.getString(1),
            row.getLong(3),
            hasNoRow
                ? FindingKind.MISSING
                : hasNoEntry ? FindingKind.INSERTED : FindingKind.CHANGED,
            "Export %s: download %s %s.".formatted(row.getString(1), row.getString(2), what)));
  }
}
