package io.landfall.metering;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.ledger.LedgerEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** What the ledger of an export says of a download that has ended. */
final class DownloadEntries {
  /**
   * What {@link #read} reads, of {@code downloads d}. Times are written as they are compared: by
   * the database, in microseconds.
   */
  static final String COLUMNS =
      "d.id, d.export_id, d.attempt, d.file, d.client, d.outcome, d.served, d.counted,"
          + " to_char(d.started_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
          + " as started,"
          + " to_char(d.ended_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
          + " as ended";

  private static final JsonMapper MAPPER = new JsonMapper();

  private DownloadEntries() {}

  /** Reads a row of {@link #COLUMNS}. */
  static LedgerEntry read(ResultSet row) throws SQLException {
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("event", "downloaded")
            .put("download", row.getString("id"))
            .put("attempt", row.getInt("attempt"))
            .put("file", row.getString("file"))
            .put("outcome", row.getString("outcome"))
            .put("bytesServed", row.getLong("served"))
            .put("bytesReceived", row.getLong("counted"))
            .put("startedAt", row.getString("started"))
            .put("at", row.getString("ended"));
    return new LedgerEntry(
        row.getObject("export_id", UUID.class),
        new EventCause(EventCause.SYSTEM, "download", null, row.getString("client")),
        json.toString());
  }
}
