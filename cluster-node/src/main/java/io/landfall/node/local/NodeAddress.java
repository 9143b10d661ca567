package io.landfall.node.local;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;

/**
 * {@code DATA_DIR/node.address}: where the node of a data folder takes commands. It is there while
 * the node takes any; its owner alone can read it.
 *
 * @param pid of the node's process
 * @param port on 127.0.0.1
 * @param token by which both sides prove that they may read this file
 * @param kind who started the node
 */
public record NodeAddress(long pid, int port, String token, BuildId build, NodeKind kind) {
  private static final String NAME = "node.address";
  private static final int MAX_BYTES = 4096;
  private static final Path PROCESSES = Path.of("/proc");

  /** Who started a node. */
  public enum NodeKind {
    /** A command, in the background: it ends by itself. */
    BACKGROUND,
    /** A person or a service manager, by {@code landfall serve}: whoever did ends it. */
    SERVE
  }

  /** Makes one of this process and build. */
  public static NodeAddress ofThisProcess(int port, String token, NodeKind kind) {
    return new NodeAddress(ProcessHandle.current().pid(), port, token, BuildId.ours(), kind);
  }

  /**
   * Reads it.
   *
   * @return empty where there is none, or its process is no more
   * @throws ClientException NOT_ALLOWED if another account can have written it
   */
  static Optional<NodeAddress> find(Path dataFolder) {
    Path file = dataFolder.resolve(NAME);
    try {
      if (Files.notExists(file)) {
        return Optional.empty();
      }
      OwnFiles.check(file);
      if (Files.size(file) > MAX_BYTES) {
        return Optional.empty();
      }
      Optional<NodeAddress> found = parse(Files.readString(file));
      return found.isPresent() && found.get().isAlive() ? found : Optional.empty();
    } catch (NoSuchFileException e) { // it has just gone
      return Optional.empty();
    } catch (IOException e) {
      throw new ClientException(
          ClientException.FAILED,
          "Cannot read %s: %s. Remove it, or name another folder with --data-dir."
              .formatted(file, e));
    }
  }

  /** By the system's list of processes where there is one; the JDK's way starts a thread pool. */
  private boolean isAlive() {
    return Files.exists(PROCESSES.resolve("self"))
        ? Files.exists(PROCESSES.resolve(Long.toString(pid)))
        : ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private static Optional<NodeAddress> parse(String text) throws IOException {
    var properties = new Properties();
    try {
      properties.load(new StringReader(text));
      return Optional.of(
          new NodeAddress(
              Long.parseLong(properties.getProperty("pid")),
              Integer.parseInt(properties.getProperty("port")),
              required(properties, "token"),
              new BuildId(
                  required(properties, "version"),
                  required(properties, "commit"),
                  properties.getProperty("committed", "")), // older nodes write none
              NodeKind.valueOf(required(properties, "kind"))));
    } catch (IllegalArgumentException e) { // damaged, as by a full disk
      return Optional.empty();
    }
  }

  private static String required(Properties properties, String name) {
    String value = properties.getProperty(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  /** Writes it, whole or not at all. */
  public void write(Path dataFolder) throws IOException {
    String text =
        "pid=%d\nport=%d\ntoken=%s\nversion=%s\ncommit=%s\ncommitted=%s\nkind=%s\n"
            .formatted(pid, port, token, build.version(), build.commit(), build.committed(), kind);
    Path fresh = Files.createTempFile(dataFolder, NAME, ".new", OwnFiles.FILE);
    Files.write(fresh, text.getBytes(StandardCharsets.ISO_8859_1));
    Files.move(
        fresh,
        dataFolder.resolve(NAME),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Tells whether it still stands in the folder: else no client finds the node any more. */
  public boolean isWrittenIn(Path dataFolder) {
    try {
      return parse(Files.readString(dataFolder.resolve(NAME))).filter(this::equals).isPresent();
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes it, as the node takes no more commands. */
  public static void remove(Path dataFolder) throws IOException {
    Files.deleteIfExists(dataFolder.resolve(NAME));
  }
}
