package io.landfall.export.crash;

import io.landfall.export.GuardedWork;

/**
 * What is known of one piece of work that runs, or that has ended a node.
 *
 * @param node where it runs; {@code null}: nowhere
 * @param deaths nodes that ended while it ran, since it was last done
 * @param alone whether nothing else ran on the last of them
 */
public record CrashNote(GuardedWork work, String node, int deaths, boolean alone) {

  /** Makes the note of work that begins. */
  static CrashNote ofBeginning(GuardedWork work, String node) {
    return new CrashNote(work, node, 0, false);
  }

  CrashNote runningOn(String where) {
    return new CrashNote(work, where, deaths, alone);
  }

  CrashNote afterDeath(boolean wasAlone) {
    return new CrashNote(work, null, deaths + 1, wasAlone);
  }

  /** Returns the note of work that may be tried once more: the next death ends it again. */
  CrashNote withLastChance(int maxDeaths) {
    return new CrashNote(work, null, maxDeaths - 1, false);
  }

  boolean isSuspect() {
    return deaths > 0;
  }

  boolean isPoison(int maxDeaths) {
    return deaths >= maxDeaths && alone;
  }
}
