package io.landfall.node.check;

/**
 * One thing looked at.
 *
 * @param detail what was found, without secrets; where something is wrong, what to do
 */
public record CheckResult(String name, CheckOutcome outcome, String detail) {
  /** How it is. */
  public enum CheckOutcome {
    /** As it should be. */
    OK,

    /** It works, but less well than it could. */
    WARNING,

    /** It does not work. */
    FAILED
  }

  /** Makes one of what works or does not. */
  public CheckResult(String name, boolean passed, String detail) {
    this(name, passed ? CheckOutcome.OK : CheckOutcome.FAILED, detail);
  }

  /** Makes one of what works, but not as it could. */
  public static CheckResult warning(String name, String detail) {
    return new CheckResult(name, CheckOutcome.WARNING, detail);
  }

  /** Tells whether it works. */
  public boolean passed() {
    return outcome != CheckOutcome.FAILED;
  }
}
