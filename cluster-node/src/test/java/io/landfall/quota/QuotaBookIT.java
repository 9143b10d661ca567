package io.landfall.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.landfall.export.ExportQuotas.EndedUse;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.SharedService;
import io.landfall.quota.Quotas.QuotaClaim;
import io.landfall.quota.Quotas.QuotaRefused;
import io.landfall.quota.Quotas.QuotaTaken;
import io.landfall.quota.Quotas.QuotaVerdict;
import io.landfall.sql.SqlStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What exports take of quotas, at nodes that share the database of a whole service. */
@ExtendWith(SharedService.Starter.class)
class QuotaBookIT {
  private static final int FIFTY = 50;
  private static BackingServices services;

  private final DataSource database;
  private final List<QuotaBook> nodes = new ArrayList<>();
  private final QuotaBook book;
  private final String owner = "ånn " + UUID.randomUUID();
  private final String organization = "acme '; -- " + UUID.randomUUID();

  QuotaBookIT(SharedService service) {
    if (services == null) {
      services = BackingServices.connectDatabase(service.config());
    }
    database = services.database().dataSource();
    for (int i = 0; i < 3; i++) {
      nodes.add(new QuotaBook(database, QuotaSettings.NONE));
    }
    book = nodes.get(0);
  }

  @AfterAll
  static void stop() {
    services.close();
    services = null;
  }

