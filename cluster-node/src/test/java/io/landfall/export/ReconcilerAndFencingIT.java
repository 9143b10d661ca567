package io.landfall.export;

import static io.landfall.export.JournalDatabase.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.Done;
import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.pattern.StatusReply;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.Reconciler;
import io.landfall.export.list.ReconcilerSettings;
import io.landfall.export.list.UnfinishedExports;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What watches over exports from outside, on the real journal: the reconciler and the fencing
 * check.
 */
class ReconcilerAndFencingIT {
  private static JournalDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = JournalDatabase.start();
  }

  @AfterAll
  static void stop() throws Exception {
    database.close();
  }

  /** All that sharding remembers is lost; the journal and the list of exports are not. */
  @Test
  void anExportThatNoNodeHasInMemoryIsRestartedByTheReconciler() throws Exception {
    ExportId id = ExportId.generate();
    ActorTestKit first = database.startNode();
    TestProbe<String> plansBefore = first.createTestProbe();
    Exports exports = shards(first, plansBefore.ref());
    ExportListProjection.init(first.system(), database.dataSource());
    plansBefore.awaitAssert(
        Duration.ofSeconds(30),
        () -> exports.submit(id, request("ana", "demo")).toCompletableFuture().join());
    plansBefore.expectMessage(Duration.ofSeconds(20), id.toString());
    UnfinishedExports unfinished = unfinished(first);
    plansBefore.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(unfinished.after(null, 10).toCompletableFuture().join()).containsExactly(id);
          return null;
        });
    first.shutdownTestKit();
    int forgotten =
        database.execute("DELETE FROM event_journal WHERE persistence_id NOT LIKE 'export|%'");
    assertThat(forgotten).as("events by which sharding remembers").isPositive();
    database.execute("DELETE FROM snapshot WHERE persistence_id NOT LIKE 'export|%'");

    ActorTestKit second = database.startNode();
    TestProbe<String> plans = second.createTestProbe();
    Exports again = shards(second, plans.ref());
    plans.expectNoMessage(Duration.ofSeconds(4));

    Reconciler.init(
        second.system(),
        unfinished(second),
        again,
        new ReconcilerSettings(Duration.ofMillis(500), 50));
    plans.expectMessage(Duration.ofSeconds(20), id.toString());

    second.shutdownTestKit();
  }

  /** Another copy of it may have taken it for done, so that nobody remembers it. */
  @Test
  void anExportThatHasEndedIsRestartedUntilItHasCleanedUp() throws Exception {
    ExportId id = ExportId.generate();
    ActorTestKit node = database.startNode();
    TestProbe<String> plans = node.createTestProbe();
    Exports exports = shards(node, plans.ref());
    ExportListProjection.init(node.system(), database.dataSource());
    plans.awaitAssert(
        Duration.ofSeconds(30),
        () -> exports.submit(id, request("ana", "demo")).toCompletableFuture().join());
    ask(exports.cancel(id, Requester.of("ana")));
    plans.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(statusOf(id)).isEqualTo("ERROR");
          assertThat(unfinishedIds(node)).contains(id);
          return null;
        });

    TestProbe<StatusReply<Done>> cleaned = node.createTestProbe();
    ClusterSharding.get(node.system())
        .entityRefFor(ExportEntity.TYPE, id.toString())
        .tell(new EntityCommand.AcceptCleanUp(1, ExportStep.DISCARD, List.of(), cleaned.ref()));
    assertThat(cleaned.receiveMessage(Duration.ofSeconds(10)).isSuccess()).isTrue();
    cleaned.awaitAssert(
        Duration.ofSeconds(20),
        () -> {
          assertThat(unfinishedIds(node)).doesNotContain(id);
          return null;
        });
    node.shutdownTestKit();
  }

  /** The export's own event follows, and takes to the disk what was committed before. */
  @Test
  void whatShardsRememberIsCommittedWithoutASyncAndEventsOfExportsWithOne() throws Exception {
    database.execute("create table commits (persistence_id text, sync text)");
    database.execute(
        "create function note_commit() returns trigger language plpgsql as $$ begin insert into"
            + " commits values (new.persistence_id, current_setting('synchronous_commit'));"
            + " return new; end $$");
    database.execute(
        "create trigger note_commit after insert on event_journal for each row execute function"
            + " note_commit()");
    ActorTestKit node = database.startNode();
    try {
      TestProbe<String> plans = node.createTestProbe();
      Exports exports = shards(node, plans.ref());
      ExportId id = ExportId.generate();
      plans.awaitAssert(
          Duration.ofSeconds(30),
          () -> exports.submit(id, request("ana", "demo")).toCompletableFuture().join());

      String ofExports = "select count(*) from commits where persistence_id like 'export|%' and ";
      assertThat(database.queryLong(ofExports + "sync = 'on'")).isPositive();
      assertThat(database.queryLong(ofExports + "sync <> 'on'")).isZero();
      assertThat(
              database.queryLong(
                  "select count(*) from commits where persistence_id not like 'export|%' and"
                      + " sync = 'off'"))
          .isPositive();
    } finally {
      node.shutdownTestKit();
      database.execute("drop trigger note_commit on event_journal");
      database.execute("drop function note_commit");
      database.execute("drop table commits");
      database.execute("delete from event_journal"); // nobody restarts the export
      database.execute("delete from snapshot");
    }
  }

  private static List<ExportId> unfinishedIds(ActorTestKit node) {
    return unfinished(node).after(null, 10).toCompletableFuture().join();
  }

  private static String statusOf(ExportId id) throws SQLException {
    try (var connection = database.dataSource().getConnection();
        var select = connection.prepareStatement("SELECT status FROM exports WHERE id = ?")) {
      select.setObject(1, id.value());
      try (var row = select.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }

  /**
   * Two copies recover the same export, as after a pause longer than the cluster's failure timeout.
   */
  @Test
  void ofTwoCopiesTheJournalLetsOneWriteAndTheFencingCheckOneCommit() throws Exception {
    ActorTestKit left = database.startNode();
    ActorTestKit right = database.startNode();
    ExportAttempt attempt = ExportAttempt.first(ExportId.generate());
    ActorRef<EntityCommand> stale = copy(left, attempt.id());
    assertThat(submit(left, stale).isSuccess()).isTrue();
    ActorRef<EntityCommand> live = copy(right, attempt.id());
    assertThat(submit(right, live).getValue().summary().sequenceNumber()).isEqualTo(1);
    JournalFencingCheck fencing = JournalFencingCheck.of(left.system(), Duration.ofSeconds(5));
    ask(fencing.check(attempt, 1));

    TestProbe<StatusReply<ExportDetails>> canceled = right.createTestProbe();
    live.tell(new EntityCommand.CancelExport("the test", null, canceled.ref()));
    assertThat(
            canceled.receiveMessage(Duration.ofSeconds(10)).getValue().summary().sequenceNumber())
        .isEqualTo(2);

    TestProbe<StatusReply<ExportSummary>> seen = left.createTestProbe();
    stale.tell(new EntityCommand.GetSummary(seen.ref()));
    assertThat(seen.receiveMessage(Duration.ofSeconds(10)).getValue().sequenceNumber())
        .as("the stale copy does not know yet")
        .isEqualTo(1);
    assertThatThrownBy(() -> ask(fencing.check(attempt, 1)))
        .matches(StaleCommitException::isCauseOf)
        .hasMessageContaining("event 2 is Canceled");

    TestProbe<StatusReply<ExportDetails>> late = left.createTestProbe();
    stale.tell(new EntityCommand.CancelExport("the stale copy", null, late.ref()));
    late.expectNoMessage(Duration.ofSeconds(2)); // the journal has an event 2 already
    left.shutdownTestKit();
    right.shutdownTestKit();
  }

  private static StatusReply<ExportDetails> submit(
      ActorTestKit akka, ActorRef<EntityCommand> export) {
    TestProbe<StatusReply<ExportDetails>> answer = akka.createTestProbe();
    export.tell(new EntityCommand.SubmitExport(request("ana", "demo"), null, answer.ref()));
    return answer.receiveMessage(Duration.ofSeconds(20));
  }

  private static ActorRef<EntityCommand> copy(ActorTestKit akka, ExportId id) {
    TestProbe<String> plans = akka.createTestProbe();
    return akka.spawn(
        ExportEntity.create(
            id, reportingTo(plans.ref()), Clock.systemUTC(), JournalDatabase.entitySettings(akka)));
  }

  private static StepPorts reportingTo(ActorRef<String> plans) {
    return JournalDatabase.silentSteps(id -> plans.tell(id.toString()));
  }

  private static UnfinishedExports unfinished(ActorTestKit node) {
    return new UnfinishedExports(
        database.dataSource(), NodePools.of(node.system()).get(PoolName.UPKEEP));
  }

  private static Exports shards(ActorTestKit akka, ActorRef<String> plans) {
    return JournalDatabase.startShards(akka, reportingTo(plans));
  }

  private static <T> T ask(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
