package io.landfall.metering;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What owners have had. Stages fail with DATABASE_UNAVAILABLE or NODE_BUSY. */
public interface UsageReports {

  /** Returns what an owner had of each day, first and last included; days without are left out. */
  CompletionStage<List<UsageDay>> usage(String owner, LocalDate first, LocalDate last);

  /** Finds how much of today's bytes an owner has used; empty: he may have any number. */
  CompletionStage<Optional<QuotaUse>> quota(String owner);

  /**
   * Bytes that an owner's exports may serve through links on this day of UTC.
   *
   * @param bytesPerDay that he may have
   * @param used of them, what downloads under way have asked for included
   */
  record QuotaUse(long bytesPerDay, long used) {}

  /**
   * A day of an owner, in UTC.
   *
   * @param bytesServed through links; of what is under way or was cut, what was surely received
   * @param bytesUnconfirmed of what is under way or was cut, what was sent beyond that and may have
   *     been received
   * @param requests downloads that were answered, heads alone included
   * @param pixelsRendered of outputs, each counted once whatever its bands
   * @param bytesDelivered of files that reached their destinations
   */
  record UsageDay(
      LocalDate day,
      long bytesServed,
      long bytesUnconfirmed,
      long requests,
      long pixelsRendered,
      long bytesDelivered) {}
}
