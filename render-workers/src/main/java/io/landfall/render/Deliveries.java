package io.landfall.render;

import akka.actor.typed.Behavior;
import io.landfall.model.Attempt;
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
   * @param version of the export that asked
   */
  record Order(
      Attempt attempt,
      ExportPlan plan,
      StoredObject object,
      int index,
      Destination destination,
      Instant requestedAt,
      long version) {
    /** Returns the id of the export. */
    public ExportId id() {
      return attempt.id();
    }
  }

  /** Returns a behavior that delivers, tells {@code entity} the outcome, and stops. */
  Behavior<?> deliver(Order order, EntityReports entity);
}
