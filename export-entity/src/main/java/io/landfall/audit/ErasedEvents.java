package io.landfall.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.ledger.ExportLedger;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * What ledgers say of events that persons were erased from, read where an event is not what its
 * hash says. That the ledger itself is whole is checked with its chain. Blocking; not safe for
 * several threads.
 */
final class ErasedEvents implements ChainCheck.ErasureLookup {
  private static final JsonMapper MAPPER = new JsonMapper();

  private static final String ENTRIES =
      """
      select %s from event_journal j where j.persistence_id = ?
        and substring(j.event_payload from 1 for 17) = '{"event":"erased"'::bytea
      order by j.sequence_number
      """
          .formatted(JournalRows.COLUMNS);

  private final Connection connection;
  private final AuditKeys keys;
  private final EventHash hash = new EventHash();
  private String known;
  private final Map<Long, Left> events = new HashMap<>();
  private final Map<Long, Left> ledger = new HashMap<>();

  /** What is left of an event by its hash, and whether a key vouches for who says so. */
  private record Left(String hash, boolean isVouched) {}

  ErasedEvents(Connection connection, AuditKeys keys) {
    this.connection = connection;
    this.keys = keys;
  }

  @Override
  public String find(String export, boolean isLedger, long number, boolean isVouched) {
    if (!export.equals(known)) {
      read(export);
    }
    Left left = (isLedger ? ledger : events).get(number);
    return left == null || isVouched && !left.isVouched() ? null : left.hash();
  }

  /** The newest erasure counts: it was from what older ones had left. */
  private void read(String export) {
    events.clear();
    ledger.clear();
    known = export;
    try (PreparedStatement select = connection.prepareStatement(ENTRIES)) {
      select.setString(1, ExportLedger.chain(export));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          add(JournalRows.read(row));
        }
      }
    } catch (IOException e) {
      events.clear(); // it was changed by somebody: the check of its chain names it
      ledger.clear();
    } catch (SQLException e) {
      throw JournalRows.unavailable("read what was erased", e);
    }
  }

  /** Whoever changes events and has no key must not excuse that by an entry of his own. */
  private void add(JournalRow row) throws IOException {
    EventMetadata metadata = row.metadata() == null ? null : EventMetadata.parse(row.metadata());
    JsonNode entry = MAPPER.readTree(row.payload());
    if (metadata == null
        || !hash.hash(row, metadata).equals(metadata.hash())
        || entry.path("unverified").asBoolean()) { // what was changed before stays named
      return;
    }
    boolean isVouched = isVouchedFor(metadata);
    add(entry.path("events"), isVouched, events);
    add(entry.path("ledger"), isVouched, ledger);
  }

  /** Without any key at hand it is enough that there is one. */
  private boolean isVouchedFor(EventMetadata metadata) {
    return metadata.key() != null
        && (keys.all().isEmpty()
            || keys.find(metadata.key())
                .filter(key -> key.mac(metadata.hash()).equals(metadata.mac()))
                .isPresent());
  }

  private static void add(JsonNode hashes, boolean isVouched, Map<Long, Left> to) {
    hashes
        .fields()
        .forEachRemaining(
            each -> {
              if (each.getKey().matches("[0-9]{1,18}")) {
                to.put(
                    Long.parseLong(each.getKey()), new Left(each.getValue().asText(), isVouched));
              }
            });
  }
}
