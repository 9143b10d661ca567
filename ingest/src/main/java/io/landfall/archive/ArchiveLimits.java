package io.landfall.archive;

/**
 * What an archive may hold, whatever it says of itself.
 *
 * @param maxBytes of all files together, decompressed
 * @param maxRatio how many times its own size it may hold
 * @param smallBytes what any archive may hold, however small it is: zeros compress well
 * @param maxEntries of anything, folders included
 */
public record ArchiveLimits(long maxBytes, long maxRatio, long smallBytes, int maxEntries) {

  /** Returns how many bytes may come out of an archive. */
  long bytes(long archiveBytes) {
    long byRatio = archiveBytes > maxBytes / maxRatio ? maxBytes : maxRatio * archiveBytes;
    return Math.min(maxBytes, Math.max(smallBytes, byRatio));
  }
}
