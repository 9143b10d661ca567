package io.landfall.steps;

import io.landfall.export.ExportStep;
import io.landfall.model.ExportAttempt;

/**
 * One step of one attempt.
 *
 * @param destination index of the destination that a delivery is for; 0 for every other step
 */
public record StepKey(ExportAttempt attempt, ExportStep step, int destination) {

  /** Names a step that an attempt has once. */
  public static StepKey of(ExportAttempt attempt, ExportStep step) {
    return new StepKey(attempt, step, 0);
  }

  /** Names the delivery to one destination. */
  public static StepKey ofDelivery(ExportAttempt attempt, int destination) {
    return new StepKey(attempt, ExportStep.DELIVER, destination);
  }

  /** Tells whether the two may run at the same time: deliveries of one attempt may. */
  boolean runsBeside(StepKey other) {
    return step == ExportStep.DELIVER
        && other.step == ExportStep.DELIVER
        && attempt.equals(other.attempt);
  }

  @Override
  public String toString() {
    return "%s of %s".formatted(step.label(), attempt);
  }
}
