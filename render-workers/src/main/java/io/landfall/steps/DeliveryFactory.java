package io.landfall.steps;

import akka.actor.typed.Behavior;
import io.landfall.export.StepPorts;
import io.landfall.worker.StepReports;

/** Makes the actor that brings one file to one destination. */
@FunctionalInterface
public interface DeliveryFactory {

  /** Returns a behavior that delivers, reports the outcome to {@code entity}, and stops. */
  Behavior<?> create(StepPorts.DeliveryRequest request, StepReports entity);
}
