package io.landfall.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.landfall.audit.AuditEvents;
import io.landfall.audit.AuditFinding;
import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.EventFilter;
import io.landfall.audit.JournalVerifier;
import io.landfall.audit.VerifyOptions;
import io.landfall.audit.VerifyReport;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.metering.DownloadLedger.DownloadOpening;
import io.landfall.metering.DownloadOpenings.NewDownload;
import io.landfall.metering.DownloadSettlement.EndedDownload;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.SharedService;
import io.landfall.quota.QuotaSettings;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What auditors are told of downloads, and what they find if somebody changes it. */
@ExtendWith(SharedService.Starter.class)
class DownloadEntriesIT {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final int DOWNLOADS = 4;
  private static BackingServices services;

  private final DataSource database;
  private final AuditKeys keys;
  private final ExportId export = ExportId.generate();
  private final String owner = UUID.randomUUID().toString();

  DownloadEntriesIT(SharedService service) {
    if (services == null) {
      services = BackingServices.connectDatabase(service.config());
    }
    this.database = services.database().dataSource();
    this.keys = services.auditKeys(service.config());
  }

  @AfterAll
  static void stop() {
    services.close();
    services = null;
  }

  @Test
  void aDownloadIsInTheLedgerAsSoonAsItHasEnded() throws Exception {
    List<UUID> ids = download(DOWNLOADS);
    List<JsonNode> entries = entries();
    assertThat(entries)
        .extracting(
            entry -> entry.path("sequenceNumber").asInt(),
            entry -> entry.path("export").asText(),
            entry -> entry.path("chain").asText(),
            entry -> entry.path("type").asText(),
            entry -> entry.path("client").asText(),
            entry -> entry.at("/data/bytesServed").asLong(),
            entry -> entry.at("/data/outcome").asText())
        .containsExactly(
            tuple(1, export.toString(), "ledger", "downloaded", "09ab", 10L, "WHOLE"),
            tuple(2, export.toString(), "ledger", "downloaded", "09ab", 11L, "WHOLE"),
            tuple(3, export.toString(), "ledger", "downloaded", "09ab", 12L, "WHOLE"),
            tuple(4, export.toString(), "ledger", "downloaded", "09ab", 13L, "WHOLE"));
    assertThat(entries)
        .extracting(entry -> entry.at("/data/download").asText())
        .containsExactlyInAnyOrderElementsOf(ids.stream().map(UUID::toString).toList());
    List<AuditFinding> found = new ArrayList<>();
    VerifyReport report = verify(found, VerifyOptions.of(keys));
    assertThat(found).isEmpty();
    assertThat(report.vouched()).isEqualTo(DOWNLOADS);
    assertThat(report.downloads()).isEqualTo(DOWNLOADS);
  }

