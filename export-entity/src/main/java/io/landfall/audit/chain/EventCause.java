package io.landfall.audit.chain;

/**
 * Who caused an event, and by what.
 *
 * @param actor the user, or {@link #SYSTEM}
 * @param command that the export decided upon, as {@code cancelExport}
 * @param requestId of the call that it came by: its trace id; {@code null}: of no call
 * @param client the caller's address as a {@linkplain AuditKey#client keyed hash}; {@code null}: it
 *     is not known
 */
public record EventCause(String actor, String command, String requestId, String client) {
  /** What acts for nobody: a step that reports, a deadline. */
  public static final String SYSTEM = "landfall";

  /** Returns the cause of what a version wrote that does not tell. */
  public static EventCause unknown() {
    return new EventCause(SYSTEM, null, null, null);
  }

  /** Returns the same as part of what a request has set going, if it belongs to none itself. */
  public EventCause within(String request) {
    return requestId == null ? new EventCause(actor, command, request, client) : this;
  }
}
