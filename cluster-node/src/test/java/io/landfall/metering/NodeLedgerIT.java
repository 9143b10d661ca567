package io.landfall.metering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.DownloadLedger.DownloadOpening;
import io.landfall.metering.DownloadLedger.OpenedDownload;
import io.landfall.metering.DownloadLedger.OpeningVerdict;
import io.landfall.metering.DownloadLedger.QuotaReached;
import io.landfall.metering.DownloadLedger.RevokedLink;
import io.landfall.metering.DownloadOpenings.NewDownload;
import io.landfall.metering.DownloadOpenings.OpeningResult;
import io.landfall.metering.DownloadSettlement.EndedDownload;
import io.landfall.metering.DownloadSettlement.ServedBytes;
import io.landfall.metering.UsageReports.UsageDay;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.SharedService;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import io.landfall.quota.JdbcQuotas;
import io.landfall.quota.QuotaHolder;
import io.landfall.quota.QuotaKind;
import io.landfall.quota.QuotaLimits;
import io.landfall.quota.QuotaOverrides;
import io.landfall.quota.QuotaSettings;
import io.landfall.quota.QuotaUse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The ledger of nodes that share the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class NodeLedgerIT {
  private static final LedgerSettings NO_QUOTA =
      new LedgerSettings(QuotaSettings.NONE, 0, Duration.ofDays(35));

  private static ActorTestKit testKit;
  private static BackingServices services;
  private static BoundedPool pool;

  private final DataSource database;
  private final ExportLedger exportLedger;
  private final DelayScheduler later = DelayScheduler.of(testKit.system());
  private final String owner = UUID.randomUUID().toString();
  private final ExportAttempt attempt = ExportAttempt.first(ExportId.generate());

  NodeLedgerIT(SharedService service) {
    if (services == null) {
      services = BackingServices.connectDatabase(service.config());
    }
    this.database = services.database().dataSource();
    this.exportLedger =
        new ExportLedger(
            services.auditKeys(service.config()).newest().orElseThrow(), Clock.systemUTC());
  }

  @BeforeAll
  static void start() {
    testKit = ActorTestKit.create();
    pool = new BoundedPool("ledger-tests", new PoolSettings(2, 1_000));
  }

  @BeforeEach
  void beginBeforeMidnight() {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 59)));
  }

  @AfterAll
  static void stop() {
    testKit.shutdownTestKit();
    pool.close();
    services.close();
    services = null;
  }

  @Test
  void o5_ofAThousandDownloadsWholeOnesCountToTheByteAndCutOnesNoMoreThanWasReceived() {
    var random = new Random(15);
    long expected = 0;
    try (NodeLedger ledger = start(NO_QUOTA)) {
      List<MeteredDownload> all = new ArrayList<>();
      for (CompletionStage<OpeningVerdict> each : openings(ledger, 1_000, 3 << 20)) {
        all.add(((OpenedDownload) now(each)).download());
      }
      for (int i = 0; i < all.size(); i++) {
        MeteredDownload download = all.get(i);
        download.start();
        long served = i % 10 < 7 ? 3 << 20 : random.nextInt(3 << 20);
        download.add(served);
        if (!download.endWhole()) {
          download.endCut();
        }
        expected += served == 3 << 20 ? served : 0;
      }
      await().atMost(Duration.ofSeconds(60)).until(() -> ledger.active() == 0);
      UsageDay day = usage();
      assertThat(day.bytesServed()).isEqualTo(expected);
      assertThat(day.requests()).isEqualTo(1_000);
    }
    assertThat(number("SELECT reserved FROM usage_days WHERE owner = ?")).isZero();
    assertThat(number("SELECT count(*) FROM downloads WHERE outcome = 'WHOLE' AND owner = ?"))
        .isEqualTo(700);
  }

  @Test
  void o5_whatANodeThatWasKilledHadWrittenIsSettledByAnotherOnce() {
    UUID node = UUID.randomUUID();
    var killed = new DownloadSettlement(database, node, exportLedger);
    var other = new DownloadSettlement(database, UUID.randomUUID(), exportLedger);
    UUID id = UUID.randomUUID();
    new DownloadOpenings(database, node)
        .open(
            List.of(new NewDownload(id, opening(100 << 20), System.nanoTime())),
            QuotaSettings.NONE);
    killed.flush(List.of(new ServedBytes(id, 70 << 20)));

    other.closeDead(Duration.ofHours(1));
    assertThat(number("SELECT count(*) FROM downloads WHERE outcome IS NULL AND owner = ?"))
        .as("of a node that may live")
        .isEqualTo(1);
    assertThat(usage().bytesServed()).isEqualTo((70 << 20) - (34 << 20));
    assertThat(usage().bytesUnconfirmed()).as("under way").isEqualTo(34 << 20);

    age(id);
    other.closeDead(Duration.ofHours(1));
    other.closeDead(Duration.ofHours(1));
    assertThat(killed.flush(List.of(new ServedBytes(id, 80 << 20))))
        .as("it was paused, not killed")
        .containsExactly(id);
    killed.settle(List.of(new EndedDownload(id, 100 << 20, true)));
    assertThat(number("SELECT served FROM usage_days WHERE owner = ?"))
        .isEqualTo((70 << 20) - (34 << 20));
    assertThat(usage().bytesUnconfirmed()).isEqualTo(34 << 20);
    assertThat(number("SELECT reserved FROM usage_days WHERE owner = ?")).isZero();
    assertThat(number("SELECT count(*) FROM downloads WHERE outcome = 'UNCONFIRMED' AND owner = ?"))
        .isEqualTo(1);
  }

  @Test
  void t24_aQuotaHoldsWhateverNodesAreAskedAtOnce() {
    LedgerSettings settings = bytesPerDay(100 << 20);
    try (NodeLedger one = start(settings);
        NodeLedger other = start(settings)) {
      List<CompletionStage<OpeningVerdict>> asked = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        asked.addAll(openings(i % 2 == 0 ? one : other, 1, 10 << 20));
      }
      List<OpeningVerdict> verdicts = asked.stream().map(NodeLedgerIT::now).toList();
      assertThat(verdicts).filteredOn(OpenedDownload.class::isInstance).hasSize(10);
      assertThat(verdicts).filteredOn(QuotaReached.class::isInstance).hasSize(22);
      assertThat(now(one.open(opening(0)))).as("a head").isInstanceOf(OpenedDownload.class);
      assertThat(usage().requests()).isEqualTo(11);
      assertThat(now(reports(settings).quotas(owner, null)))
          .extracting(QuotaUse::limit, QuotaUse::used)
          .containsExactly(tuple(100L << 20, 100L << 20));
      assertThat(now(reports(settings).quotas("nobody", null)))
          .extracting(QuotaUse::used)
          .containsExactly(0L);
      assertThat(now(reports(NO_QUOTA).quotas(owner, null))).isEmpty();
    }
  }

  @Test
  void t24_whatDoesNotFitIntoAQuotaTakesNothingFromWhatDoes() {
    var openings = new DownloadOpenings(database, UUID.randomUUID());
    List<NewDownload> asked = new ArrayList<>();
    for (long bytes : new long[] {90, 5, 50, 2}) {
      asked.add(new NewDownload(UUID.randomUUID(), opening(bytes), System.nanoTime()));
    }
    assertThat(openings.open(asked, bytesPerDay(100).quotas()))
        .extracting(OpeningResult.OPENED::equals)
        .containsExactly(true, true, false, true);
  }

  @Test
  void aQuotaOfOneOwnerCountsInsteadOfThatOfAll() {
    var overrides = new QuotaOverrides(database, QuotaSettings.NONE);
    overrides.set(
        QuotaHolder.owner(owner), Map.of(QuotaKind.BYTES_PER_DAY, Optional.of(15L << 20)));
    try (NodeLedger limited = start(bytesPerDay(1 << 20));
        NodeLedger free = start(NO_QUOTA)) {
      assertThat(now(limited.open(opening(10 << 20)))).isInstanceOf(OpenedDownload.class);
      assertThat(now(free.open(opening(10 << 20)))).isEqualTo(new QuotaReached(10 << 20, 15 << 20));
    }
  }

  @Test
  void theBytesOfAnOrganizationAreThoseOfAllItsMembers() {
    String organization = "org-" + owner;
    new QuotaOverrides(database, QuotaSettings.NONE)
        .set(
            QuotaHolder.organization(organization),
            Map.of(QuotaKind.BYTES_PER_DAY, Optional.of(25L << 20)));
    try (NodeLedger one = start(NO_QUOTA);
        NodeLedger other = start(NO_QUOTA)) {
      List<CompletionStage<OpeningVerdict>> asked = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        asked.add((i % 2 == 0 ? one : other).open(opening("member-" + i % 3, organization)));
      }
      List<OpeningVerdict> verdicts = asked.stream().map(NodeLedgerIT::now).toList();
      assertThat(verdicts).filteredOn(OpenedDownload.class::isInstance).hasSize(2);
      assertThat(now(one.open(opening("member-0", null)))).isInstanceOf(OpenedDownload.class);
      verdicts.stream()
          .filter(OpenedDownload.class::isInstance)
          .forEach(verdict -> ((OpenedDownload) verdict).download().endCut());
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> now(one.open(opening("member-1", organization))), opened());
    }
  }

  private static Predicate<OpeningVerdict> opened() {
    return OpenedDownload.class::isInstance;
  }

  /** Of 10 MiB. */
  private DownloadOpening opening(String member, String organization) {
    return new DownloadOpening(
        member + owner, organization, attempt, "a.tif", Long.MAX_VALUE, 10 << 20, null);
  }

  @Test
  void t24_whoeverCutsHisDownloadsShortHasNoMoreThanHisQuota() {
    try (NodeLedger ledger = start(bytesPerDay(10 << 20))) {
      for (int i = 0; i < 2; i++) {
        MeteredDownload download = ((OpenedDownload) now(ledger.open(opening(6 << 20)))).download();
        download.start();
        download.add(4 << 20);
        download.endCut();
        await().atMost(Duration.ofSeconds(60)).until(() -> ledger.active() == 0);
      }
      assertThat(usage().bytesServed()).as("none of it was sure").isZero();
      assertThat(usage().bytesUnconfirmed()).isEqualTo(8 << 20);
      assertThat(now(ledger.open(opening(6 << 20)))).isInstanceOf(QuotaReached.class);
    }
  }

  @Test
  void t13_revokedLinksAreDeadAtAllNodesAndTheirDownloadsEnd() {
    var revocations = JdbcLinkRevocations.start(database, pool, later);
    try (NodeLedger ledger = start(NO_QUOTA);
        revocations) {
      long signed = revocations.generation();
      MeteredDownload download =
          ((OpenedDownload) now(ledger.open(opening(10, signed)))).download();
      download.start();

      now(revocations.revoke(attempt.id()));

      assertThat(now(ledger.open(opening(10, signed)))).isInstanceOf(RevokedLink.class);
      assertThat(now(ledger.open(opening(0, signed)))).isInstanceOf(RevokedLink.class);
      assertThat(now(ledger.open(opening(10, revocations.generation()))))
          .isInstanceOf(OpenedDownload.class);
      await().atMost(Duration.ofSeconds(60)).until(download::isStopped);
    }
  }

  private NodeLedger start(LedgerSettings settings) {
    return NodeLedger.start(database, exportLedger, pool, later, settings);
  }

  private List<CompletionStage<OpeningVerdict>> openings(NodeLedger ledger, int count, long bytes) {
    List<CompletionStage<OpeningVerdict>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(ledger.open(opening(bytes)));
    }
    return all;
  }

  private DownloadOpening opening(long bytes) {
    return opening(bytes, Long.MAX_VALUE);
  }

  private DownloadOpening opening(long bytes, long generation) {
    return new DownloadOpening(owner, attempt, "a.tif", generation, bytes);
  }

  private UsageDay usage() {
    return now(reports(NO_QUOTA).usage(owner, today(), today())).get(0);
  }

  private JdbcUsageReports reports(LedgerSettings limits) {
    return new JdbcUsageReports(database, pool, new JdbcQuotas(database, pool, limits.quotas()));
  }

  private static LedgerSettings bytesPerDay(long bytes) {
    var limits = new QuotaLimits(QuotaLimits.NO_LIMIT, QuotaLimits.NO_LIMIT, bytes);
    return new LedgerSettings(new QuotaSettings(limits, QuotaLimits.NONE), 0, Duration.ofDays(35));
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  private long number(String sql) {
    try (Connection connection = database.getConnection();
        PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, owner);
      try (var row = select.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a download two hours old, of a node that has not been seen since. */
  private void age(UUID id) {
    try (Connection connection = database.getConnection();
        PreparedStatement update =
            connection.prepareStatement(
                "WITH d AS (UPDATE downloads SET started_at = now() - interval '2 hours'"
                    + " WHERE id = ? RETURNING node)"
                    + " UPDATE download_nodes SET seen_at = now() - interval '2 hours'"
                    + " WHERE id IN (SELECT node FROM d)")) {
      update.setObject(1, id);
      update.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T now(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
