package io.landfall.store.orphan;

import io.landfall.export.ExportStep;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.RunningState;
import io.landfall.model.ExportId;
import io.landfall.model.ExportStatus;
import io.landfall.model.request.Destination;
import io.landfall.store.ObjectKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides what nobody needs any more in the bucket. Knows no store and no clock: list first, then
 * ask for the state of the export, then ask this. As nothing is written before its export is
 * journalled, what was listed and whose export is not known then is nobody's.
 *
 * <p>Removing too little is made good by the next round, removing too much by nothing: what is not
 * understood stays.
 *
 * @param minAge what was written, or whose export ended, less long ago stays: its own clean-up may
 *     be under way
 * @param keepFailed how long the file of an export whose delivery failed is kept for a retry
 */
public record Orphans(Duration minAge, Duration keepFailed) {
  private static final Pattern KEY =
      Pattern.compile(
          "(?:exports|scratch)/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?:([1-9][0-9]{0,8})/.+|[^/]+)");

  /** What an export still needs of what it has written. */
  public enum ExportNeed {
    /** Everything of its attempt: it has not ended. */
    ALL,
    /** The finished file, for ever: somebody fetches it from the store. */
    FILE,
    /** The finished file, for a while: its delivery failed and may be tried again. */
    FILE_FOR_RETRY,
    /** Nothing. */
    NOTHING
  }

  /**
   * Where an export stands.
   *
   * @param attempt the number of its last one, from 1
   * @param since when that became so
   */
  public record AttemptNeed(int attempt, ExportNeed need, Instant since) {}

  /**
   * An object, or an upload that is still open.
   *
   * @param uploadId {@code null}: an object
   * @param bytes 0 for an upload
   * @param writtenAt or begun, by the clock of the store
   */
  public record StoredItem(String key, String uploadId, long bytes, Instant writtenAt) {
    boolean isUpload() {
      return uploadId != null;
    }

    boolean isScratch() {
      return key.startsWith(ObjectKeys.SCRATCH);
    }
  }

  /** Returns where an export stands that says this of itself. */
  public static AttemptNeed needsOf(ExportSummary summary) {
    return new AttemptNeed(summary.attempt(), need(summary), summary.updatedAt());
  }

  private static ExportNeed need(ExportSummary summary) {
    if (!summary.status().isTerminal()) {
      return ExportNeed.ALL;
    }
    if (summary.expiredAt() != null) {
      return ExportNeed.NOTHING;
    }
    boolean isKept = summary.destinations().stream().anyMatch(Destination::keepsFileInStore);
    if (summary.status() == ExportStatus.SUCCESS) {
      return isKept ? ExportNeed.FILE : ExportNeed.NOTHING;
    }
    if (!summary.receipts().isEmpty()) { // some have been given it
      return isKept ? ExportNeed.FILE : ExportNeed.FILE_FOR_RETRY;
    }
    boolean wasDelivering =
        summary.statusReason() == null
            && summary.failure().step() == ExportStep.DELIVER
            && RunningState.retainsFile(summary.failure().code());
    return wasDelivering ? ExportNeed.FILE_FOR_RETRY : ExportNeed.NOTHING;
  }

  /** Returns whose object it is; empty: none of ours has such a key. */
  public static Optional<ExportId> owner(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches() ? Optional.of(ExportId.parse(matcher.group(1))) : Optional.empty();
  }

  /** Tells whether an object is ours and old enough to ask whether its export needs it. */
  public boolean isCandidate(StoredItem item, Instant now) {
    return owner(item.key()).isPresent() && isPast(item.writtenAt(), minAge, now);
  }

  /**
   * Tells whether an object may go.
   *
   * @param need of its export, asked for after the object was seen; empty: nobody has asked for
   *     such an export
   */
  public boolean isOrphan(StoredItem item, Optional<AttemptNeed> need, Instant now) {
    if (!isCandidate(item, now)) {
      return false;
    }
    if (need.isEmpty()) {
      return true;
    }
    AttemptNeed export = need.get();
    int attempt = attempt(item.key());
    if (attempt != export.attempt()) {
      return attempt < export.attempt(); // a later one knows more than we were told
    }
    boolean isFile = !item.isUpload() && !item.isScratch();
    return switch (export.need()) {
      case ALL -> false;
      case FILE -> !isFile && isPast(export.since(), minAge, now);
      case FILE_FOR_RETRY -> isPast(export.since(), isFile ? keepFailed : minAge, now);
      case NOTHING -> isPast(export.since(), minAge, now);
    };
  }

  /** A key without attempt is of the first: there was only one then. */
  private static int attempt(String key) {
    Matcher matcher = KEY.matcher(key);
    return matcher.matches() && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 1;
  }

  private static boolean isPast(Instant when, Duration age, Instant now) {
    return !when.plus(age).isAfter(now);
  }
}
