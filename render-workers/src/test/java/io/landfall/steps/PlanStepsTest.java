package io.landfall.steps;

import static io.landfall.worker.RenderFixture.ATTEMPT;
import static io.landfall.worker.RenderFixture.ID;
import static org.assertj.core.api.Assertions.assertThat;

import akka.Done;
import akka.actor.testkit.typed.javadsl.FishingOutcomes;
import akka.pattern.StatusReply;
import io.landfall.export.ExportStep;
import io.landfall.export.StepWait;
import io.landfall.export.entity.EntityCommand;
import io.landfall.export.entity.EntityCommand.AcceptFailure;
import io.landfall.export.entity.EntityCommand.AcceptPlan;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.worker.RenderFixture;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanStepsTest extends StepsFixture {
  @Test
  void aPlanIsReportedUntilTheEntityAnswers() {
    steps.plan(ATTEMPT, REQUEST);

    entity.expectMessageClass(AcceptPlan.class);
    AcceptPlan again = entity.expectMessageClass(AcceptPlan.class);
    again.replyTo().tell(StatusReply.success(Done.getInstance()));

    entity.expectNoMessage(Duration.ofSeconds(1));
    assertThat(planned).hasValue(1);
  }

  @Test
  void aPlannersFailureReachesTheEntityInItsWords() {
    planner =
        checkWanted -> {
          throw new ExportFailure(ErrorCode.BAND_UNKNOWN, "Cannot find band 12.");
        };
    steps.plan(ATTEMPT, REQUEST);

    AcceptFailure failure = entity.expectMessageClass(AcceptFailure.class);
    assertThat(failure.code()).isEqualTo(ErrorCode.BAND_UNKNOWN);
    assertThat(failure.step()).isEqualTo(ExportStep.PLAN);
    assertThat(failure.detail()).isEqualTo("Cannot find band 12.");
  }

  /** Else slow plans that nobody waits for would hold the threads of those that somebody does. */
  @Test
  void aPlanOfACanceledExportEndsAndTellsNobody() throws Exception {
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    planner =
        checkWanted -> {
          begun.countDown();
          try {
            while (true) {
              checkWanted.run();
              Thread.onSpinWait();
            }
          } finally {
            ended.countDown();
          }
        };
    steps.plan(ATTEMPT, REQUEST);
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

    steps.stopSteps(ATTEMPT.id());

    assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    entity.expectNoMessage(Duration.ofMillis(500));
    assertThat(planned).hasValue(1);
  }

  /** Three owners have scenes on a host that hangs; two filled all threads for plans once. */
  @Test
  void slowScenesOfSomeHoldUpNoPlanOfOthers() {
    var release = new CountDownLatch(1);
    int planners = NodePools.of(akka.system()).get(PoolName.PLANNING).threads();
    catalogue =
        request -> {
          assertThat(Thread.currentThread().getName()).startsWith("landfall-scenes-");
          if (request.owner().startsWith("slow")) {
            awaitUninterrupted(release);
          }
        };
    planner =
        checkWanted -> {
          assertThat(Thread.currentThread().getName()).startsWith("landfall-planning-");
          return RenderFixture.plan(2);
        };
    try {
      for (int i = 0; i < 4 * planners; i++) {
        String owner = "slow-" + i % 3;
        steps.plan(ExportAttempt.first(ExportId.generate()), request(owner));
      }
      steps.plan(ATTEMPT, request("me"));

      entity.fishForMessage(
          Duration.ofSeconds(3),
          message ->
              message instanceof AcceptPlan
                  ? FishingOutcomes.complete()
                  : FishingOutcomes.continueAndIgnore());
      assertThat(planned).hasValue(1);
    } finally {
      release.countDown();
    }
  }

  @Test
  void anOwnersThirdExportIsPlannedWhenOneBeforeItHasEnded() {
    List<ExportAttempt> attempts =
        IntStream.range(2, 5)
            .mapToObj(i -> ExportId.parse("01890000-0000-7000-8000-00000000000" + i))
            .map(ExportAttempt::first)
            .toList();
    for (ExportAttempt attempt : attempts) {
      steps.plan(attempt, REQUEST);
      if (attempt != attempts.get(2)) {
        entity
            .expectMessageClass(AcceptPlan.class)
            .replyTo()
            .tell(StatusReply.success(Done.getInstance()));
      }
    }
    assertThat(entity.expectMessageClass(EntityCommand.StepWaits.class).waitsFor())
        .isEqualTo(StepWait.QUEUED);
    steps.plan(attempts.get(2), REQUEST);
    entity.expectMessageClass(EntityCommand.StepWaits.class);
    assertThat(planned).hasValue(2);

    steps.discard(attempts.get(0), List.of());

    entity.fishForMessage(
        Duration.ofSeconds(3),
        message ->
            message instanceof AcceptPlan
                ? FishingOutcomes.complete()
                : FishingOutcomes.continueAndIgnore());
    assertThat(planned).hasValue(3);
  }

  @Test
  void askingForTheSameStepWhileItRunsDoesNothing() {
    var go = new CountDownLatch(1);
    planner =
        checkWanted -> {
          awaitUninterrupted(go);
          return RenderFixture.plan(1);
        };
    steps.plan(ATTEMPT, REQUEST);
    steps.plan(ATTEMPT, REQUEST);
    go.countDown();

    entity.expectMessageClass(AcceptPlan.class);
    assertThat(planned).hasValue(1);
  }

  @Test
  void aReplacedStepReportsNothingAnyMore() {
    steps.plan(ATTEMPT, REQUEST);
    entity.expectMessageClass(AcceptPlan.class);
    steps.stopSteps(ID);

    entity.expectNoMessage(Duration.ofSeconds(2)); // asks time out after half a second
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
