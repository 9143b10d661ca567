package io.landfall.export.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import akka.actor.testkit.typed.javadsl.TestProbe;
import akka.actor.typed.ActorRef;
import akka.cluster.sharding.ShardCoordinator.ShardAllocationStrategy;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.cluster.sharding.typed.testkit.javadsl.TestEntityRef;
import io.landfall.cluster.ClusterChanges;
import io.landfall.export.Requester;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class ShardedExportsTest {
  private static final ActorTestKit AKKA = ActorTestKit.create();
  private static final Duration TIMEOUT = Duration.ofMillis(100);

  private final ExportId id = ExportId.generate();
  private final TestProbe<EntityCommand> silent = AKKA.createTestProbe();
  private final ClusterChanges changes = new ClusterChanges(() -> 0);
  private final ShardedExports exports =
      new ShardedExports(
          new OneEntity(),
          Optional::empty,
          new NewExports(),
          Clock.systemUTC(),
          new ExportEntitySettings(
              TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT, TIMEOUT.multipliedBy(2), 1, Duration.ZERO),
          changes);

  @AfterAll
  static void shutDown() {
    AKKA.shutdownTestKit();
  }

  @Test
  void aWriteThatNobodyAnswersIsNoFaultOfTheDatabaseAndItsOutcomeIsUnknown() {
    ExportFailure failure = failure(exports.cancel(id, Requester.of("ann")));
    assertThat(failure.code()).isEqualTo(ErrorCode.NO_ANSWER_IN_TIME);
    assertThat(failure)
        .hasMessageStartingWith("Cannot cancel export " + id + " in time: no answer came within")
        .hasMessageContaining("100 ms")
        .hasMessageContaining("busy or has just started")
        .hasMessageContaining("Whether it was done is unknown");
    silent.expectMessageClass(EntityCommand.CancelExport.class);
    silent.expectNoMessage(Duration.ZERO); // it was not asked twice
  }

  @Test
  void aReadThatNobodyAnswersIsAskedTwiceAndChangesNothing() {
    ExportFailure failure = failure(exports.summary(id));
    assertThat(failure.code()).isEqualTo(ErrorCode.NO_ANSWER_IN_TIME);
    assertThat(failure)
        .hasMessageContaining("Ask again in a few seconds.")
        .hasMessageNotContaining("unknown");
    silent.expectMessageClass(EntityCommand.GetSummary.class);
    silent.expectMessageClass(EntityCommand.GetSummary.class);
  }

  @Test
  void whileNodesComeOrGoAReadIsAskedForLonger() {
    assertThat(exports.extraTime()).isZero();
    changes.note();
    assertThat(exports.extraTime()).isEqualTo(TIMEOUT);
    assertThat(failure(exports.summary(id))).hasMessageContaining("200 ms");
    for (int tries = 0; tries < 4; tries++) {
      silent.expectMessageClass(EntityCommand.GetSummary.class);
    }
    silent.expectNoMessage(Duration.ZERO);
  }

  private static ExportFailure failure(CompletionStage<?> answer) {
    return ExportFailure.of(catchThrowable(() -> answer.toCompletableFuture().join()));
  }

  /** Each export is the probe, which answers nothing. */
  private final class OneEntity extends ClusterSharding {
    @Override
    public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> key, String entityId) {
      return TestEntityRef.of(key, entityId, silent.ref().unsafeUpcast());
    }

    @Override
    public <M> EntityRef<M> entityRefFor(EntityTypeKey<M> key, String entityId, String center) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <M, E> ActorRef<E> init(Entity<M, E> entity) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ActorRef<ClusterShardingQuery> shardState() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ShardAllocationStrategy defaultShardAllocationStrategy(
        ClusterShardingSettings settings) {
      throw new UnsupportedOperationException();
    }
  }
}
