package io.landfall.estimate;

import io.landfall.export.CrashGuard;
import io.landfall.export.Estimator;
import io.landfall.export.ExportEstimate;
import io.landfall.export.GuardedWork;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.OwnerShares;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Estimates on threads of their own, so that nobody's estimate takes time from exports' plans: an
 * owner has half of these threads at most and so many estimates under way, and one that takes too
 * long is given up.
 */
public final class BoundedEstimator implements Estimator {
  private final PlanEstimator estimator;
  private final Supplier<CompletionStage<List<MeasuredExport>>> recent;
  private final IntSupplier slots;
  private final EstimateSettings settings;
  private final BoundedPool pool;
  private final OwnerShares shares;
  private final CrashGuard guard;
  private final Map<String, Integer> underWay = new ConcurrentHashMap<>();

  /**
   * Makes the estimator of a node.
   *
   * @param recent exports that ended lately, as {@link RecentExports#find}
   * @param slots tasks that the cluster renders at a time; 0: nobody renders now
   * @param shares of the threads of {@code pool}
   * @param guard so that a request which ends the node does not do so each time it comes
   */
  public BoundedEstimator(
      PlanEstimator estimator,
      Supplier<CompletionStage<List<MeasuredExport>>> recent,
      IntSupplier slots,
      EstimateSettings settings,
      BoundedPool pool,
      OwnerShares shares,
      CrashGuard guard) {
    this.estimator = estimator;
    this.recent = recent;
    this.slots = slots;
    this.settings = settings;
    this.pool = pool;
    this.shares = shares;
    this.guard = guard;
  }

  @Override
  public CompletionStage<ExportEstimate> estimate(ExportRequest request) {
    String owner = request.owner();
    long start = System.nanoTime();
    if (underWay.merge(owner, 1, Integer::sum) > settings.perOwner()) {
      leave(owner);
      return CompletableFuture.failedStage(
          new ExportFailure(
              ErrorCode.TOO_MANY_REQUESTS,
              "Cannot estimate now: %d estimates of yours are under way on this node. Ask again when one of them is answered."
                  .formatted(settings.perOwner())));
    }
    return shares
        .supply(
            owner,
            () ->
                recent
                    .get()
                    .thenCompose(
                        measured ->
                            guard.run(
                                GuardedWork.estimate(idOf(request)),
                                () -> pool.supply(() -> estimate(request, measured, start)))))
        .whenComplete((estimate, thrown) -> leave(owner));
  }

  /** Waits among the estimates of the owner; as many as he submits exports. */
  @Override
  public CompletionStage<ExportPlan> plan(ExportRequest request, Duration limit) {
    long start = System.nanoTime();
    return shares.supply(
        request.owner(),
        () ->
            guard.run(
                GuardedWork.estimate(idOf(request)),
                () -> pool.supply(() -> plan(request, start, limit))));
  }

  private ExportPlan plan(ExportRequest request, long start, Duration limit) {
    checkInTime(start, limit); // it may have waited for its turn
    return estimator.plan(request, () -> checkInTime(start, limit));
  }

  /**
   * The same for the same body of the same owner, so that its crash is known when it comes again.
   */
  private static UUID idOf(ExportRequest request) {
    String asked = request.origin() == null ? request.toString() : request.origin().bodySha256();
    return UUID.nameUUIDFromBytes(
        ("estimate " + request.owner() + " " + asked).getBytes(StandardCharsets.UTF_8));
  }

  private ExportEstimate estimate(
      ExportRequest request, List<MeasuredExport> measured, long start) {
    checkInTime(start);
    int rendering = slots.getAsInt();
    ExportEstimate estimate =
        estimator.estimate(request, measured, Math.max(1, rendering), () -> checkInTime(start));
    return rendering > 0
        ? estimate
        : estimate.withWarning(
            "No node renders now: none with the role worker is there. The time is from when one is"
                + " started.");
  }

  private void leave(String owner) {
    underWay.computeIfPresent(owner, (name, count) -> count == 1 ? null : count - 1);
  }

  private void checkInTime(long start) {
    checkInTime(start, settings.timeLimit());
  }

  private static void checkInTime(long start, Duration limit) {
    if (System.nanoTime() - start > limit.toNanos()) {
      throw new ExportFailure(
          ErrorCode.STEP_TIMED_OUT,
          "Cannot estimate within %d s: the scenes take long to look up, or others' estimates come first. Ask again later, or begin the export: it is planned without this limit."
              .formatted(limit.toSeconds()));
    }
  }
}
