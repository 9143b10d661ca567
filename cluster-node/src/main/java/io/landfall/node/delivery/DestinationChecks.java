package io.landfall.node.delivery;

import akka.Done;
import io.landfall.delivery.DeliveryTargetFinder;
import io.landfall.delivery.FileNames;
import io.landfall.delivery.PlannedFile;
import io.landfall.export.ExportEstimate.DestinationCheck;
import io.landfall.export.ExportEstimate.DestinationStatus;
import io.landfall.model.ErrorCode.Blame;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.model.ExportId;
import io.landfall.model.plan.ExportPlan;
import io.landfall.model.request.Destination;
import io.landfall.model.request.ExportRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Looks for estimates whether destinations would take the file.
 *
 * @param targets of users' destinations
 * @param storeProblem why our own store cannot take files now; empty: it can
 */
public record DestinationChecks(
    DeliveryTargetFinder targets, Supplier<Optional<String>> storeProblem) {
  /** Destinations are asked side by side; one that has not answered then is told as unchecked. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  /** Returns what is found of each destination, in their order. Blocks. */
  public List<DestinationCheck> look(ExportRequest request, ExportPlan plan) {
    var file =
        new PlannedFile(
            ExportAttempt.first(
                ExportId.generate()), // nobody has it: what is there already is somebody else's
            FileNames.mainFile(plan),
            plan.format().type(),
            plan.layout().estimatedBytes());
    List<CompletableFuture<DestinationCheck>> asked =
        request.delivery().stream().map(to -> look(to, request.owner(), file)).toList();
    return asked.stream().map(CompletableFuture::join).toList();
  }

  private CompletableFuture<DestinationCheck> look(
      Destination destination, String owner, PlannedFile file) {
    if (!destination.keepsFileInStore()) {
      return CompletableFuture.completedFuture(
          new DestinationCheck(
              destination.type(),
              DestinationStatus.UNCHECKED,
              "Only the delivery tells whether it takes the file."));
    }
    Optional<String> problem = storeProblem.get();
    if (problem.isPresent()) {
      return CompletableFuture.completedFuture(
          new DestinationCheck(destination.type(), DestinationStatus.PROBLEM, problem.get()));
    }
    return targets
        .find(destination, owner)
        .thenCompose(target -> target.checkBeforeRendering(file))
        .toCompletableFuture()
        .copy() // only this waits no longer
        .orTimeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
        .handle((done, thrown) -> found(destination, done, thrown));
  }

  private static DestinationCheck found(Destination destination, Done done, Throwable thrown) {
    if (done != null) {
      return new DestinationCheck(destination.type(), DestinationStatus.OK, null);
    }
    ExportFailure failure = ExportFailure.of(thrown);
    return failure.code().blame() == Blame.DESTINATION
        ? new DestinationCheck(destination.type(), DestinationStatus.PROBLEM, failure.getMessage())
        : new DestinationCheck(
            destination.type(),
            DestinationStatus.UNCHECKED,
            "It does not answer now. The export looks again before it renders.");
  }
}
