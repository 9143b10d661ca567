package io.landfall.export.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.typed.ActorRef;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportSummary;
import io.landfall.export.Exports;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.Priority;
import io.landfall.model.request.Destination;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.TestDatabase;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolSettings;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job over a real list of exports; the exports answer as they would. */
class ExpiryJobIT {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Instant OLD = NOW.minus(Duration.ofDays(99));
  private static final ExpirySettings SETTINGS =
      new ExpirySettings(
          Duration.ofDays(30),
          Duration.ofHours(1),
          Duration.ofDays(1),
          Duration.ofMillis(20),
          1_000);

  private final TestDatabase test = TestDatabase.migrated();
  private final Database database = test.connect(4);
  private final BoundedPool pool = new BoundedPool("upkeep", new PoolSettings(1, 10));
  private final ActorTestKit actors = ActorTestKit.create();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final Set<ExportId> withFile = ConcurrentHashMap.newKeySet();

  @AfterEach
  void close() {
    actors.shutdownTestKit();
    pool.close();
    database.close();
    test.close();
  }

  @Test
  void onlyWhatIsOverIsAskedAndWhatHasNoFileOnlyOnce() {
    ExportId old = insert("SUCCESS", NOW.minus(Duration.ofHours(2)));
    ExportId oldAndEmpty = insert("ERROR", NOW.minus(Duration.ofDays(2)));
    ExportId inGrace = insert("SUCCESS", NOW.minusSeconds(60));
    ExportId running = insert("RENDERING", NOW.minus(Duration.ofDays(9)));

    spawn(SETTINGS, NOW);

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(("expire " + old)::equals).count() >= 3);
    assertThat(asked).doesNotContain("expire " + inGrace, "expire " + running);
    assertThat(asked.stream().filter(("expire " + oldAndEmpty)::equals)).hasSize(1);
    assertThat(keeping()).containsExactlyInAnyOrder(old, inGrace, running);
  }

  @Test
  void aClockThatHasJumpedAheadTakesNothingThatIsYoung() {
    ExportId old = insert("SUCCESS", NOW.minus(Duration.ofHours(2)));
    ExportId young = insert("SUCCESS", NOW.plus(Duration.ofDays(29)));

    spawn(SETTINGS, NOW.plus(Duration.ofDays(400)));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(("expire " + old)::equals).count() >= 3);
    assertThat(asked).doesNotContain("expire " + young);
  }

  @Test
  void whatHasNoDateIsGivenOneUnlessFilesAreKeptForEverAndDatesHoldThenToo() {
    ExportId dateless = insert("SUCCESS", null);
    ExportId empty = insert("ERROR", null);
    ExportId old = insert("SUCCESS", NOW.minus(Duration.ofHours(2)));

    ActorRef<?> forEver =
        spawn(
            new ExpirySettings(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofMillis(20), 1_000),
            NOW);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(("expire " + old)::equals).count() >= 3);
    assertThat(asked).noneMatch(ask -> ask.startsWith("date"));
    actors.stop(forEver);

    withFile.add(dateless);
    spawn(SETTINGS, NOW);
    String late = "date %s %s".formatted(dateless, NOW.plus(Duration.ofDays(1)));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(late::equals).count() >= 3);
    assertThat(asked.stream().filter(ask -> ask.startsWith("date " + empty))).hasSize(1);
  }

  private ActorRef<?> spawn(ExpirySettings settings, Instant now) {
    return actors.spawn(
        ExpiryJob.create(
            new KeptExports(database.dataSource(), pool),
            exports(),
            settings,
            Clock.fixed(now, ZoneOffset.UTC)));
  }

  /** They answer as they would, though the list, which nobody writes here, learns nothing of it. */
  private Exports exports() {
    return (Exports)
        Proxy.newProxyInstance(
            Exports.class.getClassLoader(),
            new Class<?>[] {Exports.class},
            (proxy, method, arguments) -> {
              var id = (ExportId) arguments[0];
              boolean isDate = method.getName().equals("giveDate");
              asked.add(isDate ? "date %s %s".formatted(id, arguments[1]) : "expire " + id);
              boolean hasFile = withFile.contains(id);
              return CompletableFuture.completedFuture(
                  isDate
                      ? summary(id, hasFile ? (Instant) arguments[1] : null, null)
                      : summary(id, OLD, hasFile ? NOW : null));
            });
  }

  private static ExportSummary summary(ExportId id, Instant keptUntil, Instant expiredAt) {
    return new ExportSummary(
        id,
        "ana",
        List.of(new Destination.LinkDestination()),
        ExportStatus.SUCCESS,
        null,
        1,
        1,
        1,
        List.of(),
        null,
        OLD,
        OLD,
        7,
        1,
        Priority.NORMAL,
        List.of(),
        List.of(),
        OLD,
        expiredAt,
        keptUntil,
        null);
  }

  /** Lists an export of long ago; of those with a date and SUCCESS the file is there. */
  private ExportId insert(String status, Instant keptUntil) {
    ExportId id = ExportId.generate();
    if (keptUntil != null && status.equals("SUCCESS")) {
      withFile.add(id);
    }
    return database.call(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into exports"
                      + " (id, owner, status, created_at, updated_at, sequence_number, kept_until)"
                      + " values (?, 'ana', ?, ?, ?, 7, ?)")) {
            insert.setObject(1, id.value());
            insert.setString(2, status);
            insert.setTimestamp(3, Timestamp.from(OLD));
            insert.setTimestamp(4, Timestamp.from(OLD));
            insert.setTimestamp(5, keptUntil == null ? null : Timestamp.from(keptUntil));
            insert.executeUpdate();
            return id;
          }
        });
  }

  private List<ExportId> keeping() {
    return database.call(
        connection -> {
          try (Statement select = connection.createStatement();
              ResultSet row = select.executeQuery("select id from exports where keeps_file")) {
            List<ExportId> ids = new ArrayList<>();
            while (row.next()) {
              ids.add(ExportId.parse(row.getString(1)));
            }
            return ids;
          }
        });
  }
}
