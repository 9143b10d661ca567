package io.landfall.node.memory;

import java.time.Duration;

/** Tells from the processor time of a process whether it works, has just stopped, or rests. */
final class IdleWatch {
  /**
   * Of one processor: more than a node takes that nobody asks for anything, but for its state of
   * health; on a machine that is busy with other things, too.
   */
  private static final double IDLE_SHARE = 0.2;

  private long processorNanos;
  private long nanos;
  private boolean hasWorked = true;

  /** What a process has done since the look before. */
  enum Activity {
    WORKS,
    /** It has worked before, and does no longer. */
    HAS_STOPPED,
    RESTS
  }

  /** Begins; a process that starts works. */
  IdleWatch(Duration processorTime, Duration now) {
    processorNanos = processorTime.toNanos();
    nanos = now.toNanos();
  }

  /**
   * Looks once more.
   *
   * @param processorTime that the process has had of all processors since it began
   * @param now time since some moment, later than at the last look
   */
  Activity look(Duration processorTime, Duration now) {
    double share = (processorTime.toNanos() - processorNanos) / (double) (now.toNanos() - nanos);
    processorNanos = processorTime.toNanos();
    nanos = now.toNanos();
    if (share > IDLE_SHARE) {
      hasWorked = true;
      return Activity.WORKS;
    }
    Activity activity = hasWorked ? Activity.HAS_STOPPED : Activity.RESTS;
    hasWorked = false;
    return activity;
  }
}
