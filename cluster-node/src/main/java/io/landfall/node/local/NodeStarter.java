package io.landfall.node.local;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Starts the node of a data folder in the background: of many clients at once one alone does, who
 * has the lock on {@code start.lock}; the others wait for it and find its node.
 */
final class NodeStarter {
  /** Ends with this when its settings want a process for each command. */
  static final int IN_PROCESS = 75;

  private static final long POLL_MILLIS = 20;
  private static final long LOCKED_MILLIS = 5_000;
  private static final int MAX_SHOWN_BYTES = 4096;

  private final Path folder;
  private final List<String> options;
  private final String end;
  private final PrintStream err;

  /**
   * @param options of the node
   * @param end how it ends, a sentence for whoever has it started
   * @param err where a person is told that a node starts
   */
  NodeStarter(Path folder, List<String> options, String end, PrintStream err) {
    this.folder = folder;
    this.options = List.copyOf(options);
    this.end = end;
    this.err = err;
  }

  /**
   * Starts a node unless one answers; returns when it takes commands, though it may be busy
   * starting its database then.
   *
   * @return whether there is one; false: its settings want a process for each command
   * @throws ClientException as the node says why it does not start
   */
  boolean start() {
    StateFolder.make(folder);
    OwnFiles.checkFolder(folder);
    try (var channel =
            FileChannel.open(
                folder.resolve("start.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                OwnFiles.FILE);
        FileLock lock = channel.lock()) {
      return isAnswered() || startAlone();
    } catch (IOException e) {
      throw new ClientException(
          ClientException.FAILED,
          "Cannot start a node on %s: %s. Make the folder writable, name another with --data-dir, or add --no-daemon."
              .formatted(folder, e));
    }
  }

  private boolean isAnswered() {
    return NodeAddress.find(folder)
        .flatMap(NodeConnection::open)
        .map(
            connection -> {
              connection.close();
              return true;
            })
        .orElse(false);
  }

  private boolean startAlone() throws IOException {
    err.printf("landfall: Starting a node on %s. %s%n", folder, end);
    Path log = folder.resolve("logs").resolve("node.out");
    StateFolder.make(log.getParent());
    Files.deleteIfExists(log);
    Files.createFile(log, OwnFiles.FILE);
    long lockedUntilNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOCKED_MILLIS);
    while (true) {
      Process node = launch(log);
      while (node.isAlive()) {
        if (isAnswered()) {
          return true;
        }
        pause();
      }
      if (isAnswered()) { // another holds the folder, and takes commands by now
        return true;
      }
      if (node.exitValue() == IN_PROCESS) {
        return false;
      }
      // A node that was killed, or whose client was, may hold the folder for a moment.
      if (node.exitValue() != ClientException.FAILED || System.nanoTime() > lockedUntilNanos) {
        throw new ClientException(
            node.exitValue() == 0 ? ClientException.SERVICE : node.exitValue(), said(log));
      }
      pause();
    }
  }

  private Process launch(Path log) throws IOException {
    List<String> command = new ArrayList<>();
    // Ctrl-C of the terminal is for the client. A session of its own where the system has it.
    command.addAll(
        List.of(
            "sh",
            "-c",
            "trap '' INT QUIT; if command -v setsid >/dev/null 2>&1; then exec setsid \"$@\"; fi;"
                + " exec \"$@\"",
            "landfall-node"));
    command.addAll(Program.ours().nodeCommand());
    command.addAll(List.of("local-node", "--data-dir", folder.toString()));
    command.addAll(options);
    return new ProcessBuilder(command)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Returns what the node said before it ended, as this client would say it. */
  private String said(Path log) throws IOException {
    String text = Files.readString(log).strip();
    int last = text.lastIndexOf("landfall: ");
    if (last >= 0) {
      return text.substring(last + "landfall: ".length());
    }
    return "Cannot start a node on %s: its process has ended%s. Its log is %s."
        .formatted(
            folder,
            text.isEmpty()
                ? ""
                : " with: " + text.substring(Math.max(0, text.length() - MAX_SHOWN_BYTES)),
            log);
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClientException(ClientException.FAILED, "Cannot go on: interrupted.");
    }
  }

  /** Waits until the node at an address has ended, as far as its address file tells. */
  static void awaitGone(Path folder, NodeAddress gone) {
    long untilNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (ProcessHandle.of(gone.pid()).map(ProcessHandle::isAlive).orElse(false)) {
      Optional<NodeAddress> now = NodeAddress.find(folder);
      if (now.isPresent() && !now.get().equals(gone)) {
        return; // another has begun
      }
      if (System.nanoTime() > untilNanos) {
        throw new ClientException(
            ClientException.SERVICE,
            "The node of %s (process %d) does not end. Its log is %s; end it with kill."
                .formatted(folder, gone.pid(), folder.resolve("logs/landfall.log")));
      }
      pause();
    }
  }
}
