package io.landfall.api.json;

import io.landfall.model.ErrorCode;

/** The HTTP status by which each {@link ErrorCode} is answered. */
public final class ProblemStatus {
  private ProblemStatus() {}

  /** Returns the HTTP status of a failure. */
  public static int of(ErrorCode code) {
    return switch (code) { // no default: a new code must choose its status to compile
      case REQUEST_INVALID,
          OPTION_UNSUPPORTED,
          AOI_INVALID,
          TOOL_INVALID,
          AOI_OUTSIDE_SCENES,
          CRS_UNKNOWN,
          BAND_UNKNOWN,
          SCENE_UNKNOWN,
          EXPORT_TOO_LARGE,
          SEARCH_TOO_EXPENSIVE,
          SCENE_UNREADABLE,
          SCENE_UNSUPPORTED,
          SCENE_CHANGED,
          DESTINATION_DENIED,
          DESTINATION_UNWRITABLE,
          DESTINATION_FULL ->
          422;
      case EXPORT_UNKNOWN, WORKSPACE_UNKNOWN -> 404;
      case STATE_CONFLICT, CANCELED, DESTINATION_EXISTS -> 409;
      case VERSION_CHANGED -> 412;
      case NOT_AUTHENTICATED -> 401;
      case NOT_ALLOWED -> 403;
      case TOO_MANY_REQUESTS, QUOTA_REACHED -> 429;
      case STORE_UNAVAILABLE,
          DATABASE_UNAVAILABLE,
          CLUSTER_UNAVAILABLE,
          NODE_BUSY,
          NO_ANSWER_IN_TIME,
          ISSUER_UNAVAILABLE,
          STEP_TIMED_OUT ->
          503;
      case STORE_DENIED, DESTINATION_CORRUPT, POISON_TASK, POISON_STEP, INTERNAL -> 500;
    };
  }
}
