package io.landfall.node.wiring;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.secret.SecretCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the keys of users' secrets come from. */
final class SecretKeys {
  private static final String KEY = "landfall.secrets.key";
  private static final String KEY_FILE = "landfall.secrets.key-file";
  private static final String OLD_KEYS = "landfall.secrets.old-keys";
  private static final String FILE = "secrets.key";

  private SecretKeys() {}

  /**
   * Returns what encrypts users' secrets: by the configured key, or by one that a data folder with
   * a database of its own has; empty where others share the database and no key is set. The key of
   * the data folder decrypts also when another is configured.
   *
   * @throws ConfigException if a key is not valid, there are two, or its file cannot be read
   */
  static Optional<SecretCipher> cipher(Config config, Path dataDir) {
    List<String> keys = configuredKeys(config);
    Path file = dataDir.resolve(FILE);
    if (DatabaseSettings.from(config).isEmbedded()) {
      if (keys.isEmpty()) {
        keys.add(DataFolder.getOrCreateSecret(dataDir, FILE, SecretCipher.generateKey()));
      } else if (Files.exists(file)) {
        keys.add(read(file));
      }
    }
    if (keys.isEmpty()) {
      return Optional.empty();
    }
    List<String> oldKeys = new ArrayList<>(keys.subList(1, keys.size()));
    oldKeys.addAll(oldKeys(config));
    return Optional.of(SecretCipher.ofKeys(keys.get(0), oldKeys));
  }

  /** Returns the key that encrypts, if one is set, then those that stand below it in its file. */
  private static List<String> configuredKeys(Config config) {
    String key = config.getString(KEY).strip();
    String file = config.getString(KEY_FILE).strip();
    List<String> keys = new ArrayList<>();
    if (!key.isEmpty()) {
      check(config, KEY, key);
      keys.add(key);
    }
    if (file.isEmpty()) {
      return keys;
    }
    if (!key.isEmpty()) {
      throw bad(config, KEY_FILE, "cannot be set beside landfall.secrets.key: set one of them");
    }
    try {
      Files.readAllLines(Path.of(file)).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(keys::add);
    } catch (IOException | InvalidPathException e) {
      throw bad(config, KEY_FILE, "names the file %s, which cannot be read".formatted(file));
    }
    if (keys.isEmpty()) {
      throw bad(config, KEY_FILE, "names the file %s, which is empty".formatted(file));
    }
    keys.forEach(line -> check(config, KEY_FILE, line));
    return keys;
  }

  private static List<String> oldKeys(Config config) {
    Stream<String> keys = Arrays.stream(config.getString(OLD_KEYS).split(","));
    List<String> old = keys.map(String::strip).filter(key -> !key.isEmpty()).toList();
    old.forEach(key -> check(config, OLD_KEYS, key));
    return old;
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
      throw bad(
          config,
          setting,
          "must be Base64 of 32 random bytes, as `openssl rand -base64 32` makes it");
    }
  }

  private static ConfigException bad(Config config, String setting, String message) {
    return new ConfigException.BadValue(config.getValue(setting).origin(), setting, message);
  }
}
