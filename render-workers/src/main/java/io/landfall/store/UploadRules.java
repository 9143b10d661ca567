package io.landfall.store;

/**
 * What a store takes as the parts of an upload.
 *
 * @param equalParts whether all but the last must have one size, and the last no larger one
 * @param maxParts how many at most, which is also the highest number of one
 */
public record UploadRules(boolean equalParts, int maxParts) {
  /** Parts of any size from 5 MiB, and 10,000 of them, as Amazon S3. */
  public static final UploadRules S3 = new UploadRules(false, 10_000);

  /** Parts of one size, and 10,000 of them, as Cloudflare R2. */
  public static final UploadRules EQUAL_PARTS = new UploadRules(true, 10_000);

  /** A store that does not take part 10,000 is asked for no more than so many. */
  public static final int FEW_PARTS = 1_000;

  /**
   * Tells whether parts must be composed of what was meant to be parts.
   *
   * @param parts how many that are, of different sizes
   */
  public boolean mustCompose(int parts) {
    return equalParts || parts > maxParts;
  }

  /** Says it in words, for logs and {@code doctor}. */
  public String inWords() {
    return "takes up to %,d parts of an upload, %s"
        .formatted(
            maxParts,
            equalParts
                ? "of one size but for the last: files of several parts are stored twice for a"
                    + " while"
                : "of any size from 5 MiB");
  }
}
