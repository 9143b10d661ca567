package io.landfall.delivery;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import io.landfall.export.StepPorts.DeliveryRequest;
import io.landfall.export.StepPorts.EndedDelivery;
import io.landfall.http.Backoff;
import io.landfall.http.DelayScheduler;
import io.landfall.model.ErrorCode;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.delivery.LeftFile;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import io.landfall.steps.Deliveries;
import io.landfall.worker.StepReports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The deliveries of a node, each to its target. */
public final class TargetDeliveries implements Deliveries {
  private static final Logger LOG = LoggerFactory.getLogger(TargetDeliveries.class);

  /** A destination that says nothing so long before rendering is asked again by the delivery. */
  private static final Duration CHECK_TIME = Duration.ofSeconds(20);

  private static final Duration ABANDON_TIME = Duration.ofMinutes(2);
  private static final Backoff ABANDON_RETRY =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(10));

  private final ActorSystem<?> system;
  private final DeliveryServices services;

  public TargetDeliveries(ActorSystem<?> system, DeliveryServices services) {
    this.system = system;
    this.services = services;
  }

  @Override
  public Behavior<?> create(DeliveryRequest delivery, StepReports entity) {
    return DeliveryActor.create(delivery, entity, services);
  }

  @Override
  public CompletionStage<Done> checkBeforeRendering(
      ExportAttempt attempt, ExportRequest request, ExportPlan plan) {
    var file =
        new PlannedFile(
            attempt,
            FileNames.mainFile(plan),
            plan.format().type(),
            plan.layout().estimatedBytes());
    CompletionStage<Done> all = CompletableFuture.completedStage(Done.getInstance());
    for (Destination destination : request.delivery()) {
      all = all.thenCompose(done -> check(destination, request.owner(), file));
      if (plan.provenance()) {
        PlannedFile raster = ProvenanceDelivery.planned(attempt, destination, plan);
        all =
            all.thenCompose(
                done ->
                    check(ProvenanceDelivery.destination(destination), request.owner(), raster));
      }
    }
    return all;
  }

  private CompletionStage<Done> check(Destination destination, String owner, PlannedFile file) {
    return services
        .targets()
        .find(destination, owner)
        .thenCompose(target -> target.checkBeforeRendering(file))
        .toCompletableFuture()
        .copy() // only this waits no longer
        .orTimeout(CHECK_TIME.toSeconds(), TimeUnit.SECONDS)
        .exceptionally(
            thrown -> {
              ExportFailure failure = ExportFailure.of(thrown);
              if (failure.code().blame() == Blame.DESTINATION) {
                throw failure;
              }
              LOG.warn(
                  "Cannot look whether {} takes the file of export {}: {}",
                  destination.type(),
                  file.id(),
                  failure.getMessage());
              return Done.getInstance();
            });
  }

  @Override
  public CompletionStage<List<LeftFile>> abandon(ExportAttempt attempt, List<EndedDelivery> ended) {
    CompletionStage<List<LeftFile>> all = CompletableFuture.completedStage(new ArrayList<>());
    for (EndedDelivery delivery : ended) {
      all =
          all.thenCombine(
              abandon(attempt, delivery),
              (before, left) -> {
                left.ifPresent(before::add);
                return before;
              });
    }
    return all;
  }

  /** Tries for a while: credentials may be revoked by now, and the export must come to its end. */
  private CompletionStage<Optional<LeftFile>> abandon(
      ExportAttempt attempt, EndedDelivery delivery) {
    int destination = delivery.session().destination();
    return ABANDON_RETRY
        .retry(
            () ->
                services
                    .targets()
                    .find(delivery.destination(), delivery.owner())
                    .thenCompose(target -> target.abandon(attempt, delivery.session()))
                    .toCompletableFuture()
                    .copy()
                    .orTimeout(ABANDON_TIME.toSeconds(), TimeUnit.SECONDS),
            thrown -> ExportFailure.of(thrown).code() != ErrorCode.DESTINATION_DENIED,
            DelayScheduler.of(system))
        .thenApply(href -> href.map(there -> new LeftFile(destination, there)))
        .exceptionally(
            thrown -> {
              String why = ExportFailure.of(thrown).getMessage();
              LOG.warn(
                  "Cannot clean up at destination {} of export {}: {}",
                  destination,
                  attempt.id(),
                  why);
              return Optional.of(new LeftFile(destination, delivery.session().location(), why));
            });
  }
}
