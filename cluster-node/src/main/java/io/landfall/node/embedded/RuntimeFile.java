package io.landfall.node.embedded;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * {@code DATA_DIR/runtime.json}: where the process that owns a data folder can be reached, for
 * others on this machine. Holds secrets, so only its owner can read it; is there while the process
 * runs.
 *
 * @param pid of the owner
 * @param clusterSeed {@code host:port} of its cluster node
 * @param embeddedStore whether the store is the owner's own; older owners do not say
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record RuntimeFile(
    long pid,
    DatabaseEndpoint database,
    StoreEndpoint store,
    String clusterSeed,
    boolean embeddedStore) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAME = "runtime.json";

  /** Reads what the running owner of {@code dataFolder} has written; empty when none runs. */
  public static Optional<RuntimeFile> find(Path dataFolder) {
    Path file = dataFolder.resolve(NAME);
    try {
      RuntimeFile found = JSON.readValue(Files.readAllBytes(file), RuntimeFile.class);
      boolean alive = ProcessHandle.of(found.pid()).map(ProcessHandle::isAlive).orElse(false);
      return alive ? Optional.of(found) : Optional.empty();
    } catch (NoSuchFileException | JsonProcessingException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  /** Writes it, whole or not at all. */
  public void write(Path dataFolder) {
    try {
      DataFolder.writeSecret(dataFolder.resolve(NAME), JSON.writeValueAsString(this));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write " + dataFolder.resolve(NAME), e);
    }
  }

  /** Removes it, because its owner ends. */
  public static void remove(Path dataFolder) {
    try {
      Files.deleteIfExists(dataFolder.resolve(NAME));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
