package io.landfall.model;

import java.util.Locale;

/** Every way an export or a call about one can fail. Stored in the journal: add, never rename. */
public enum ErrorCode {
  REQUEST_INVALID(Blame.CALLER),
  OPTION_UNSUPPORTED(Blame.CALLER),
  AOI_INVALID(Blame.CALLER),
  AOI_OUTSIDE_SCENES(Blame.CALLER),
  CRS_UNKNOWN(Blame.CALLER),
  BAND_UNKNOWN(Blame.CALLER),
  TOOL_INVALID(Blame.CALLER),
  SCENE_UNKNOWN(Blame.CALLER),
  EXPORT_UNKNOWN(Blame.CALLER),
  WORKSPACE_UNKNOWN(Blame.CALLER),
  EXPORT_TOO_LARGE(Blame.CALLER),
  SEARCH_TOO_EXPENSIVE(Blame.CALLER),
  STATE_CONFLICT(Blame.CALLER),
  VERSION_CHANGED(Blame.CALLER),
  NOT_AUTHENTICATED(Blame.CALLER),
  NOT_ALLOWED(Blame.CALLER),
  TOO_MANY_REQUESTS(Blame.CALLER),
  QUOTA_REACHED(Blame.CALLER),
  CANCELED(Blame.CALLER),
  SCENE_UNREADABLE(Blame.SOURCE),
  SCENE_UNSUPPORTED(Blame.SOURCE),
  SCENE_CHANGED(Blame.SOURCE),
  DESTINATION_EXISTS(Blame.DESTINATION),
  DESTINATION_DENIED(Blame.DESTINATION),
  DESTINATION_UNWRITABLE(Blame.DESTINATION),
  DESTINATION_FULL(Blame.DESTINATION),
  DESTINATION_CORRUPT(Blame.DESTINATION),
  STORE_UNAVAILABLE(Blame.SERVICE),
  STORE_DENIED(Blame.SERVICE),
  DATABASE_UNAVAILABLE(Blame.SERVICE),
  CLUSTER_UNAVAILABLE(Blame.SERVICE),
  NODE_BUSY(Blame.SERVICE),
  NO_ANSWER_IN_TIME(Blame.SERVICE),
  ISSUER_UNAVAILABLE(Blame.SERVICE),
  STEP_TIMED_OUT(Blame.SERVICE),
  POISON_TASK(Blame.SERVICE),
  POISON_STEP(Blame.SERVICE),
  INTERNAL(Blame.SERVICE);

  private final Blame blame;

  ErrorCode(Blame blame) {
    this.blame = blame;
  }

  /** Returns who can fix this. */
  public Blame blame() {
    return blame;
  }

  /** Returns the code as it stands in problem URIs: {@code AOI_INVALID} is {@code aoi-invalid}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Who can fix an error. */
  public enum Blame {
    /** The caller: the request is wrong, or asks for what may not be had. */
    CALLER,
    /** The owner of the source imagery: a file is missing, changed or damaged. */
    SOURCE,
    /** The owner of the destination: it is full, closed or gone. */
    DESTINATION,
    /** The operator of this service: the database, the store or the software. */
    SERVICE
  }
}
