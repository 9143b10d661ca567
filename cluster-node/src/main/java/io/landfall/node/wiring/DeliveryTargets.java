package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import io.landfall.delivery.DeliveryTarget;
import io.landfall.delivery.link.LinkTarget;
import io.landfall.delivery.local.LocalFileTarget;
import io.landfall.model.request.Destination;
import io.landfall.store.ObjectStore;

/**
 * The target of each kind of destination.
 *
 * @param store that holds the files
 */
record DeliveryTargets(ActorSystem<?> system, ObjectStore store)
    implements Destination.DestinationVisitor<DeliveryTarget> {

  @Override
  public DeliveryTarget visitLink(Destination.LinkDestination link) {
    return new LinkTarget(system, store);
  }

  @Override
  public DeliveryTarget visitLocalFile(Destination.LocalFileDestination file) {
    return new LocalFileTarget(system, store, file);
  }
}
