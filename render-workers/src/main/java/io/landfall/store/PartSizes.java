package io.landfall.store;

import java.util.Optional;
import java.util.regex.Pattern;

/** What the settings say of the sizes that the store's parts may have. */
public enum PartSizes {
  /** As the store is known by its name, or else as it is found. */
  AUTO,
  /** Any. */
  ANY,
  /** One for all but the last. */
  EQUAL;

  private static final Pattern EQUAL_PARTS_HOST =
      Pattern.compile(".*\\.r2\\.cloudflarestorage\\.com");
  private static final Pattern ANY_PARTS_HOST =
      Pattern.compile(
          ".*\\.amazonaws\\.com(\\.cn)?|storage\\.googleapis\\.com|.*\\.backblazeb2\\.com");

  /** Returns the rules of the store on a host; empty: they are to be found out. */
  public Optional<UploadRules> rulesAt(String host) {
    return switch (this) {
      case ANY -> Optional.of(UploadRules.S3);
      case EQUAL -> Optional.of(UploadRules.EQUAL_PARTS);
      case AUTO -> {
        if (EQUAL_PARTS_HOST.matcher(host).matches()) {
          yield Optional.of(UploadRules.EQUAL_PARTS);
        }
        yield ANY_PARTS_HOST.matcher(host).matches()
            ? Optional.of(UploadRules.S3)
            : Optional.empty();
      }
    };
  }
}
