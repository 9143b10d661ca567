package io.landfall.node.services;

import com.typesafe.config.Config;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.node.embedded.KeySettings;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.secret.SecretCipher;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the keys of users' secrets come from, and those that vouch for the journal. */
final class SecretKeys {
  private static final KeySettings SECRETS =
      new KeySettings(
          "landfall.secrets",
          "secrets.key",
          key -> SecretCipher.ofKeys(key, List.of()),
          SecretCipher::generateKey);
  private static final KeySettings AUDIT =
      new KeySettings("landfall.audit", "audit.key", AuditKey::of, AuditKey::generate);

  private SecretKeys() {}

  /**
   * Returns what encrypts users' secrets: by the configured key, or by one that a data folder with
   * a database of its own has; empty where others share the database and no key is set. The key of
   * the data folder decrypts also when another is configured.
   *
   * @throws com.typesafe.config.ConfigException if a key is not valid, there are two, or its file
   *     cannot be read
   */
  static Optional<SecretCipher> cipher(Config config, Path dataDir) {
    List<String> keys = keys(SECRETS, config, dataDir);
    return keys.isEmpty()
        ? Optional.empty()
        : Optional.of(SecretCipher.ofKeys(keys.get(0), keys.subList(1, keys.size())));
  }

  /** Returns the keys that vouch for the journal, by the same rules; maybe none. */
  static AuditKeys auditKeys(Config config, Path dataDir) {
    return new AuditKeys(keys(AUDIT, config, dataDir));
  }

  private static List<String> keys(KeySettings kind, Config config, Path dataDir) {
    return DatabaseSettings.from(config).isEmbedded()
        ? kind.keys(config, dataDir)
        : kind.keys(config);
  }
}
