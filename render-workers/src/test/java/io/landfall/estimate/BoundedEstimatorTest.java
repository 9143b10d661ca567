package io.landfall.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.landfall.export.CrashGuard;
import io.landfall.export.ExportPlanner;
import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.SceneId;
import io.landfall.model.request.ExportRequest;
import io.landfall.model.request.ExportRequestBuilder;
import io.landfall.model.request.ExportSource;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.OwnerShares;
import io.landfall.pool.PoolSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundedEstimatorTest {
  private static final int PER_OWNER = 3;

  private final BoundedPool pool = new BoundedPool("estimates", new PoolSettings(2, 16));
  private final CountDownLatch hold = new CountDownLatch(1);

  private CrashGuard guard = CrashGuard.NONE;

  @AfterEach
  void stop() {
    hold.countDown();
    pool.close();
  }

  @Test
  void anOwnerWithTooManyIsRefusedAndAnotherIsNot() {
    BoundedEstimator estimator = estimator(Duration.ofMinutes(1), this::waitAndRefuse);
    List<CompletableFuture<?>> begun = new ArrayList<>();
    for (int i = 0; i < PER_OWNER; i++) {
      begun.add(estimator.estimate(request("flood")).toCompletableFuture());
    }
    assertThat(failure(estimator.estimate(request("flood")).toCompletableFuture()))
        .isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
    CompletableFuture<?> other = estimator.estimate(request("other")).toCompletableFuture();
    assertThat(other).isNotDone();

    hold.countDown();
    begun.forEach(one -> assertThat(failure(one)).isEqualTo(ErrorCode.SCENE_UNKNOWN));
    assertThat(failure(other)).isEqualTo(ErrorCode.SCENE_UNKNOWN);
    assertThat(failure(estimator.estimate(request("flood")).toCompletableFuture()))
        .as("once they are answered, he may ask again")
        .isEqualTo(ErrorCode.SCENE_UNKNOWN);
  }

  @Test
  void oneThatTakesTooLongIsGivenUpAtItsNextLook() {
    BoundedEstimator estimator =
        estimator(
            Duration.ofMillis(1),
            (request, checkWanted) -> {
              while (true) {
                checkWanted.run();
                Thread.onSpinWait();
              }
            });
    assertThat(failure(estimator.estimate(request("ann")).toCompletableFuture()))
        .isEqualTo(ErrorCode.STEP_TIMED_OUT);
  }

  @Test
  void aRequestThatEndedNodesIsKnownWhenItsOwnerSendsItAgain() {
    List<GuardedWork> asked = new ArrayList<>();
    guard =
        new CrashGuard() {
          @Override
          public <T> CompletionStage<T> run(GuardedWork work, Supplier<CompletionStage<T>> start) {
            asked.add(work);
            return CompletableFuture.failedStage(
                new ExportFailure(ErrorCode.POISON_STEP, "It has ended nodes."));
          }

          @Override
          public <T> T call(GuardedWork work, Supplier<T> body) {
            throw new AssertionError("It must not run on the thread of who asks");
          }
        };
    BoundedEstimator estimator =
        estimator(
            Duration.ofMinutes(1),
            (request, checkWanted) -> {
              throw new AssertionError("It runs");
            });
    for (String owner : List.of("ann", "ann", "bob")) {
      assertThat(failure(estimator.estimate(request(owner)).toCompletableFuture()))
          .isEqualTo(ErrorCode.POISON_STEP);
    }
    assertThat(asked.get(1)).isEqualTo(asked.get(0)).isNotEqualTo(asked.get(2));
    assertThat(asked.get(0).poisonCode()).isEqualTo(ErrorCode.POISON_STEP);
    assertThat(asked.get(0).description()).isEqualTo("estimate");
  }

  private Supplier<io.landfall.model.plan.ExportPlan> waitAndRefuse(
      ExportRequest request, Runnable checkWanted) {
    try {
      hold.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new ExportFailure(ErrorCode.SCENE_UNKNOWN, "Cannot find the scene.");
  }

  private BoundedEstimator estimator(Duration timeLimit, ExportPlanner planner) {
    var settings = new EstimateSettings(timeLimit, Duration.ofSeconds(1), PER_OWNER);
    var of =
        new PlanEstimator(
            planner, null, settings.sampleTime(), plan -> {}, (wanted, plan) -> List.of(), 1);
    return new BoundedEstimator(
        of,
        () -> CompletableFuture.completedStage(List.of()),
        () -> 1,
        settings,
        pool,
        new OwnerShares(2),
        guard);
  }

  private static ErrorCode failure(CompletableFuture<?> stage) {
    return ExportFailure.of(catchThrowable(stage::join)).code();
  }

  private static ExportRequest request(String owner) {
    var source = new ExportSource.MosaicSource(List.of(new SceneId("a.tif")), List.of("red"));
    return new ExportRequestBuilder(owner, source).build();
  }
}
