package io.landfall.ingest.list;

import io.landfall.landsat.LineDigest;
import org.apache.commons.codec.digest.MurmurHash3;

/**
 * Digests of the lines of one list: MurmurHash3 for x64, of 128 bits. Two lines that differ and
 * have one digest would lose an update: less than once in 10^24 lists of ten million rows. Lists
 * are trusted not to be made for it. The header belongs to each line, since it says what its cells
 * are.
 */
final class LineHash {
  /**
   * Which rules made a scene of a line. Whoever changes what any row is read as adds one: rows that
   * an index has by their digest are not read again.
   */
  static final int RULES_VERSION = 1;

  private static final long WARNED = 0x9e3779b97f4a7c15L;

  private final long first;
  private final long second;

  /** Makes one for the lines under a header, which is given as it stands in the list. */
  LineHash(byte[] header) {
    long[] hash = MurmurHash3.hash128x64(header, 0, header.length, RULES_VERSION);
    first = hash[0];
    second = hash[1];
  }

  /** Returns the digest of a line that says what can be read. */
  LineDigest digest(byte[] bytes, int from, int to) {
    long[] hash = MurmurHash3.hash128x64(bytes, from, to - from, RULES_VERSION);
    return new LineDigest(hash[0] ^ first, hash[1] ^ second);
  }

  /** Returns the digest of a line of which something could not be read: it is read every time. */
  static LineDigest ofWarned(LineDigest digest) {
    return new LineDigest(digest.first() ^ WARNED, digest.second());
  }
}
