package io.landfall.workspace;

import java.time.Duration;

/** How much one user may keep. */
public final class WorkspaceLimits {
  /** Most characters of a name. */
  public static final int MAX_NAME = 200;

  /** Most projects of one owner. */
  public static final int MAX_PROJECTS = 1_000;

  /** Most scenes of one project. */
  public static final int MAX_SCENES_OF_PROJECT = 10_000;

  /** Most saved tools of one owner. */
  public static final int MAX_TOOLS = 1_000;

  /**
   * Most bytes of the projects of one owner, and of his tools, with the versions that are kept of
   * them.
   */
  public static final long MAX_BYTES = 1L << 30;

  /** How long versions that are replaced, and what is deleted, are kept. */
  public static final Duration KEPT = Duration.ofDays(90);

  private WorkspaceLimits() {}
}
