package io.landfall.quota;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.quota.QuotaHolder.HolderKind;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A quota that does not have what is needed of it.
 *
 * @param used by what has ended and what is under way
 * @param needed at least
 * @param renewsAt when nothing of it is used again; {@code null}: as exports end
 * @param retrySeconds until then, or until it is worth another try
 */
public record QuotaExcess(
    QuotaHolder holder,
    QuotaKind kind,
    long limit,
    long used,
    long needed,
    Instant renewsAt,
    long retrySeconds) {

  /** Tells whether it would be too much of a day of which nothing is used. */
  public boolean isBeyondAll() {
    return needed > limit;
  }

  /** Finds what a failure says of a quota. */
  public static Optional<QuotaExcess> of(ExportFailure failure) {
    return failure.getCause() instanceof QuotaExcessException reached
        ? Optional.of(reached.excess())
        : Optional.empty();
  }

  /**
   * Returns the failure to answer with.
   *
   * @param what cannot be done: {@code begin the export}
   */
  public ExportFailure failure(String what) {
    return new ExportFailure(
        ErrorCode.QUOTA_REACHED,
        "Cannot %s: %s".formatted(what, inWords()),
        new QuotaExcessException(this));
  }

  private String inWords() {
    String whose =
        holder.kind() == HolderKind.OWNER
            ? "your quota"
            : "the quota of your organization, all members together,";
    if (kind == QuotaKind.EXPORTS_AT_A_TIME) {
      return String.format(
          Locale.ROOT,
          "%s is %,d %s, and %,d have not ended. %s",
          whose,
          limit,
          kind.words(),
          used,
          limit == 0
              ? "Ask who runs the service for a larger one."
              : "Send it again when one has ended, or cancel one.");
    }
    return String.format(
        Locale.ROOT,
        "%s is %,d %s, of which %,d are used, and this needs %,d. %s",
        whose,
        limit,
        kind.words(),
        used,
        needed,
        isBeyondAll()
            ? "That is more than a whole day has: ask for less, or who runs the service for a"
                + " larger quota."
            : "It renews at "
                + renewsAt
                + ", midnight UTC: send it again then, or ask for less now.");
  }

  /** Carries it with a failure. */
  private static final class QuotaExcessException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient QuotaExcess excess;

    private QuotaExcessException(QuotaExcess excess) {
      super(excess.inWords(), null, false, false);
      this.excess = excess;
    }

    private QuotaExcess excess() {
      return excess;
    }
  }
}
