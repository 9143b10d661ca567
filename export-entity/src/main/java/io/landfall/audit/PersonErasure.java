package io.landfall.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.EventMetadata;
import io.landfall.audit.chain.JournalRow;
import io.landfall.audit.erasure.RowErasure;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.audit.ledger.LedgerEntry;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.sql.ConfiguredConnection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * Erases a person from all that the database has. Events stay, without what names the person; the
 * ledger of each export tells that, and what is left of which event. An export is erased in one
 * transaction, and what was done is done again without harm. Blocking.
 */
public final class PersonErasure {
  private static final String SYSTEM_COMMAND = "eraseOwner";
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int FETCH_EVENTS = 100;
  private static final int MOST_NAMED = 10;

  /** The journal is asked, as what is made of it may be behind. */
  private static final String OWN =
      """
      select substr(persistence_id, 8) from event_journal
      where persistence_id like 'export|%' and persistence_id not like '%|ledger'
        and sequence_number = 1
        and substring(event_payload from 1 for 20) = '{"event":"requested"'::bytea
        and position(? in event_payload) > 0
        and audit_json(event_payload) -> 'request' ->> 'owner' = ?
      order by ordering
      """;

  /** Exports of others that the person has steered, or whose scenes are the person's. */
  private static final String OF_OTHERS =
      """
      select distinct substr(persistence_id, 8, 36) from event_journal
      where persistence_id like 'export|%' and persistence_id not like '%|ledger'
        and (position(? in meta_payload) > 0
          or position(? in event_payload) > 0 and substring(event_payload from 1 for 21)
            not in ('{"event":"taskStored"'::bytea, '{"event":"planned","p'::bytea))
      """;

  private static final String UNFINISHED =
      """
      select own.id::text from unnest(?::uuid[]) own (id) where not exists
        (select from exports e where e.id = own.id
          and e.status in ('SUCCESS', 'ERROR') and not e.needs_clean_up)
      """;

  private static final String ROWS =
      "select "
          + JournalRows.COLUMNS
          + " from event_journal j where j.persistence_id = ?"
          + " and substring(j.event_payload from 1 for 21) <> '{\"event\":\"taskStored\"'::bytea"
          + " order by j.sequence_number for update";

  private static final String UPDATE =
      "update event_journal set event_payload = ?, meta_payload = ? where ordering = ?";

  private final DataSource dataSource;
  private final AuditKey key;
  private final Clock clock;

  /**
   * @param key that vouches for what is left of events; {@code null}: none does
   */
  public PersonErasure(DataSource dataSource, AuditKey key, Clock clock) {
    this.dataSource = dataSource;
    this.key = key;
    this.clock = clock;
  }

  /**
   * What there is of a person.
   *
   * @param exports of his
   * @param ofOthers exports of others that may name him
   * @param unfinished those of his that have not ended
   * @param rows of other tables, by what they are; those without are left out
   */
  public record PersonalData(
      List<ExportId> exports,
      List<ExportId> ofOthers,
      List<ExportId> unfinished,
      Map<String, Long> rows) {
    public PersonalData {
      exports = List.copyOf(exports);
      ofOthers = List.copyOf(ofOthers);
      unfinished = List.copyOf(unfinished);
      rows = new LinkedHashMap<>(rows);
    }
  }

  /**
   * What was erased.
   *
   * @param events that are not what they were
   * @param exports that they are of
   * @param unverified exports whose chains were not as they were written before already
   * @param rows of other tables
   */
  public record ErasureReport(
      long events, long exports, List<ExportId> unverified, Map<String, Long> rows) {}

  /** Finds what there is of a person. */
  public PersonalData find(String person) {
    try (var opened = ConfiguredConnection.open(dataSource, ConfiguredConnection.NO_TIMEOUTS)) {
      Connection connection = opened.jdbc();
      List<ExportId> own = own(connection, person);
      List<ExportId> others = new ArrayList<>(ofOthers(connection, person));
      others.removeAll(own);
      return new PersonalData(
          own, others, unfinished(connection, own), new PersonTables(connection, person).count());
    } catch (SQLException e) {
      throw JournalRows.unavailable("find what there is of a person", e);
    }
  }

