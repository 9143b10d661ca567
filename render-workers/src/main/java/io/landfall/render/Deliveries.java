package io.landfall.render;

import akka.actor.typed.Behavior;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.StoredObject;

/** Makes the actor that brings one file to one destination. */
@FunctionalInterface
public interface Deliveries {

  /**
   * What to bring where.
   *
   * @param object in our store
   * @param index of the destination in the request
   */
  record Order(
      ExportId id, ExportPlan plan, StoredObject object, int index, Destination destination) {}

  /** Returns a behavior that delivers, tells {@code entity} the outcome, and stops. */
  Behavior<?> deliver(Order order, EntityReports entity);
}
