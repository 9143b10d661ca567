package io.landfall.steps;

import akka.Done;
import akka.actor.typed.Behavior;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.model.ExportAttempt;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.worker.StepReports;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** How a node brings files to destinations. */
public interface Deliveries {

  /** Returns a behavior that delivers, reports the outcome to {@code entity}, and stops. */
  Behavior<?> create(DeliveryRequest request, StepReports entity);

  /**
   * Looks whether the destinations of a request would take its file, before that is rendered. What
   * only may go wrong is no failure.
   *
   * @return fails with {@link io.landfall.model.ExportFailure} if one is sure to refuse it
   */
  CompletionStage<Done> checkBeforeRendering(
      ExportAttempt attempt, ExportRequest request, ExportPlan plan);

  /**
   * Closes what deliveries that were ended have open at their destinations, as far as these allow.
   *
   * @return what is there nevertheless; never fails
   */
  CompletionStage<List<LeftFile>> abandon(ExportAttempt attempt, List<EndedDelivery> ended);
}
