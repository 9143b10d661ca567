package io.landfall.export.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The job over a real list of exports; the exports answer as they would. */
class ExpiryJobIT {
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final ExpirySettings SETTINGS =
      new ExpirySettings(Duration.ofDays(30), Duration.ofHours(1), Duration.ofMillis(20), 1_000);

  private final TestDatabase test = TestDatabase.migrated();
  private final Database database = test.connect(4);
  private final BoundedPool pool = new BoundedPool("upkeep", new PoolSettings(1, 10));
  private final ActorTestKit actors = ActorTestKit.create();
  private final Queue<ExportId> asked = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    actors.shutdownTestKit();
    pool.close();
    database.close();
    test.close();
  }

  @Test
  void onlyWhatEndedLongAgoIsAskedAndWhatHasNoFileOnlyOnce() {
    ExportId old = insert("SUCCESS", NOW.minus(Duration.ofDays(31)));
    ExportId oldAndEmpty = insert("ERROR", NOW.minus(Duration.ofDays(32)));
    ExportId inGrace = insert("SUCCESS", NOW.minus(Duration.ofDays(30)).minusSeconds(60));
    ExportId running = insert("RENDERING", NOW.minus(Duration.ofDays(99)));

    actors.spawn(
        ExpiryJob.create(
            new KeptExports(database.dataSource(), pool),
            exports(old),
            SETTINGS,
            Clock.fixed(NOW, ZoneOffset.UTC)));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(old::equals).count() >= 3);
    assertThat(asked).doesNotContain(inGrace, running);
    assertThat(asked.stream().filter(oldAndEmpty::equals)).hasSize(1);
    assertThat(keeping()).containsExactlyInAnyOrder(old, inGrace, running);
  }

  @Test
  void aClockThatHasJumpedAheadTakesNothingThatIsYoung() {
    ExportId old = insert("SUCCESS", NOW.minus(Duration.ofDays(31)));
    ExportId young = insert("SUCCESS", NOW.minus(Duration.ofDays(1)));

    actors.spawn(
        ExpiryJob.create(
            new KeptExports(database.dataSource(), pool),
            exports(old),
            SETTINGS,
            Clock.fixed(NOW.plus(Duration.ofDays(400)), ZoneOffset.UTC)));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> asked.stream().filter(old::equals).count() >= 3);
    assertThat(asked).doesNotContain(young);
  }

  /** One has a file and expires, though the list, which nobody writes here, does not learn it. */
  private Exports exports(ExportId withFile) {
    return (Exports)
        Proxy.newProxyInstance(
            Exports.class.getClassLoader(),
            new Class<?>[] {Exports.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("expire");
              asked.add((ExportId) arguments[0]);
              return CompletableFuture.completedFuture(
                  summary((ExportId) arguments[0], arguments[0].equals(withFile) ? NOW : null));
            });
  }

  private static ExportSummary summary(ExportId id, Instant expiredAt) {
    Instant ended = NOW.minus(Duration.ofDays(31)).minusSeconds(60 * 60 * 2);
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
        ended,
        ended,
        7,
        1,
        Priority.NORMAL,
        List.of(),
        List.of(),
        ended,
        expiredAt);
  }

  private ExportId insert(String status, Instant changedAt) {
    ExportId id = ExportId.generate();
    return database.call(
        connection -> {
          try (PreparedStatement insert =
              connection.prepareStatement(
                  "insert into exports (id, owner, status, created_at, updated_at, sequence_number)"
                      + " values (?, 'ana', ?, ?, ?, 7)")) {
            insert.setObject(1, id.value());
            insert.setString(2, status);
            insert.setTimestamp(3, Timestamp.from(changedAt));
            insert.setTimestamp(4, Timestamp.from(changedAt));
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
