package io.landfall.worker;

import io.landfall.model.ExportAttempt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.PlanCodec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The few plans a worker is rendering, by checksum, each fetched once. For one thread. */
public final class PlanCache {
  private static final int MAX_PLANS = 16;

  private final ObjectStore store;
  private final Map<String, CompletableFuture<ExportPlan>> plans =
      new LinkedHashMap<>(MAX_PLANS, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(
            Map.Entry<String, CompletableFuture<ExportPlan>> eldest) {
          return size() > MAX_PLANS;
        }
      };

  public PlanCache(ObjectStore store) {
    this.store = store;
  }

  public CompletableFuture<ExportPlan> get(ExportAttempt attempt, String sha256) {
    var cached = plans.get(sha256);
    if (cached == null || cached.isCompletedExceptionally()) {
      cached =
          store
              .get(ObjectKeys.plan(attempt), PlanCodec.MAX_BYTES)
              .thenApply(json -> PlanCodec.decode(json, sha256))
              .toCompletableFuture();
      plans.put(sha256, cached);
    }
    return cached;
  }
}
