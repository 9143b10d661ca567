package io.landfall.node.cli.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tokens of an account, each for one service, in a file that nobody else can read.
 *
 * @param path {@code $XDG_CONFIG_HOME/landfall/login.json}, else below {@code ~/.config}
 */
record LoginFile(Path path) {
  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");
  private static final FileAttribute<?> FILE = PosixFilePermissions.asFileAttribute(OWNERS);
  private static final FileAttribute<?> FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  static LoginFile of(Map<String, String> environment) {
    String named = environment.get("XDG_CONFIG_HOME");
    Path folder =
        named == null || !Path.of(named).isAbsolute()
            ? Path.of(System.getProperty("user.home"), ".config")
            : Path.of(named);
    return new LoginFile(folder.resolve("landfall").resolve("login.json"));
  }

  /**
   * What the file holds.
   *
   * @param url of the service of the last login; {@code null}: there was none
   * @param tokens by the URL of their service
   */
  record Logins(String url, Map<String, String> tokens) {
    Logins {
      tokens = Map.copyOf(tokens);
    }

    Logins with(ServiceUrl service, String token) {
      Map<String, String> all = new TreeMap<>(tokens);
      all.put(service.text(), token);
      return new Logins(service.text(), all);
    }

    @Override
    public String toString() { // tokens are shown nowhere
      return "Logins[url=%s, tokens for %s]".formatted(url, tokens.keySet());
    }
  }

  /** Reads it; a file that is missing holds nothing. */
  Logins read() {
    try {
      refuseReadable();
      JsonNode json = ServiceClient.JSON.readTree(Files.readAllBytes(path));
      Map<String, String> tokens = new TreeMap<>();
      json.path("tokens")
          .fields()
          .forEachRemaining(entry -> tokens.put(entry.getKey(), entry.getValue().asText()));
      return new Logins(json.path("url").asText(null), tokens);
    } catch (NoSuchFileException e) {
      return new Logins(null, Map.of());
    } catch (JsonProcessingException e) { // its message would show what is there
      throw ClientFailures.usage(
          "Cannot read %s: it is not JSON. Remove it, and run landfall login again."
              .formatted(path));
    } catch (IOException e) {
      throw ClientFailures.usage("Cannot read %s: %s.".formatted(path, e));
    }
  }

  private void refuseReadable() throws IOException {
    Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
    if (!OWNERS.containsAll(permissions)) {
      throw ClientFailures.usage(
          ("Cannot use %s: other accounts can read its tokens (%s). Run chmod 600 on it, and have"
                  + " the tokens in it revoked and made anew if others use this machine.")
              .formatted(path, PosixFilePermissions.toString(permissions)));
    }
  }

  /** Writes it whole or not at all. */
  void write(Logins logins) {
    try {
      Files.createDirectories(path.getParent().getParent());
      Files.createDirectories(path.getParent(), FOLDER);
      ObjectNode json = ServiceClient.JSON.createObjectNode().put("url", logins.url());
      ObjectNode tokens = json.putObject("tokens");
      new TreeMap<>(logins.tokens()).forEach(tokens::put);
      Path fresh = Files.createTempFile(path.getParent(), "login", ".tmp", FILE);
      try {
        Files.write(
            fresh, ServiceClient.JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        Files.move(
            fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw ClientFailures.local("Cannot write %s: %s.".formatted(path, e));
    }
  }
}
