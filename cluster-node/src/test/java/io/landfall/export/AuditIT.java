package io.landfall.export;

import static io.landfall.export.JournalDatabase.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.landfall.audit.AuditEvents;
import io.landfall.audit.AuditEvents.EventPage;
import io.landfall.audit.AuditFinding;
import io.landfall.audit.AuditFinding.FindingKind;
import io.landfall.audit.AuditProjection;
import io.landfall.audit.AuditReports;
import io.landfall.audit.AuditRoot;
import io.landfall.audit.AuditRoots;
import io.landfall.audit.AuditedExports;
import io.landfall.audit.EventFilter;
import io.landfall.audit.JournalVerifier;
import io.landfall.audit.VerifyOptions;
import io.landfall.audit.VerifyReport;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.audit.chain.EventCause;
import io.landfall.audit.chain.EventHash;
import io.landfall.audit.chain.JournalRow;
import io.landfall.model.ExportId;
import io.landfall.model.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The chains of a journal in PostgreSQL that a node has written, and what is done to it by hand.
 */
class AuditIT {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final AuditKeys KEYS = new AuditKeys(List.of(AuditKey.generate()));
  private static final Requester ANN = new Requester("ann", "4bf92f3577b34da6", "09ab");
  private static final int EVENTS = 5;
  private static final List<ExportId> IDS = new ArrayList<>();

  private static JournalDatabase database;
  private static ActorTestKit akka;
  private static Exports exports;

  @BeforeAll
  static void start() throws Exception {
    database = JournalDatabase.start();
    akka = database.startNode(KEYS);
    exports = JournalDatabase.startShards(akka, JournalDatabase.silentSteps(id -> {}));
    AuditProjection.init(akka.system(), database.dataSource());
    for (int i = 0; i < 3; i++) {
      ExportId id = ExportId.generate();
      IDS.add(id);
      steer(id, "owner-" + i);
    }
  }

  /** Makes five events. */
  private static void steer(ExportId id, String owner) throws Exception {
    var by = new Requester(owner, "aa", "09ab");
    ask(exports.submit(id, request(owner, "demo"), by));
    ask(exports.pause(id, by));
    ask(exports.changePriority(id, Priority.HIGH, by));
    ask(exports.resume(id, by));
    ask(exports.cancel(id, ANN));
  }

  @AfterAll
  static void stop() throws Exception {
    akka.shutdownTestKit();
    database.close();
  }

  private static <T> T ask(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }

  private static VerifyReport verify(List<AuditFinding> found) {
    return new JournalVerifier(
            database.dataSource(), VerifyOptions.of(KEYS), found::add, events -> {})
        .verify();
  }

  private static List<AuditFinding> findings() {
    List<AuditFinding> found = new ArrayList<>();
    VerifyReport report = verify(found);
    assertThat(report.findings()).isEqualTo(found.size());
    return found;
  }

  private static String chain(int export) {
    return "persistence_id = 'export|" + IDS.get(export) + "'";
  }

  @Test
  void whatANodeWritesIsWholeAndVouchedFor() {
    List<AuditFinding> found = new ArrayList<>();
    VerifyReport report = verify(found);
    assertThat(found).isEmpty();
    assertThat(report.events()).isGreaterThanOrEqualTo(3L * EVENTS);
    assertThat(report.vouched()).isEqualTo(report.events());
    assertThat(report.unchained()).isZero();
  }

  @Test
  void everyEventSaysWhoCausedIt() throws Exception {
    List<JsonNode> events = events(filter(IDS.get(0)));
    assertThat(events)
        .extracting(
            event -> event.path("type").asText(),
            event -> event.path("actor").asText(),
            event -> event.path("cause").asText(),
            event -> event.path("requestId").asText(),
            event -> event.path("client").asText())
        .containsExactly(
            tuple("requested", "owner-0", "submitExport", "aa", "09ab"),
            tuple("paused", "owner-0", "pauseExport", "aa", "09ab"),
            tuple("reprioritized", "owner-0", "prioritizeExport", "aa", "09ab"),
            tuple("resumed", "owner-0", "resumeExport", "aa", "09ab"),
            tuple("canceled", "ann", "cancelExport", "4bf92f3577b34da6", "09ab"));
    assertThat(events.get(0).path("data").path("request").path("owner").asText())
        .isEqualTo("owner-0");
  }

