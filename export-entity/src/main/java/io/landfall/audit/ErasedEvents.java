package io.landfall.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
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
      select event_payload from event_journal where persistence_id = ?
        and substring(event_payload from 1 for 17) = '{"event":"erased"'::bytea
      order by sequence_number
      """;

  private final Connection connection;
  private String known;
  private final Map<Long, String> events = new HashMap<>();
  private final Map<Long, String> ledger = new HashMap<>();

  ErasedEvents(Connection connection) {
    this.connection = connection;
  }

  @Override
  public String find(String export, boolean isLedger, long number) {
    if (!export.equals(known)) {
      read(export);
    }
    return (isLedger ? ledger : events).get(number);
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
          JsonNode entry = MAPPER.readTree(row.getBytes(1));
          if (!entry.path("unverified").asBoolean()) { // what was changed before stays named
            add(entry.path("events"), events);
            add(entry.path("ledger"), ledger);
          }
        }
      }
    } catch (IOException e) {
      events.clear(); // it was changed by somebody: the check of its chain names it
      ledger.clear();
    } catch (SQLException e) {
      throw JournalRows.unavailable("read what was erased", e);
    }
  }

  private static void add(JsonNode hashes, Map<Long, String> to) {
    hashes
        .fields()
        .forEachRemaining(
            each -> {
              if (each.getKey().matches("[0-9]{1,18}")) {
                to.put(Long.parseLong(each.getKey()), each.getValue().asText());
              }
            });
  }
}
