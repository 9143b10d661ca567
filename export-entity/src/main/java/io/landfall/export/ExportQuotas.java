package io.landfall.export;

import akka.Done;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.model.ExportAttempt;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts what exports take of their owners' quotas, step by step. Each call may be repeated with
 * the same arguments: it counts once. Stages fail with QUOTA_REACHED where a quota does not have
 * what is needed, with DATABASE_UNAVAILABLE or NODE_BUSY where that cannot be told.
 */
public interface ExportQuotas {
  /** Counts nothing: whoever runs exports owns the service. */
  ExportQuotas NONE =
      new ExportQuotas() {
        @Override
        public CompletionStage<Done> admitPlan(
            ExportAttempt attempt, ExportRequest request, ExportPlan plan) {
          return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public CompletionStage<Done> admitDelivery(DeliveryRequest delivery) {
          return CompletableFuture.completedStage(Done.getInstance());
        }

        @Override
        public void settle(ExportAttempt attempt, EndedUse use) {
          // nothing was counted
        }
      };

  /** Takes what a plan will render and deliver, before it is rendered. */
  CompletionStage<Done> admitPlan(ExportAttempt attempt, ExportRequest request, ExportPlan plan);

  /** Takes the bytes of a file before it is brought to a destination. */
  CompletionStage<Done> admitDelivery(DeliveryRequest delivery);

  /** Gives back what an export that has ended did not use. Returns at once. */
  void settle(ExportAttempt attempt, EndedUse use);

  /**
   * What an export has used when it ended.
   *
   * @param pixels of the attempt
   * @param bytesDelivered by the index of the destination that has the file
   */
  record EndedUse(long pixels, Map<Integer, Long> bytesDelivered) {
    public EndedUse {
      bytesDelivered = Map.copyOf(bytesDelivered);
    }
  }
}