  @BeforeEach
  void beginBeforeMidnight() {
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> LocalTime.now(ZoneOffset.UTC).isBefore(LocalTime.of(23, 59)));
  }

  @Test
  void ofFiftyExportsThatBeginAtOnceAsManyDoAsMayBeUnderWay() throws Exception {
    limit(QuotaHolder.owner(owner), QuotaKind.EXPORTS_AT_A_TIME, 7);
    List<QuotaVerdict> verdicts = atOnce(i -> claim(owner, null, need(1, 0)));
    assertThat(verdicts).filteredOn(QuotaTaken.class::isInstance).hasSize(7);
    assertThat(verdicts)
        .filteredOn(QuotaRefused.class::isInstance)
        .hasSize(43)
        .allSatisfy(
            verdict -> {
              QuotaExcess excess = ((QuotaRefused) verdict).excess();
              assertThat(excess.kind()).isEqualTo(QuotaKind.EXPORTS_AT_A_TIME);
              assertThat(excess.used()).isEqualTo(7);
              assertThat(excess.renewsAt()).isNull();
            });
  }

  @Test
  void ofFiftyExportsThatBeginAtOnceAsManyDoAsADayHasPixelsFor() throws Exception {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, 1_050);
    List<QuotaVerdict> verdicts = atOnce(i -> claim(owner, null, need(100, 0)));
    assertThat(verdicts).filteredOn(QuotaTaken.class::isInstance).hasSize(10);
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(1_000);
    assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).as("of the refused ones nothing").isEqualTo(10);
  }

  @Test
  void threeOwnersShareWhatTheirOrganizationHas() throws Exception {
    limit(QuotaHolder.organization(organization), QuotaKind.BYTES_PER_DAY, 1_000);
    limit(QuotaHolder.owner(owner + 1), QuotaKind.BYTES_PER_DAY, 100);
    List<QuotaVerdict> verdicts = atOnce(i -> claim(owner + i % 3, organization, need(1, 100)));
    assertThat(verdicts).filteredOn(QuotaTaken.class::isInstance).hasSize(10);
    assertThat(used(QuotaHolder.organization(organization), QuotaKind.BYTES_PER_DAY))
        .isEqualTo(1_000);
    assertThat(used(QuotaHolder.owner(owner + 1), QuotaKind.BYTES_PER_DAY))
        .isLessThanOrEqualTo(100);
    assertThat(book.begin(claim(owner, null, need(1, 100))))
        .as("of no organization")
        .isInstanceOf(QuotaTaken.class);
  }

  @Test
  void whatAnExportDidNotUseIsGivenBackOnce() throws Exception {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, 100);
    QuotaClaim claim = claim(owner, organization, need(100, 5_000));
    assertThat(book.begin(claim)).isEqualTo(new QuotaTaken(true));
    assertThat(book.begin(claim(owner, null, need(1, 0)))).isInstanceOf(QuotaRefused.class);
    for (int i = 0; i < 2; i++) {
      book.settle(ExportAttempt.first(claim.id()), new EndedUse(40, Map.of(0, 3_000L)));
      assertThat(used(QuotaKind.PIXELS_PER_DAY)).as("canceled in the midst").isEqualTo(40);
      assertThat(used(QuotaKind.BYTES_PER_DAY)).isEqualTo(3_000);
      assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).isZero();
      assertThat(used(QuotaHolder.organization(organization), QuotaKind.BYTES_PER_DAY))
          .isEqualTo(3_000);
    }
    assertThat(book.begin(claim(owner, null, need(60, 0)))).isInstanceOf(QuotaTaken.class);
  }

  @Test
  void whatComesLateOfAnEndedExportTakesNothing() {
    QuotaClaim claim = claim(owner, null, need(100, 0));
    book.begin(claim);
    book.settle(ExportAttempt.first(claim.id()), new EndedUse(100, Map.of()));
    assertThat(book.begin(claim)).as("submitted again").isEqualTo(new QuotaTaken(false));
    assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).isZero();
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(100);

    assertThat(book.beginAgain(claim)).as("tried again").isEqualTo(new QuotaTaken(true));
    assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).isEqualTo(1);
    assertThat(book.beginAgain(claim)).isEqualTo(new QuotaTaken(false));
    book.release(claim.id());
    assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).isZero();
  }

  @Test
  void theSameSubmissionThatComesManyTimesAtOnceTakesOnce() throws Exception {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, 100);
    QuotaClaim claim = claim(owner, null, need(100, 70));
    List<QuotaVerdict> verdicts = atOnce(i -> claim);
    assertThat(verdicts).allMatch(QuotaTaken.class::isInstance);
    assertThat(verdicts).filteredOn(new QuotaTaken(true)::equals).hasSize(1);
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(100);
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isEqualTo(70);
  }

  @Test
  void atMidnightADayHasAllAgainAndExportsUnderWayStillCount() throws Exception {
    for (QuotaKind kind : QuotaKind.values()) {
      limit(QuotaHolder.owner(owner), kind, 100);
    }
    QuotaClaim claim = claim(owner, null, need(100, 100));
    book.begin(claim);
    assertThat(book.begin(claim(owner, null, need(1, 0)))).isInstanceOf(QuotaRefused.class);

    update("UPDATE quota_charges SET day = day - 1 WHERE owner = ?", owner);
    update("UPDATE usage_days SET day = day - 1 WHERE owner = ?", owner);
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isZero();
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isZero();
    assertThat(used(QuotaKind.EXPORTS_AT_A_TIME)).isEqualTo(1);
    assertThat(book.begin(claim(owner, null, need(100, 0)))).isInstanceOf(QuotaTaken.class);

    assertThat(book.admitDelivery(ExportAttempt.first(claim.id()), owner, 0, 90)).isEmpty();
    book.settle(ExportAttempt.first(claim.id()), new EndedUse(100, Map.of(0, 90L)));
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).as("it counts for the day before").isEqualTo(100);
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isZero();
  }

  @Test
  void whatIsDeliveredAgainOnAnotherDayCountsForThatDay() throws Exception {
    limit(QuotaHolder.owner(owner), QuotaKind.BYTES_PER_DAY, 100);
    QuotaClaim claim = claim(owner, null, need(1, 90));
    ExportAttempt attempt = ExportAttempt.first(claim.id());
    book.begin(claim);
    book.settle(attempt, new EndedUse(1, Map.of())); // the delivery has failed
    update("UPDATE quota_charges SET day = day - 1 WHERE owner = ?", owner);
    update("UPDATE usage_days SET day = day - 1 WHERE owner = ?", owner);

    assertThat(book.admitDelivery(attempt, owner, 0, 101)).isPresent();
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isZero();
    assertThat(book.admitDelivery(attempt, owner, 0, 90)).isEmpty();
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isEqualTo(90);
    assertThat(book.begin(claim(owner, null, need(1, 11)))).isInstanceOf(QuotaRefused.class);
    book.settle(attempt, new EndedUse(1, Map.of(0, 90L)));
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isEqualTo(90);
  }

  @Test
  void whatOneTryHasRenderedIsNotLeftForTheNext() {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, 100);
    var source = new ExportSource.MosaicSource(List.of(new SceneId("LC08")), List.of());
    ExportRequest request = new ExportRequestBuilder(owner, source).build();
    QuotaClaim claim = claim(owner, null, need(90, 0));
    book.begin(claim);
    ExportAttempt first = ExportAttempt.first(claim.id());
    assertThat(book.admitPlan(first, request, need(95, 0))).as("5 more").isEmpty();
    assertThat(book.admitPlan(first, request, need(95, 0))).as("repeated").isEmpty();
    book.settle(first, new EndedUse(80, Map.of())); // canceled
    assertThat(book.admitPlan(first, request, need(95, 70))).as("late").isEmpty();
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(80);
    assertThat(used(QuotaKind.BYTES_PER_DAY)).isZero();
    assertThat(book.beginAgain(claim)).isEqualTo(new QuotaTaken(true));
    var second = new ExportAttempt(claim.id(), 2);
    assertThat(book.admitPlan(second, request, need(90, 0)))
        .hasValueSatisfying(excess -> assertThat(excess.used()).isEqualTo(80));
    assertThat(book.admitPlan(second, request, need(20, 0))).isEmpty();
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(100);
  }

  @Test
  void aQuotaThatIsLoweredBelowItsUseStopsWhatIsNewAlone() {
    limit(QuotaHolder.owner(owner), QuotaKind.BYTES_PER_DAY, 1_000);
    QuotaClaim claim = claim(owner, null, need(1, 900));
    book.begin(claim);
    limit(QuotaHolder.owner(owner), QuotaKind.BYTES_PER_DAY, 10);
    ExportAttempt attempt = ExportAttempt.first(claim.id());
    assertThat(book.admitDelivery(attempt, owner, 0, 800)).as("it had 900").isEmpty();
    assertThat(book.admitDelivery(attempt, owner, 1, 1))
        .hasValueSatisfying(
            excess -> {
              assertThat(excess.used()).isEqualTo(800);
              assertThat(excess.needed()).isEqualTo(1);
              assertThat(excess.limit()).isEqualTo(10);
              assertThat(excess.failure("x").getMessage()).contains("It renews at");
            });
    assertThat(used(QuotaKind.BYTES_PER_DAY)).as("the refused one took nothing").isEqualTo(800);
    assertThat(book.uses(List.of(QuotaHolder.owner(owner))))
        .extracting(QuotaUse::limit, QuotaUse::used)
        .containsExactly(tuple(10L, 800L));
  }

  @Test
  void sumsBeyondAllNumbersAreRefusedAndOverflowNothing() {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, Long.MAX_VALUE - 1);
    assertThat(book.begin(claim(owner, null, need(Long.MAX_VALUE - 1, 0))))
        .isInstanceOf(QuotaTaken.class);
    assertThat(book.begin(claim(owner, null, need(Long.MAX_VALUE - 1, 0))))
        .isInstanceOf(QuotaRefused.class);
    assertThat(book.check(claim(owner, null, need(1, 0)))).isPresent();
  }

  @Test
  void whatNobodyLimitsIsCountedAllTheSameOnceItIsPlanned() {
    limit(QuotaHolder.owner(owner), QuotaKind.PIXELS_PER_DAY, 0);
    assertThat(book.begin(claim(owner, null, QuotaNeed.UNKNOWN)))
        .as("not even one pixel is left")
        .isInstanceOf(QuotaRefused.class);
    new QuotaOverrides(database, QuotaSettings.NONE)
        .set(QuotaHolder.owner(owner), Map.of(QuotaKind.PIXELS_PER_DAY, Optional.empty()));
    assertThat(book.limits(List.of(QuotaHolder.owner(owner)))).containsExactly(QuotaLimits.NONE);
    assertThat(book.begin(claim(owner, null, need(77, 0)))).isInstanceOf(QuotaTaken.class);
    assertThat(used(QuotaKind.PIXELS_PER_DAY)).isEqualTo(77);
  }

  /** Begins fifty at three nodes, all at the same time. */
  private List<QuotaVerdict> atOnce(IntFunction<QuotaClaim> claims) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<QuotaVerdict>> work = new ArrayList<>();
      for (int i = 0; i < FIFTY; i++) {
        QuotaClaim claim = claims.apply(i);
        QuotaBook node = nodes.get(i % nodes.size());
        work.add(() -> node.begin(claim));
      }
      List<QuotaVerdict> verdicts = new ArrayList<>();
      for (Future<QuotaVerdict> each : threads.invokeAll(work)) {
        verdicts.add(each.get());
      }
      return verdicts;
    } finally {
      threads.shutdownNow();
    }
  }

  private static QuotaClaim claim(String owner, String organization, QuotaNeed need) {
    return new QuotaClaim(ExportId.generate(), owner, organization, need);
  }

  private static QuotaNeed need(long pixels, long bytes) {
    return new QuotaNeed(true, pixels, bytes, bytes == 0 ? Map.of() : Map.of(0, bytes));
  }

  private void limit(QuotaHolder holder, QuotaKind kind, long limit) {
    Map<QuotaKind, Optional<Long>> changes = new EnumMap<>(QuotaKind.class);
    changes.put(kind, Optional.of(limit));
    new QuotaOverrides(database, QuotaSettings.NONE).set(holder, changes);
  }

  private long used(QuotaKind kind) {
    return used(QuotaHolder.owner(owner), kind);
  }

  private long used(QuotaHolder holder, QuotaKind kind) {
    return new QuotaOverrides(database, QuotaSettings.NONE).find(holder).used().get(kind);
  }

  private void update(String sql, String value) throws SQLException {
    try (Connection connection = database.getConnection()) {
      SqlStatements.update(connection, sql, value);
    }
  }
}
