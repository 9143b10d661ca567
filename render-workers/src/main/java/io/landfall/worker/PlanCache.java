package io.landfall.worker;

import io.landfall.model.ExportAttempt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.raster.SingleFlightCache;
import io.landfall.raster.SingleFlightCache.Claim;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.PlanCodec;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The few plans a worker is rendering, by checksum, each fetched once if it is not on the node. */
public final class PlanCache {
  private static final int MAX_PLANS = 16;

  private final ObjectStore store;
  private final Function<String, Optional<ExportPlan>> onNode;
  private final SingleFlightCache<String, ExportPlan> plans =
      new SingleFlightCache<>(MAX_PLANS, plan -> 1);

  /** Makes one that fetches every plan. */
  public PlanCache(ObjectStore store) {
    this(store, sha256 -> Optional.empty());
  }

  /**
   * Makes one.
   *
   * @param onNode finds plans by checksum that are here without being fetched
   */
  PlanCache(ObjectStore store, Function<String, Optional<ExportPlan>> onNode) {
    this.store = store;
    this.onNode = onNode;
  }

  /** Returns a plan, fetching it if it is not here; what fails is fetched anew by the next call. */
  public CompletableFuture<ExportPlan> get(ExportAttempt attempt, String sha256) {
    Claim<ExportPlan> claim = plans.claim(sha256);
    if (claim.isMine()) {
      onNode
          .apply(sha256)
          .ifPresentOrElse(
              plan -> plans.fill(sha256, claim, plan), () -> fetch(attempt, sha256, claim));
    }
    return claim.value();
  }

  private void fetch(ExportAttempt attempt, String sha256, Claim<ExportPlan> claim) {
    CompletableFuture.completedStage(ObjectKeys.plan(attempt))
        .thenCompose(key -> store.get(key, PlanCodec.MAX_BYTES)) // what it throws abandons, too
        .thenApply(json -> PlanCodec.decode(json, sha256))
        .whenComplete(
            (plan, failure) -> {
              if (failure == null) {
                plans.fill(sha256, claim, plan);
              } else {
                plans.abandon(sha256, claim, failure);
              }
            });
  }
}
