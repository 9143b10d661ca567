package io.landfall.audit;

/**
 * Something in the journal that is not as it was written.
 *
 * @param export id of the export, or what stands in its place; {@code null}: it is about a root
 * @param sequenceNumber of the event, or the number of the root
 * @param what in a sentence
 */
public record AuditFinding(String export, long sequenceNumber, FindingKind kind, String what) {

  /** What was done, as far as it can be told. */
  public enum FindingKind {
    /** An event is not what its hash says. */
    CHANGED,
    /** An event lacks. */
    MISSING,
    /** An event was not written by a node that has the key, or is one too many. */
    INSERTED,
    /** An event stands where it was not written. */
    REORDERED,
    /** An event does not follow the one before it. */
    BROKEN,
    /** The chain ends before an event that a root vouches for. */
    TRUNCATED,
    /** An export is gone that a root vouches for. */
    DELETED,
    /** A root is not what was signed, or lacks. */
    ROOT
  }
}
