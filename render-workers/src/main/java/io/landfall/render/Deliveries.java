package io.landfall.render;

import akka.actor.typed.Behavior;
import io.landfall.model.Destination;
import io.landfall.model.ExportId;
import io.landfall.model.ExportPlan;
import io.landfall.model.StoredObject;
import java.time.Instant;

/** Makes the actor that brings one file to one destination. */
@FunctionalInterface
public interface Deliveries {

  /**
   * What to bring where.
   *
   * @param object in our store
   * @param index of the destination in the request
   * @param requestedAt when the export was asked for
   */
  record Order(
      ExportId id,
      ExportPlan plan,
      StoredObject object,
      int index,
      Destination destination,
      Instant requestedAt) {}

  /** Returns a behavior that delivers, tells {@code entity} the outcome, and stops. */
  Behavior<?> deliver(Order order, EntityReports entity);
}