  private static List<ExportId> own(Connection connection, String person) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OWN)) {
      select.setBytes(1, quoted("\"owner\":", person));
      select.setString(2, person);
      return ids(select);
    }
  }

  private static List<ExportId> ofOthers(Connection connection, String person) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(OF_OTHERS)) {
      select.setBytes(1, quoted("\"actor\":", person));
      select.setBytes(2, quoted("", person));
      return ids(select);
    }
  }

  private static byte[] quoted(String before, String text) {
    try {
      byte[] json = MAPPER.writeValueAsBytes(text);
      byte[] begin = before.getBytes(UTF_8);
      byte[] whole = Arrays.copyOf(begin, begin.length + json.length);
      System.arraycopy(json, 0, whole, begin.length, json.length);
      return whole;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A text is JSON", e);
    }
  }

  private static List<ExportId> unfinished(Connection connection, List<ExportId> own)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(UNFINISHED)) {
      select.setArray(
          1, connection.createArrayOf("text", own.stream().map(ExportId::toString).toArray()));
      return ids(select);
    }
  }

  private static List<ExportId> ids(PreparedStatement select) throws SQLException {
    List<ExportId> ids = new ArrayList<>();
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        JournalRows.export(JournalRows.PREFIX + row.getString(1)).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /**
   * Finds what there is of a person who may be erased.
   *
   * @throws ExportFailure STATE_CONFLICT if an export of the person has not ended
   */
  public PersonalData findErasable(String person) {
    PersonalData data = find(person);
    if (!data.unfinished().isEmpty()) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot erase %s: %d exports have not ended, or not cleaned up: %s. Cancel them, then erase again."
              .formatted(
                  person,
                  data.unfinished().size(),
                  String.join(
                      ", ",
                      data.unfinished().stream()
                          .limit(MOST_NAMED)
                          .map(ExportId::toString)
                          .toList())));
    }
    return data;
  }

  /** Erases what was found. What came afterwards is told by finding again. */
  public ErasureReport erase(String person, PersonalData data) {
    List<ExportId> unverified = new ArrayList<>();
    long events = 0;
    long exports = 0;
    try (var opened = ConfiguredConnection.open(dataSource, ConfiguredConnection.NO_TIMEOUTS)) {
      for (List<ExportId> ids : List.of(data.exports(), data.ofOthers())) {
        for (ExportId id : ids) {
          boolean isOwner = ids == data.exports();
          long erased =
              erase(opened.jdbc(), id, new RowErasure(person, isOwner), isOwner, unverified);
          opened.commit();
          events += erased;
          exports += erased > 0 ? 1 : 0;
        }
      }
      Map<String, Long> rows = new PersonTables(opened.jdbc(), person).erase();
      opened.commit();
      return new ErasureReport(events, exports, unverified, rows);
    } catch (SQLException e) {
      throw JournalRows.unavailable("erase a person", e);
    }
  }

  /**
   * What was changed before must not pass for what an erasure has left. Asked by another
   * connection, which sees what was there before. Rows of downloads that somebody has removed as he
   * had no need of them are no change of the events.
   */
  private boolean isVerified(ExportId id) {
    var options =
        VerifyOptions.of(VerifyOptions.noKeys()).downloadsSince(clock.instant()).ofExport(id);
    return new JournalVerifier(dataSource, options, finding -> {}, done -> {}).verify().findings()
        == 0;
  }

  private long erase(
      Connection connection,
      ExportId id,
      RowErasure erasure,
      boolean isOwner,
      List<ExportId> unverified)
      throws SQLException {
    if (isOwner) { // before the ledger, as who settles a download writes to it with the row held
      PersonTables.eraseExport(connection, id);
    }
    Map<Long, String> events = eraseRows(connection, JournalRows.persistenceId(id), erasure);
    Map<Long, String> ledger = eraseRows(connection, ExportLedger.chain(id), erasure);
    if (events.isEmpty() && ledger.isEmpty()) {
      return 0;
    }
    ObjectNode entry = MAPPER.createObjectNode().put("event", "erased");
    put(entry.putObject("events"), events);
    put(entry.putObject("ledger"), ledger);
    if (!isVerified(id)) {
      entry.put("unverified", true);
      unverified.add(id);
    }
    entry.put("at", clock.instant().truncatedTo(ChronoUnit.MILLIS).toString());
    var cause = new EventCause(EventCause.SYSTEM, SYSTEM_COMMAND, null, null);
    new ExportLedger(key, clock)
        .append(connection, List.of(new LedgerEntry(id.value(), cause, entry.toString())));
    AuditedExports.remake(connection, id);
    return events.size() + ledger.size();
  }

  private static void put(ObjectNode to, Map<Long, String> hashes) {
    hashes.forEach((number, hash) -> to.put(Long.toString(number), hash));
  }

  /** Returns the hashes of what is left of those that are not what they were; some have none. */
  private static Map<Long, String> eraseRows(
      Connection connection, String chain, RowErasure erasure) throws SQLException {
    Map<Long, String> hashes = new LinkedHashMap<>();
    var hash = new EventHash();
    try (PreparedStatement select = connection.prepareStatement(ROWS);
        PreparedStatement update = connection.prepareStatement(UPDATE)) {
      select.setString(1, chain);
      select.setFetchSize(FETCH_EVENTS);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          JournalRow row = JournalRows.read(rows);
          JournalRow left = erasure.erase(row);
          if (left != row) {
            update.setBytes(1, left.payload());
            update.setBytes(2, left.metadata());
            update.setLong(3, left.ordering());
            update.executeUpdate();
            hashes.put(
                left.sequenceNumber(),
                Optional.ofNullable(left.metadata())
                    .map(EventMetadata::parse)
                    .map(metadata -> hash.hash(left, metadata))
                    .orElse(""));
          }
        }
      }
    }
    return hashes;
  }
}
