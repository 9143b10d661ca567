package io.landfall.quota;

import io.landfall.export.Estimator;
import io.landfall.export.ExportEstimate;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.quota.Quotas.QuotaClaim;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Estimates what quotas let begin now; the rest fails as the export itself would. */
public final class QuotaEstimator implements Estimator {
  private final Estimator estimator;
  private final Quotas quotas;

  public QuotaEstimator(Estimator estimator, Quotas quotas) {
    this.estimator = estimator;
    this.quotas = quotas;
  }

  @Override
  public CompletionStage<ExportEstimate> estimate(ExportRequest request) {
    String organization = request.memberOf();
    return quotas
        .limits(request.owner(), organization)
        .thenCompose(
            limits ->
                limits.equals(QuotaLimits.NONE)
                    ? estimator.estimate(request)
                    : estimator
                        .estimate(request)
                        .thenCompose(estimate -> checked(request, organization, estimate)));
  }

  private CompletionStage<ExportEstimate> checked(
      ExportRequest request, String organization, ExportEstimate estimate) {
    QuotaNeed need = QuotaNeed.of(request, estimate.plan());
    return quotas
        .check(new QuotaClaim(ExportId.generate(), request.owner(), organization, need))
        .thenCompose(
            excess -> {
              excess.ifPresent(quotas::noteRefused);
              return excess
                  .<CompletionStage<ExportEstimate>>map(
                      found -> CompletableFuture.failedStage(found.failure("begin this export")))
                  .orElseGet(() -> CompletableFuture.completedStage(estimate));
            });
  }

  @Override
  public CompletionStage<ExportPlan> plan(ExportRequest request, Duration limit) {
    return estimator.plan(request, limit);
  }
}
