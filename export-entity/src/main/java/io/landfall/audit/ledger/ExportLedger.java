package io.landfall.audit.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.ChainHeads.Head;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.JournalRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes ledgers of exports: rows of the journal in a chain beside that of the export, so that they
 * are read, verified and vouched for by the same means. Whoever writes to a ledger holds it until
 * his transaction ends; several are held in the order of their ids. Blocking.
 */
public final class ExportLedger {
  /** What the id of a ledger's chain has behind that of the export's chain. */
  public static final String SUFFIX = "|ledger";

  private static final String PREFIX = "export|";

  /** Akka's own serializer of texts, which no journal ever reads here. */
  private static final int TEXT_SERIALIZER = 20;

  private static final String WRITER = "landfall-ledger";

  private static final String HOLD =
      """
      select pg_advisory_xact_lock(hashtextextended(held.id, 470326101))
      from (select distinct id collate "C" as id from unnest(?::text[]) as l (id) order by 1) held
      """;

  private static final String HEADS =
      """
      select l.id, j.sequence_number, j.meta_payload
      from (select distinct id from unnest(?::text[]) as l (id)) l
        cross join lateral (select sequence_number, meta_payload from event_journal
          where persistence_id = l.id order by sequence_number desc limit 1) j
      """;

  private static final String INSERT =
      """
      insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,
        adapter_manifest, event_ser_id, event_ser_manifest, event_payload,
        meta_ser_id, meta_ser_manifest, meta_payload)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private final AuditKey key;
  private final Clock clock;

  /**
   * @param key that vouches for entries; {@code null}: none does
   * @param clock of the node that writes
   */
  public ExportLedger(AuditKey key, Clock clock) {
    this.key = key;
    this.clock = clock;
  }

  /** Returns the id of the chain that is the ledger of an export. */
  public static String chain(Object export) {
    return PREFIX + export + SUFFIX;
  }

  /** Writes entries, in their order, with what else the transaction of the connection does. */
  public void append(Connection connection, List<LedgerEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    Object[] chains = entries.stream().map(entry -> chain(entry.export())).toArray();
    hold(connection, chains);
    Map<String, Head> heads = heads(connection, chains);
    var hash = new EventHash();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (LedgerEntry entry : entries) {
        String chain = chain(entry.export());
        Head head = heads.getOrDefault(chain, Head.NONE);
        JournalRow row =
            hash.chain(plain(entry, head), entry.cause(), head.hash(), key, TEXT_SERIALIZER);
        bind(insert, row);
        insert.addBatch();
        heads.put(chain, Head.of(row.sequenceNumber(), row.metadata()));
      }
      insert.executeBatch();
    }
  }

  private static void hold(Connection connection, Object[] chains) throws SQLException {
    try (PreparedStatement hold = connection.prepareStatement(HOLD)) {
      hold.setArray(1, connection.createArrayOf("text", chains));
      hold.execute();
    }
  }

  private static Map<String, Head> heads(Connection connection, Object[] chains)
      throws SQLException {
    Map<String, Head> heads = new HashMap<>();
    try (PreparedStatement select = connection.prepareStatement(HEADS)) {
      select.setArray(1, connection.createArrayOf("text", chains));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          heads.put(row.getString(1), Head.of(row.getLong(2), row.getBytes(3)));
        }
      }
    }
    return heads;
  }

  private JournalRow plain(LedgerEntry entry, Head head) {
    return new JournalRow(
        0,
        false,
        chain(entry.export()),
        head.sequenceNumber() + 1,
        WRITER,
        clock.millis(),
        "",
        TEXT_SERIALIZER,
        "",
        entry.json().getBytes(UTF_8),
        null,
        null,
        null);
  }

  private static void bind(PreparedStatement insert, JournalRow row) throws SQLException {
    int at = 1;
    insert.setString(at++, row.persistenceId());
    insert.setLong(at++, row.sequenceNumber());
    insert.setString(at++, row.writer());
    insert.setLong(at++, row.writtenMillis());
    insert.setString(at++, row.adapterManifest());
    insert.setInt(at++, row.serializerId());
    insert.setString(at++, row.manifest());
    insert.setBytes(at++, row.payload());
    insert.setInt(at++, row.metadataSerializerId());
    insert.setString(at++, row.metadataManifest());
    insert.setBytes(at, row.metadata());
  }
}
