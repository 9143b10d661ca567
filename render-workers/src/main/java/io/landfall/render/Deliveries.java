package io.landfall.render;

import akka.actor.typed.Behavior;
import io.landfall.export.Collaborators;

/** Makes the actor that brings one file to one destination. */
@FunctionalInterface
public interface Deliveries {

  /** Returns a behavior that delivers, tells {@code entity} the outcome, and stops. */
  Behavior<?> deliver(Collaborators.Delivery order, EntityReports entity);
}
