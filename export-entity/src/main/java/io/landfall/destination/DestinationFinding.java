package io.landfall.destination;

/**
 * One thing that was looked at, of a destination.
 *
 * @param name what it is, one word of JSON, as {@code bucket}, {@code write} or {@code space}
 * @param detail a sentence for the user, with the fix where it is a problem; holds no secret
 */
public record DestinationFinding(String name, FindingStatus status, String detail) {
  /** How it is. */
  public enum FindingStatus {
    /** It is as it must be. */
    OK,
    /** A delivery would fail. */
    PROBLEM,
    /** Only a delivery can tell. */
    UNCHECKED
  }

  /** Finds it as it must be. */
  public static DestinationFinding ok(String name, String detail) {
    return new DestinationFinding(name, FindingStatus.OK, detail);
  }

  /** Finds that a delivery would fail. */
  public static DestinationFinding problem(String name, String detail) {
    return new DestinationFinding(name, FindingStatus.PROBLEM, detail);
  }

  /** Leaves it open. */
  public static DestinationFinding unchecked(String name, String detail) {
    return new DestinationFinding(name, FindingStatus.UNCHECKED, detail);
  }
}
