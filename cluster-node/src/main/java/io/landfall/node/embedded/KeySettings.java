package io.landfall.node.embedded;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Where the keys of one kind come from: {@code key}, {@code key-file} and {@code old-keys} below
 * {@code path}, or {@code file} in a data folder that has a database of its own.
 *
 * @param check throws IllegalArgumentException if a key is not valid
 * @param generate makes a new one, in Base64 of 32 bytes
 */
public record KeySettings(
    String path, String file, Consumer<String> check, Supplier<String> generate) {

  /**
   * Returns the configured keys, that which is used first; none where no key is set.
   *
   * @throws ConfigException if a key is not valid, there are two, or its file cannot be read
   */
  public List<String> keys(Config config) {
    return withOldKeys(config, configuredKeys(config));
  }

  /**
   * Returns the keys where a data folder has a database of its own: it makes and keeps one where
   * none is configured, and that one stays known when another is.
   */
  public List<String> keys(Config config, Path dataDir) {
    List<String> keys = configuredKeys(config);
    Path kept = dataDir.resolve(file);
    if (keys.isEmpty()) {
      keys.add(DataFolder.getOrCreateSecret(dataDir, file, generate.get()));
    } else if (Files.exists(kept)) {
      keys.add(read(kept));
    }
    return withOldKeys(config, keys);
  }

  private List<String> withOldKeys(Config config, List<String> keys) {
    if (!keys.isEmpty()) {
      keys.addAll(oldKeys(config));
    }
    return keys;
  }

  /** Returns the key that is used, if one is set, then those that stand below it in its file. */
  private List<String> configuredKeys(Config config) {
    String keySetting = path + ".key";
    String fileSetting = path + ".key-file";
    String key = config.getString(keySetting).strip();
    String named = config.getString(fileSetting).strip();
    List<String> keys = new ArrayList<>();
    if (!key.isEmpty()) {
      check(config, keySetting, key);
      keys.add(key);
    }
    if (named.isEmpty()) {
      return keys;
    }
    if (!key.isEmpty()) {
      throw bad(
          config, fileSetting, "cannot be set beside %s: set one of them".formatted(keySetting));
    }
    try {
      Files.readAllLines(Path.of(named)).stream()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .forEach(keys::add);
    } catch (IOException | InvalidPathException e) {
      throw bad(config, fileSetting, "names the file %s, which cannot be read".formatted(named));
    }
    if (keys.isEmpty()) {
      throw bad(config, fileSetting, "names the file %s, which is empty".formatted(named));
    }
    keys.forEach(line -> check(config, fileSetting, line));
    return keys;
  }

  private List<String> oldKeys(Config config) {
    String setting = path + ".old-keys";
    Stream<String> keys = Arrays.stream(config.getString(setting).split(","));
    List<String> old = keys.map(String::strip).filter(key -> !key.isEmpty()).toList();
    old.forEach(key -> check(config, setting, key));
    return old;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the key in " + file, e);
    }
  }

  private void check(Config config, String setting, String key) {
    try {
      check.accept(key);
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
