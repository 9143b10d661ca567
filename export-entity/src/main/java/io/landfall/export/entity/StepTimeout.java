package io.landfall.export.entity;

import io.landfall.export.StepWait;

/**
 * How long one export has stood still, counted in checks, and what its step has said that it waits
 * for: who waits in turn does not stand still.
 */
public final class StepTimeout {

  /** What a check leads to. */
  public enum TimeoutAction {
    /** Leave it alone. */
    NOTHING,
    /** Ask for the step again. */
    REPEAT_STEP,
    /** The step has missed its deadline. */
    FAIL_STEP,
    /** Nothing is left to do: passivate it. */
    PASSIVATE,
    /**
     * It waits for a person: begin again from the journal, where another copy that was taken for
     * dead may have written since.
     */
    RESTART
  }

  /** Each idle check asks for the step again; one that still waits says so at once. */
  private static final int CHECKS_PER_WAIT = 3;

  private final ExportEntitySettings settings;
  private boolean hasProgressed = true;
  private long idleChecks;
  private StepWait waitsFor;

  /** Begins as if the export had just moved. */
  public StepTimeout(ExportEntitySettings settings) {
    this.settings = settings;
  }

  /** Notes that the export moves. */
  public void recordProgress() {
    recordWait(null);
  }

  /** Notes that the step waits for something; {@code null}: it moves. */
  void recordWait(StepWait what) {
    hasProgressed = true;
    waitsFor = what;
  }

  /** Returns what the step waits for; {@code null}: nothing that it has told of lately. */
  StepWait waitsFor() {
    return waitsFor;
  }

  /** Counts a check. */
  public TimeoutAction check(ExportState state) {
    idleChecks = hasProgressed ? 0 : idleChecks + 1;
    hasProgressed = false;
    if (idleChecks >= CHECKS_PER_WAIT) {
      waitsFor = null;
    }
    boolean isIdle = idleChecks >= settings.checkCount(settings.idleTimeout());
    if (state.isDone()) {
      return isIdle ? TimeoutAction.PASSIVATE : TimeoutAction.NOTHING;
    } else if (state instanceof PausedState) {
      return isIdle ? TimeoutAction.RESTART : TimeoutAction.NOTHING;
    } else if (idleChecks == 0) {
      return TimeoutAction.NOTHING;
    }
    return hasDeadline(state) && idleChecks >= settings.checkCount(settings.stepDeadline())
        ? TimeoutAction.FAIL_STEP
        : TimeoutAction.REPEAT_STEP;
  }

  /** Cleaning up goes on until it works. */
  private static boolean hasDeadline(ExportState state) {
    return state instanceof RunningState && !(state instanceof RetryingState);
  }
}
