package io.landfall.metering;

import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportId;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The book of what is served: bytes are reserved before the first of them goes out, counted while
 * they do, and settled at the end. Stages fail with DATABASE_UNAVAILABLE.
 */
public interface DownloadLedger {

  /** Reserves the bytes of a download, and says whether it may begin. */
  CompletionStage<OpeningVerdict> open(DownloadOpening opening);

  /** Finds whose an export is, as the list of exports has it; empty when it is not there yet. */
  CompletionStage<Optional<ExportOwner>> findOwner(ExportId id);

  /**
   * Whose an export is.
   *
   * @param organization that it counts for; {@code null}: none
   */
  record ExportOwner(String owner, String organization) {}

  /**
   * What somebody wants to read.
   *
   * @param owner of the export: the bytes are his
   * @param organization that they count for; {@code null}: none
   * @param generation of the link
   * @param bytes to be served; 0: only the head of an answer
   * @param client a keyed hash of the reader's address; {@code null}: it is not kept
   */
  record DownloadOpening(
      String owner,
      String organization,
      ExportAttempt attempt,
      String file,
      long generation,
      long bytes,
      String client) {
    /** Tells of no reader, and of no organization. */
    public DownloadOpening(
        String owner, ExportAttempt attempt, String file, long generation, long bytes) {
      this(owner, null, attempt, file, generation, bytes, null);
    }
  }

  /** What came of an opening. */
  sealed interface OpeningVerdict {}

  /** It may begin. */
  record OpenedDownload(MeteredDownload download) implements OpeningVerdict {}

  /** The link was revoked. */
  record RevokedLink() implements OpeningVerdict {}

  /**
   * The bytes of this day that the owner, or his organization, may have are used up.
   *
   * @param used bytes of the day, those reserved by others under way included
   * @param quota bytes a day
   */
  record QuotaReached(long used, long quota) implements OpeningVerdict {}
}
