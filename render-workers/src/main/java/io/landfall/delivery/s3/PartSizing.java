package io.landfall.delivery.s3;

import io.landfall.model.StoredPart;
import io.landfall.store.EqualParts;
import io.landfall.store.EqualParts.ComposedPart;
import java.util.List;

/**
 * How a file is cut for a user's bucket: into parts of one size but for the last, which every store
 * takes.
 *
 * @param total size of the file, in bytes
 * @param partBytes size of a part
 */
record PartSizing(long total, long partBytes) {
  /** So many parts every store takes; larger files have larger parts, as far as these go. */
  private static final int USUAL_PARTS = 1_000;

  /** Parts that are sent at a time; fewer of large ones. */
  private static final int MAX_SENT = 3;

  /** A part that is read comes in pieces that are put together; another one is being checked. */
  private static final int READ_AND_CHECKED = 3;

  static PartSizing of(long total, S3DeliverySettings settings) {
    return new PartSizing(
        total,
        total <= settings.partBytes() * USUAL_PARTS
            ? settings.partBytes()
            : Math.max(settings.partBytes(), EqualParts.partBytes(total)));
  }

  /** Tells whether one request does. */
  boolean isOne() {
    return total <= partBytes;
  }

  List<ComposedPart> parts() {
    return EqualParts.of(List.of(new StoredPart(0, "", total, null)), partBytes);
  }

  /** Returns how many parts are sent at a time. */
  int sentAtATime() {
    return (int) Math.max(1, Math.min(MAX_SENT, MAX_SENT * EqualParts.MIN_BYTES / partBytes));
  }

  /** Returns how much memory the delivery of the file takes, in bytes. */
  long memory() {
    long readBack =
        Math.min(total, (long) ObjectReadBack.CHUNK_BYTES * ObjectReadBack.CHUNKS_AT_A_TIME);
    return Math.max(readBack, (sentAtATime() + READ_AND_CHECKED) * Math.min(total, partBytes));
  }
}
