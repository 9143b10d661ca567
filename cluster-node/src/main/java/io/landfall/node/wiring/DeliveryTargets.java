package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.DeliveryTargetFinder;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.model.request.Destination;
import io.landfall.store.ObjectStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The target of each kind of destination.
 *
 * @param store that holds the files
 */
record DeliveryTargets(ActorSystem<?> system, ObjectStore store) implements DeliveryTargetFinder {

  @Override
  public CompletionStage<DeliveryTarget> find(Destination destination, String owner) {
    return destination.accept(new Finder(owner));
  }

  private final class Finder
      implements Destination.DestinationVisitor<CompletionStage<DeliveryTarget>> {
    private final String owner;

    private Finder(String owner) {
      this.owner = owner;
    }

    @Override
    public CompletionStage<DeliveryTarget> visitLink(Destination.LinkDestination link) {
      return CompletableFuture.completedStage(new LinkTarget(system, store));
    }

    @Override
    public CompletionStage<DeliveryTarget> visitLocalFile(Destination.LocalFileDestination file) {
      return CompletableFuture.completedStage(new LocalFileTarget(system, store, file));
    }

    @Override
    public CompletionStage<DeliveryTarget> visitS3(Destination.S3Destination bucket) {
      return unknown(bucket);
    }

    @Override
    public CompletionStage<DeliveryTarget> visitDropbox(Destination.DropboxDestination folder) {
      return unknown(folder);
    }

    private CompletionStage<DeliveryTarget> unknown(Destination destination) {
      return CompletableFuture.failedStage(
          new ExportFailure(
              ErrorCode.DESTINATION_UNWRITABLE,
              "Cannot deliver to configuration %s of %s: it is not there any more. Make another."
                  .formatted(destination.deliveryConfigId(), owner)));
    }
  }
}
