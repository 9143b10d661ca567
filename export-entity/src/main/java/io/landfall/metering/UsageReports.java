package io.landfall.metering;

import io.landfall.quota.QuotaUse;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** What owners have had. Stages fail with DATABASE_UNAVAILABLE or NODE_BUSY. */
public interface UsageReports {

  /** Returns what an owner had of each day, first and last included; days without are left out. */
  CompletionStage<List<UsageDay>> usage(String owner, LocalDate first, LocalDate last);

  /**
   * Returns how much is used of each quota that limits an owner, and then his organization.
   *
   * @param organization {@code null}: none
   */
  CompletionStage<List<QuotaUse>> quotas(String owner, String organization);

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
