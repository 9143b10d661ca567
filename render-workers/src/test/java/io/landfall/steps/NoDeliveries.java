package io.landfall.steps;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.model.ExportAttempt;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.ExportRequest;
import io.landfall.worker.StepReports;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Destinations that take everything and never have it. */
public class NoDeliveries implements Deliveries {
  @Override
  public Behavior<?> create(DeliveryRequest request, StepReports entity) {
    return Behaviors.empty();
  }

  @Override
  public CompletionStage<Done> checkBeforeRendering(
      ExportAttempt attempt, ExportRequest request, ExportPlan plan) {
    return CompletableFuture.completedStage(Done.getInstance());
  }

  @Override
  public CompletionStage<List<LeftFile>> abandon(ExportAttempt attempt, List<EndedDelivery> ended) {
    return CompletableFuture.completedStage(List.of());
  }
}
