package io.landfall.quota;

/**
 * How much somebody may have.
 *
 * @param exportsAtATime that have not ended; {@link #NO_LIMIT}: any number, as in all of them
 * @param pixelsPerDay of outputs
 * @param bytesPerDay through links and to destinations
 */
public record QuotaLimits(long exportsAtATime, long pixelsPerDay, long bytesPerDay) {
  /** Stands for any number. */
  public static final long NO_LIMIT = Long.MAX_VALUE;

  /** Limits nothing. */
  public static final QuotaLimits NONE = new QuotaLimits(NO_LIMIT, NO_LIMIT, NO_LIMIT);

  /** Returns the limit of one kind. */
  public long of(QuotaKind kind) {
    return switch (kind) {
      case EXPORTS_AT_A_TIME -> exportsAtATime;
      case PIXELS_PER_DAY -> pixelsPerDay;
      case BYTES_PER_DAY -> bytesPerDay;
    };
  }

  /** Tells whether it limits what counts by day. */
  public boolean isDaily() {
    return pixelsPerDay != NO_LIMIT || bytesPerDay != NO_LIMIT;
  }
}
