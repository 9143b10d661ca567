package io.landfall.node.check;

import io.landfall.secret.SecretCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks whether users' secrets can be read. */
public final class SecretChecks {
  private static final String NAME = "users' secrets";

  private SecretChecks() {}

  /**
   * Looks whether the keys are there that secrets are under.
   *
   * @param countByKey secrets under each key, by the keys' ids
   */
  public static CheckResult keys(Map<String, Long> countByKey, Optional<SecretCipher> cipher) {
    long missing = 0;
    long old = 0;
    List<String> missingKeys = new ArrayList<>();
    for (Map.Entry<String, Long> count : countByKey.entrySet()) {
      if (cipher.filter(keys -> keys.hasKey(count.getKey())).isEmpty()) {
        missing += count.getValue();
        missingKeys.add(count.getKey());
      } else if (!cipher.orElseThrow().keyId().equals(count.getKey())) {
        old += count.getValue();
      }
    }
    if (missing > 0) {
      return new CheckResult(
          NAME,
          false,
          "%d cannot be read: they are under %s, which this service does not have. Add it to LANDFALL_SECRETS_OLD_KEYS, or have their owners make them anew"
              .formatted(missing, String.join(", ", missingKeys)));
    }
    if (old > 0) {
      return new CheckResult(
          NAME,
          true,
          "%d are under an old key: run landfall secrets rewrap before it goes".formatted(old));
    }
    long all = countByKey.values().stream().mapToLong(Long::longValue).sum();
    return new CheckResult(
        NAME,
        true,
        cipher
            .map(keys -> "%d, under key %s".formatted(all, keys.keyId()))
            .orElse("refused: no key is set in LANDFALL_SECRETS_KEY"));
  }
}
