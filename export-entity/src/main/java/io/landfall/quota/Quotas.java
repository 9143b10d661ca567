package io.landfall.quota;

import akka.Done;
import io.landfall.export.ExportQuotas;
import io.landfall.model.ExportId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Quotas of owners and organizations. What is taken is taken in one transaction at the database
 * that all nodes share, whatever comes at once. Stages fail with DATABASE_UNAVAILABLE or NODE_BUSY.
 */
public interface Quotas extends ExportQuotas {

  /**
   * Returns limits that an owner and his organization may have; they may be some seconds old.
   *
   * @param organization {@code null}: none
   * @return the smaller ones of both
   */
  CompletionStage<QuotaLimits> limits(String owner, String organization);

  /** Finds which quota an export would go beyond now; takes nothing. */
  CompletionStage<Optional<QuotaExcess>> check(QuotaClaim claim);

  /** Takes what an export needs that is about to begin; one that is known has it already. */
  CompletionStage<QuotaVerdict> begin(QuotaClaim claim);

  /**
   * Counts an export that has ended and begins again among those at a time; what it takes of a day
   * is taken by its plan and its deliveries.
   */
  CompletionStage<QuotaVerdict> beginAgain(QuotaClaim claim);

  /** Counts a refusal that somebody is told of. */
  void noteRefused(QuotaExcess excess);

  /** Gives back all that a claim has taken: the export did not begin. */
  CompletionStage<Done> withdraw(ExportId id);

  /** Counts an export no more among those at a time; what it takes of a day stays. */
  CompletionStage<Done> release(ExportId id);

  /**
   * Returns some exports that count among those at a time and were not looked at lately, and notes
   * that they are.
   */
  CompletionStage<List<HeldExport>> takeUnchecked(QuotaHolder holder);

  /** Returns how much is used of each quota that limits an owner, and then his organization. */
  CompletionStage<List<QuotaUse>> uses(String owner, String organization);

  /**
   * What an export needs.
   *
   * @param organization {@code null}: none
   */
  record QuotaClaim(ExportId id, String owner, String organization, QuotaNeed need) {}

  /** An export that counts among those at a time; {@code isNew}: of the last minute. */
  record HeldExport(ExportId id, boolean isNew) {}

  /** What came of a claim. */
  sealed interface QuotaVerdict {}

  /**
   * It may begin.
   *
   * @param isNew whether it counts since this claim; else it did already
   */
  record QuotaTaken(boolean isNew) implements QuotaVerdict {}

  /** It may not: nothing was taken. */
  record QuotaRefused(QuotaExcess excess) implements QuotaVerdict {}
}