  @Test
  void aFlippedBitIsNamed() throws Exception {
    String flip =
        "update event_journal set event_payload = set_bit(event_payload, 100, 1 -"
            + " get_bit(event_payload, 100)) where sequence_number = 3 and "
            + chain(1);
    database.execute(flip);
    assertThat(findings())
        .extracting(AuditFinding::export, AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(IDS.get(1).toString(), 3L, FindingKind.CHANGED));
    assertThat(events(filter(IDS.get(1)))).hasSize(EVENTS);
    database.execute(flip);
    assertThat(findings()).isEmpty();
  }

  @Test
  void whoCausedAnEventCannotBeChangedEither() throws Exception {
    String change =
        "update event_journal set meta_payload = convert_to(replace(convert_from(meta_payload,"
            + " 'UTF8'), '\"actor\":\"%s\"', '\"actor\":\"%s\"'), 'UTF8') where sequence_number = 5"
            + " and "
            + chain(1);
    database.execute(change.formatted("ann", "eve"));
    assertThat(findings())
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(5L, FindingKind.CHANGED));
    database.execute(change.formatted("eve", "ann"));
    assertThat(findings()).isEmpty();
  }

  @Test
  void nothingStandsBehindTheHashButWhatVouchesForIt() throws Exception {
    String where = " where sequence_number = 5 and " + chain(1);
    for (String[] change :
        new String[][] {{"}", ",\"actor\":\"eve\"}"}, {"}", ",\"key\":\"00\"}"}, {"}", "} "}}) {
      String replace =
          "update event_journal set meta_payload = convert_to(regexp_replace("
              + "convert_from(meta_payload, 'UTF8'), '%s$', '%s'), 'UTF8')"
              + where;
      database.execute(replace.formatted(change[0], change[1]));
      assertThat(findings())
          .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
          .containsExactly(tuple(5L, FindingKind.CHANGED));
      database.execute(replace.formatted(change[1], change[0]));
      assertThat(findings()).isEmpty();
    }
  }

  @Test
  void aWholeChainWithoutHashOrKeyIsNamedWhereOlderOnesHaveThem() throws Exception {
    String id = ExportId.generate().toString();
    JournalRow last = row(IDS.get(0), EVENTS);
    JournalRow first = first("export|" + id, last);
    String ours = " where persistence_id = 'export|" + id + "'";

    insert(new EventHash().chain(first, cause(), null, null, last.metadataSerializerId()));
    assertThat(findings())
        .extracting(AuditFinding::export, AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(id, 1L, FindingKind.INSERTED));
    List<AuditFinding> found = new ArrayList<>();
    Instant update = Instant.ofEpochMilli(last.writtenMillis() + 1);
    var passing = new VerifyOptions(KEYS, Set.of(), 0, null, update, Instant.EPOCH, null);
    new JournalVerifier(database.dataSource(), passing, found::add, events -> {}).verify();
    assertThat(found).isEmpty();
    database.execute("delete from event_journal" + ours);

    var roots = new AuditRoots(database.dataSource());
    AuditRoot root = roots.sign(KEYS.newest().orElseThrow(), Clock.systemUTC()).orElseThrow();
    insert(first);
    assertThat(findings())
        .extracting(AuditFinding::export, AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(id, 1L, FindingKind.INSERTED));
    database.execute("delete from event_journal" + ours);
    database.execute("delete from audit_heads where root = " + root.number());
    database.execute("delete from audit_roots where number = " + root.number());
    assertThat(findings()).isEmpty();
  }

  private static JournalRow first(String persistenceId, JournalRow like) {
    return new JournalRow(
        0,
        false,
        persistenceId,
        1,
        like.writer(),
        like.writtenMillis(),
        "",
        like.serializerId(),
        "",
        like.payload(),
        null,
        null,
        null);
  }

  @Test
  void aDeletedRowIsNamedAndOnePutBackElsewhereToo() throws Exception {
    String where = " where sequence_number = 2 and " + chain(1);
    database.execute("create table saved as select * from event_journal" + where);
    database.execute("create table saved_tags as select * from event_tag");
    database.execute("delete from event_journal" + where);
    assertThat(findings())
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(2L, FindingKind.MISSING));
    database.execute(
        "insert into event_journal select (saved).* from (select saved from saved) one");
    database.execute("insert into event_tag select * from saved_tags on conflict do nothing");
    assertThat(findings()).isEmpty();
    database.execute("drop table saved, saved_tags");
  }

  @Test
  void swappedEventsAreNamedWithWhereTheyStood() throws Exception {
    swap(2, 4);
    assertThat(findings())
        .filteredOn(finding -> finding.what().contains("was written as"))
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind, AuditFinding::what)
        .containsExactlyInAnyOrder(
            tuple(
                2L,
                FindingKind.REORDERED,
                "Export %s: event 2 was written as event 4.".formatted(IDS.get(2))),
            tuple(
                4L,
                FindingKind.REORDERED,
                "Export %s: event 4 was written as event 2.".formatted(IDS.get(2))));
    swap(2, 4);
    assertThat(findings()).isEmpty();
  }

  private static void swap(int one, int other) throws Exception {
    for (int[] move : new int[][] {{one, 999}, {other, one}, {999, other}}) {
      database.execute(
          "update event_journal set sequence_number = %d where sequence_number = %d and %s"
              .formatted(move[1], move[0], chain(2)));
    }
  }

  @Test
  void anEventAppendedByHandIsNamed() throws Exception {
    JournalRow last = row(IDS.get(0), EVENTS);
    String previous = MAPPER.readTree(last.metadata()).path("hash").asText();
    for (AuditKey key : new AuditKey[] {null, AuditKey.of(AuditKey.generate())}) {
      JournalRow forged =
          new EventHash().chain(after(last), cause(), previous, key, last.metadataSerializerId());
      insert(forged);
      assertThat(findings())
          .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
          .containsExactly(tuple(EVENTS + 1L, FindingKind.INSERTED));
      removeAppended();
    }
    insert(after(last)); // without metadata
    assertThat(findings())
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(EVENTS + 1L, FindingKind.INSERTED));
    removeAppended();
    assertThat(findings()).isEmpty();
  }

  private static EventCause cause() {
    return new EventCause("eve", "cancelExport", null, null);
  }

  private static void removeAppended() throws Exception {
    database.execute(
        "delete from event_journal where sequence_number > %d and %s".formatted(EVENTS, chain(0)));
  }

  private static JournalRow after(JournalRow last) {
    return new JournalRow(
        0,
        false,
        last.persistenceId(),
        last.sequenceNumber() + 1,
        last.writer(),
        last.writtenMillis(),
        last.adapterManifest(),
        last.serializerId(),
        last.manifest(),
        "{\"event\":\"cleanedUp\",\"at\":\"2026-11-30T00:00:00Z\"}".getBytes(UTF_8),
        null,
        null,
        null);
  }

  @Test
  void rootsNameWhatWasTakenFromTheEndOrWhole() throws Exception {
    ExportId id = ExportId.generate();
    steer(id, "gone");
    var roots = new AuditRoots(database.dataSource());
    AuditRoot root = roots.sign(KEYS.newest().orElseThrow(), Clock.systemUTC()).orElseThrow();
    assertThat(findings()).isEmpty();
    String ours = "persistence_id = 'export|" + id + "'";

    database.execute("create table kept as select * from event_journal where " + ours);
    database.execute("delete from event_journal where sequence_number > 3 and " + ours);
    assertThat(findings())
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(4L, FindingKind.TRUNCATED));

    database.execute("delete from event_journal where " + ours);
    assertThat(findings())
        .extracting(AuditFinding::export, AuditFinding::kind)
        .containsExactly(tuple(id.toString(), FindingKind.DELETED));

    database.execute("delete from audit_heads where " + ours);
    assertThat(findings())
        .extracting(AuditFinding::sequenceNumber, AuditFinding::kind)
        .containsExactly(tuple(root.number(), FindingKind.ROOT));

    database.execute("delete from audit_heads where root = " + root.number());
    database.execute("delete from audit_roots where number = " + root.number());
    assertThat(findings()).isEmpty();
    var expecting =
        new VerifyOptions(
            KEYS, Set.of(), root.number(), root.root(), Instant.EPOCH, Instant.EPOCH, null);
    List<AuditFinding> found = new ArrayList<>();
    new JournalVerifier(database.dataSource(), expecting, found::add, events -> {}).verify();
    assertThat(found).extracting(AuditFinding::kind).containsExactly(FindingKind.ROOT);

    database.execute("insert into event_journal select * from kept");
    database.execute("drop table kept");
  }

  @Test
  void eventsOfOldJournalsBeginNoChain() throws Exception {
    String id = ExportId.generate().toString();
    JournalRow last = row(IDS.get(0), EVENTS);
    for (int number = 1; number <= 3; number++) {
      insert(
          new JournalRow(
              0,
              false,
              "export|" + id,
              number,
              "w",
              last.writtenMillis(),
              "",
              last.serializerId(),
              "",
              last.payload(),
              null,
              null,
              null));
    }
    List<AuditFinding> found = new ArrayList<>();
    VerifyReport report = verify(found);
    assertThat(found).isEmpty();
    assertThat(report.unchained()).isEqualTo(3);
    database.execute("delete from event_journal where persistence_id = 'export|" + id + "'");
  }

  @Test
  void theTableOfAuditedExportsIsWhatTheJournalSaysAndIsMadeAnewFromIt() throws Exception {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        database.queryLong(
                            "select count(*) from audited_exports where sequence_number = 5 and"
                                + " outcome = 'canceled' and owner like 'owner-%'"))
                    .isEqualTo(3));
    String rows =
        "select md5(string_agg(a::text, '|' order by id)) from audited_exports a"
            + " where owner like 'owner-%'";
    String before = text(rows);
    // By SQL alone, over the journal.
    String differing =
        """
        select count(*) from (
          select export_id, count(*) as events, max(case when type = 'requested'
              then data -> 'request' ->> 'owner' end) as owner,
            array_agg(distinct actor order by actor) as actors
          from audit_events where actor <> 'landfall' group by export_id) j
        join audit_exports a using (export_id)
        where a.owner like 'owner-%%'
          and (a.events <> j.events or a.owner <> j.owner or a.actors <> j.actors
            or a.scenes <> '{LC08}')
        """;
    assertThat(database.queryLong(differing.replace("%%", "%"))).isZero();

    database.execute("update audited_exports set owner = 'nobody', sequence_number = 99");
    database.execute(
        "insert into audited_exports (id, sequence_number) values (gen_random_uuid(), 1)");
    new AuditedExports(database.dataSource()).rebuild(done -> {});
    assertThat(text(rows)).isEqualTo(before);
    assertThat(database.queryLong("select count(*) from audited_exports where owner is null"))
        .isZero();
    assertThat(new AuditReports(database.dataSource()).list("ann", "LC08", null, null, 100))
        .hasSizeGreaterThanOrEqualTo(3);
  }

  @Test
  void eventsAreFilteredAndResumed() throws Exception {
    assertThat(events(new EventFilter("owner-1", null, null, null, null, null))).hasSize(EVENTS);
    assertThat(events(new EventFilter("owner-1", null, null, "paused", null, "LC08"))).hasSize(1);
    assertThat(events(new EventFilter("owner-1", null, null, null, null, "S2A"))).isEmpty();
    assertThat(events(new EventFilter("owner-1", Instant.EPOCH, Instant.EPOCH, null, null, null)))
        .isEmpty();
    List<JsonNode> all = events(filter(IDS.get(0)));
    long third = all.get(2).path("ordering").asLong();
    var events = new AuditEvents(database.dataSource());
    EventPage rest = events.page(filter(IDS.get(0)), third, events.settled());
    assertThat(rest.events()).isEqualTo(2);
    assertThat(rest.isLast()).isTrue();
  }

  @Test
  void anEventOfAClockThatWasAheadEndsNoAnswer() throws Exception {
    String move = "update event_journal set write_timestamp = write_timestamp %s 86400000 where ";
    String first = "sequence_number = 1 and " + chain(0);
    database.execute(move.formatted("+") + first);
    Instant soon = Instant.now().plusSeconds(60);
    assertThat(events(new EventFilter(null, null, soon, null, IDS.get(0), null)))
        .hasSize(EVENTS - 1);
    database.execute(move.formatted("-") + first);
  }

  private static EventFilter filter(ExportId id) {
    return new EventFilter(null, null, null, null, id, null);
  }

  private static List<JsonNode> events(EventFilter filter) throws Exception {
    var events = new AuditEvents(database.dataSource());
    List<JsonNode> found = new ArrayList<>();
    long until = events.settled();
    long at = 0;
    while (at < until) {
      EventPage page = events.page(filter, at, until);
      for (String line : new String(page.lines(), UTF_8).split("\n")) {
        if (!line.isEmpty()) {
          found.add(MAPPER.readTree(line));
        }
      }
      at = page.last();
      if (page.isLast()) {
        break;
      }
    }
    return found;
  }

  private static String text(String sql) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement select = connection.prepareStatement(sql);
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private static JournalRow row(ExportId id, long number) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement select =
            connection.prepareStatement(
                "select * from event_journal where persistence_id = ? and sequence_number = ?")) {
      select.setString(1, "export|" + id);
      select.setLong(2, number);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return new JournalRow(
            row.getLong("ordering"),
            false,
            row.getString("persistence_id"),
            number,
            row.getString("writer"),
            row.getLong("write_timestamp"),
            row.getString("adapter_manifest"),
            row.getInt("event_ser_id"),
            row.getString("event_ser_manifest"),
            row.getBytes("event_payload"),
            row.getInt("meta_ser_id"),
            row.getString("meta_ser_manifest"),
            row.getBytes("meta_payload"));
      }
    }
  }

  private static void insert(JournalRow row) throws Exception {
    try (Connection connection = database.dataSource().getConnection();
        PreparedStatement insert =
            connection.prepareStatement(
                "insert into event_journal (persistence_id, sequence_number, writer,"
                    + " write_timestamp, adapter_manifest, event_ser_id, event_ser_manifest,"
                    + " event_payload, meta_ser_id, meta_ser_manifest, meta_payload)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, row.persistenceId());
      insert.setLong(2, row.sequenceNumber());
      insert.setString(3, row.writer());
      insert.setLong(4, row.writtenMillis());
      insert.setString(5, row.adapterManifest());
      insert.setInt(6, row.serializerId());
      insert.setString(7, row.manifest());
      insert.setBytes(8, row.payload());
      insert.setObject(9, row.metadataSerializerId(), java.sql.Types.INTEGER);
      insert.setString(10, row.metadataManifest());
      insert.setBytes(11, row.metadata());
      insert.executeUpdate();
    }
  }
}