  @Test
  void nodesThatWriteToOneLedgerAtOnceWriteOneChain() {
    CompletableFuture<?>[] nodes =
        IntStream.range(0, 4)
            .mapToObj(node -> CompletableFuture.runAsync(() -> download(25)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(nodes).join();
    List<AuditFinding> found = new ArrayList<>();
    assertThat(verify(found, VerifyOptions.of(keys)).vouched()).isEqualTo(100);
    assertThat(found).isEmpty();
  }

  @Test
  void entriesThatAreChangedTakenAwayOrMovedAreNamed() throws Exception {
    download(DOWNLOADS);
    changedAndBack(
        "update event_journal set event_payload = convert_to(replace(convert_from(event_payload,"
            + " 'UTF8'), '\"bytesServed\":11', '\"bytesServed\":91'), 'UTF8')"
            + " where sequence_number = 2 and persistence_id = ?",
        tuple(2L, FindingKind.CHANGED),
        tuple(2L, FindingKind.CHANGED)); // as an event, and not as the row of the download
    changedAndBack(
        "delete from event_journal where sequence_number = 2 and persistence_id = ?",
        tuple(2L, FindingKind.MISSING),
        tuple(0L, FindingKind.INSERTED));
    changedAndBack(
        "update event_journal set sequence_number = case sequence_number when 2 then 1003 else 1002"
            + " end where sequence_number in (2, 3) and persistence_id = ?",
        "update event_journal set sequence_number = sequence_number - 1000"
            + " where sequence_number > 1000 and persistence_id = ?",
        tuple(2L, FindingKind.REORDERED),
        tuple(3L, FindingKind.REORDERED),
        tuple(3L, FindingKind.REORDERED));
  }

  @Test
  void rowsThatAreNotAsTheLedgerTellsAreNamed() throws Exception {
    UUID id = download(DOWNLOADS).get(0);
    changedAndBack(
        "update downloads set served = 1 where id = '%s' and ? <> ''".formatted(id),
        tuple(1L, FindingKind.CHANGED));
    changedAndBack(
        "update downloads set client = '00' where id = '%s' and ? <> ''".formatted(id),
        tuple(1L, FindingKind.CHANGED));
    changedAndBack(
        "delete from downloads where id = '%s' and ? <> ''".formatted(id),
        tuple(1L, FindingKind.MISSING));
    changedAndBack(
        ("insert into downloads_archive (id, owner, export_id, attempt, file, client, served,"
                + " counted, outcome, started_at, ended_at) select gen_random_uuid(), owner,"
                + " export_id, attempt, file, client, served, counted, outcome, started_at, ended_at"
                + " from downloads where id = '%s' and ? <> ''")
            .formatted(id),
        tuple(0L, FindingKind.INSERTED));
    settlement(UUID.randomUUID()).prune(Duration.ofDays(-1), 1_000_000);
    assertThat(findings(VerifyOptions.of(keys))).as("in the archive").isEmpty();
    changedAndBack(
        "delete from downloads_archive where id = '%s' and ? <> ''".formatted(id),
        tuple(1L, FindingKind.MISSING));
  }

  @Test
  void whoRemovesOldRowsSaysSinceWhenThereAreSome() throws Exception {
    download(1);
    try (Connection connection = database.getConnection()) {
      connection.setAutoCommit(false);
      execute(
          connection, "delete from downloads where export_id = '%s' and ? <> ''".formatted(export));
      connection.commit();
    }
    assertThat(findings(VerifyOptions.of(keys))).hasSize(1);
    var since =
        new VerifyOptions(
            keys, Set.of(), 0, null, Instant.EPOCH, Instant.now().plusSeconds(60), null);
    assertThat(findings(since)).isEmpty();
  }

  /** Changes something, looks, and puts all tables back as they were. */
  private void changedAndBack(String change, org.assertj.core.groups.Tuple... expected)
      throws Exception {
    changedAndBack(change, null, expected);
  }

  private void changedAndBack(
      String change, String further, org.assertj.core.groups.Tuple... expected) throws Exception {
    List<String> tables = List.of("event_journal", "downloads", "downloads_archive");
    try (Connection connection = database.getConnection()) {
      for (String table : tables) {
        String where = table.equals("event_journal") ? chainIs() : "export_id = '" + export + "'";
        run(
            connection,
            "create temp table saved_%s as select * from %s where %s"
                .formatted(table, table, where));
      }
      execute(connection, change);
      if (further != null) {
        execute(connection, further);
      }
      try {
        assertThat(findings(VerifyOptions.of(keys)))
            .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
            .containsExactlyInAnyOrder(expected);
      } finally {
        for (String table : tables) {
          String where = table.equals("event_journal") ? chainIs() : "export_id = '" + export + "'";
          run(connection, "delete from %s where %s".formatted(table, where));
          run(connection, "insert into %s select * from saved_%s".formatted(table, table));
          run(connection, "drop table saved_" + table);
        }
      }
    }
    assertThat(findings(VerifyOptions.of(keys))).isEmpty();
  }

  private String chainIs() {
    return "persistence_id = '" + ExportLedger.chain(export) + "'";
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.execute();
    }
  }

  /** Gives the chain's id to the one parameter. */
  private void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, ExportLedger.chain(export));
      assertThat(statement.executeUpdate()).isPositive();
    }
  }

  private DownloadSettlement settlement(UUID node) {
    return new DownloadSettlement(
        database, node, new ExportLedger(keys.newest().orElseThrow(), Clock.systemUTC()));
  }

  /** Downloads that many times, of 10 bytes and one more each time. */
  private List<UUID> download(int count) {
    UUID node = UUID.randomUUID();
    var openings = new DownloadOpenings(database, node);
    DownloadSettlement settlement = settlement(node);
    List<UUID> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      UUID id = UUID.randomUUID();
      ids.add(id);
      var opening =
          new DownloadOpening(owner, null, ExportAttempt.first(export), "a.tif", 0, 10 + i, "09ab");
      openings.open(List.of(new NewDownload(id, opening, System.nanoTime())), QuotaSettings.NONE);
      settlement.settle(List.of(new EndedDownload(id, 10 + i, true)));
    }
    return ids;
  }

  private List<JsonNode> entries() throws Exception {
    var events = new AuditEvents(database);
    var filter = new EventFilter(null, null, null, null, export, null);
    String lines =
        new String(events.page(filter, 0, events.settled()).lines(), StandardCharsets.UTF_8);
    List<JsonNode> read = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      read.add(MAPPER.readTree(line));
    }
    return read;
  }

  private List<AuditFinding> findings(VerifyOptions options) {
    List<AuditFinding> found = new ArrayList<>();
    verify(found, options);
    return found;
  }

  private VerifyReport verify(List<AuditFinding> found, VerifyOptions options) {
    var ofOne =
        new VerifyOptions(
            options.keys(),
            options.publicKeyIds(),
            0,
            null,
            options.unchainedUntil(),
            options.downloadsSince(),
            export);
    return new JournalVerifier(database, ofOne, found::add, events -> {}).verify();
  }
}
