package io.landfall.node.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.secret.SecretCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the keys of users' secrets come from. */
final class SecretKeys {
  private static final String KEY = "landfall.secrets.key";
  private static final String OLD_KEYS = "landfall.secrets.old-keys";
  private static final String FILE = "secrets.key";

  private SecretKeys() {}

  /**
   * Returns what encrypts users' secrets: by the configured key, or by one that a data folder with
   * a database of its own has; empty where others share the database and no key is set. The key of
   * the data folder decrypts also when another is configured.
   *
   * @throws ConfigException if a key is not valid
   */
  static Optional<SecretCipher> cipher(Config config, Path dataDir) {
    String key = config.getString(KEY).strip();
    List<String> oldKeys = oldKeys(config);
    Path file = dataDir.resolve(FILE);
    if (DatabaseSettings.from(config).isEmbedded()) {
      if (key.isEmpty()) {
        key = DataFolder.getOrCreateSecret(dataDir, FILE, SecretCipher.generateKey());
      } else if (Files.exists(file)) {
        oldKeys.add(read(file));
      }
    }
    if (key.isEmpty()) {
      return Optional.empty();
    }
    oldKeys.forEach(old -> check(config, OLD_KEYS, old));
    check(config, KEY, key);
    return Optional.of(SecretCipher.ofKeys(key, oldKeys));
  }

  private static List<String> oldKeys(Config config) {
    Stream<String> keys = Arrays.stream(config.getString(OLD_KEYS).split(","));
    return new ArrayList<>(keys.map(String::strip).filter(key -> !key.isEmpty()).toList());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the key in " + file, e);
    }
  }

  private static void check(Config config, String setting, String key) {
    try {
      SecretCipher.ofKeys(key, List.of());
    } catch (IllegalArgumentException e) { // without the cause, which may quote the key
      throw new ConfigException.BadValue(
          config.getValue(setting).origin(),
          setting,
          "must be Base64 of 32 random bytes, as `openssl rand -base64 32` makes it");
    }
  }
}
