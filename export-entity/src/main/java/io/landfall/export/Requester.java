package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * Who wants something of an export, as the journal keeps it.
 *
 * @param user the name of the user
 * @param requestId of the call, as it stands in the logs; {@code null}: it came by none
 * @param client a keyed hash of the caller's address; {@code null}: it is not kept
 */
public record Requester(
    String user,
    @JsonInclude(JsonInclude.Include.NON_NULL) String requestId,
    @JsonInclude(JsonInclude.Include.NON_NULL) String client) {
  /** Returns one who did not come by a call. */
  public static Requester of(String user) {
    return new Requester(user, null, null);
  }
}
