package io.landfall.export;

/** How long one export has stood still, counted in nudges. */
public final class Patience {

  /** What a nudge comes to. */
  public enum Verdict {
    /** Leave it alone. */
    NOTHING,
    /** Ask for the step again. */
    ASK,
    /** The step has missed its deadline. */
    TIME_OUT,
    /** Nothing is left to do: put it away. */
    LEAVE,
    /**
     * It waits for a person: begin again from the journal, where another copy that was taken for
     * dead may have written since.
     */
    REOPEN
  }

  private final ExportEntitySettings settings;
  private boolean moved = true;
  private long quiet;

  /** Begins as if the export had just moved. */
  public Patience(ExportEntitySettings settings) {
    this.settings = settings;
  }

  /** Notes that the export moves. */
  public void moved() {
    moved = true;
  }

  /** Counts a nudge. */
  public Verdict nudge(ExportState state) {
    quiet = moved ? 0 : quiet + 1;
    moved = false;
    boolean isIdle = quiet >= settings.nudges(settings.idleTimeout());
    if (state.resting()) {
      return isIdle ? Verdict.LEAVE : Verdict.NOTHING;
    } else if (state instanceof Paused) {
      return isIdle ? Verdict.REOPEN : Verdict.NOTHING;
    } else if (quiet == 0) {
      return Verdict.NOTHING;
    }
    return hasDeadline(state) && quiet >= settings.nudges(settings.stepDeadline())
        ? Verdict.TIME_OUT
        : Verdict.ASK;
  }

  /** Cleaning up goes on until it works. */
  private static boolean hasDeadline(ExportState state) {
    return state instanceof Running && !(state instanceof Retrying);
  }
}
