package io.landfall.export;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.landfall.trace.TraceContext;

/**
 * Who wants something of an export, as the journal keeps it.
 *
 * @param user the name of the user
 * @param requestId of the call, as it stands in the logs; {@code null}: it came by none
 * @param client a keyed hash of the caller's address; {@code null}: it is not kept
 * @param trace that what he wants belongs to; {@code null}: to none
 */
public record Requester(
    String user,
    @JsonInclude(JsonInclude.Include.NON_NULL) String requestId,
    @JsonInclude(JsonInclude.Include.NON_NULL) String client,
    @JsonInclude(JsonInclude.Include.NON_NULL) TraceContext trace) {
  /** Makes one whose request belongs to no trace. */
  public Requester(String user, String requestId, String client) {
    this(user, requestId, client, null);
  }

  /** Returns one who did not come by a call. */
  public static Requester of(String user) {
    return new Requester(user, null, null);
  }
}
