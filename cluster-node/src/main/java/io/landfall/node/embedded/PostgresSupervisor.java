package io.landfall.node.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices within a moment that a private PostgreSQL has ended without being told to, as by {@code
 * kill -9}, and starts it again on the same port. What was committed is there again: it recovers
 * from its write-ahead log.
 */
final class PostgresSupervisor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresSupervisor.class);
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

  /** How long starts may fail, as they do until what the dead server has left ends as well. */
  static final Duration RESTART_LIMIT = Duration.ofSeconds(8);

  /** A server that ends more often than that within {@link #PERIOD} will do so again. */
  private static final int MAX_RESTARTS = 5;

  private static final Duration PERIOD = Duration.ofMinutes(1);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final Path PROCESSES = Path.of("/proc");

  /** Starts the server, and waits until it takes connections. */
  @FunctionalInterface
  interface ServerStart {
    /** Returns whether it did. */
    boolean start() throws IOException;
  }

  private final Path data;
  private final ServerStart server;
  private final Duration restartLimit;
  private final CompletableFuture<Void> lost = new CompletableFuture<>();
  private final Deque<Long> restarts = new ArrayDeque<>();
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);

  private PostgresSupervisor(Path data, ServerStart server, Duration restartLimit) {
    this.data = data;
    this.server = server;
    this.restartLimit = restartLimit;
    thread = new Thread(this::supervise, "landfall-postgres-supervisor");
    thread.setDaemon(true);
  }

  /**
   * Supervises the server that runs.
   *
   * @param data its folder
   * @param restartLimit how long its starts may fail, usually {@link #RESTART_LIMIT}
   */
  static PostgresSupervisor start(Path data, ServerStart server, Duration restartLimit) {
    var supervisor = new PostgresSupervisor(data, server, restartLimit);
    supervisor.thread.start();
    return supervisor;
  }

  /** Completes when the server has ended and could not be started again. */
  CompletionStage<Void> lost() {
    return lost;
  }

  private void supervise() {
    try {
      while (!isClosedSoon()) {
        if (hasEnded() && !restart()) {
          lost.complete(null);
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until it is time to look, or nobody wants to know any more; tells whether that is so. */
  private boolean isClosedSoon() throws InterruptedException {
    return closed.await(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Returns whether it runs again, or need not any more. */
  private boolean restart() throws InterruptedException {
    long began = System.nanoTime();
    LOG.warn("The private PostgreSQL has ended without being told to; starting it again");
    restarts.removeIf(at -> began - at > PERIOD.toNanos());
    restarts.add(began);
    if (restarts.size() > MAX_RESTARTS) {
      LOG.error(
          "Not starting the private PostgreSQL again: it has ended {} times within {} s. See"
              + " logs/postgres.log.",
          restarts.size(),
          PERIOD.toSeconds());
      return false;
    }
    while (!isClosed() && System.nanoTime() - began < restartLimit.toNanos()) {
      if (tryToStart()) {
        LOG.warn(
            "The private PostgreSQL runs again after {} ms",
            Duration.ofNanos(System.nanoTime() - began).toMillis());
        return true;
      }
      isClosedSoon();
    }
    if (!isClosed()) {
      LOG.error(
          "Cannot start the private PostgreSQL again within {} s. See logs/postgres.log.",
          restartLimit.toSeconds());
    }
    return isClosed();
  }

  private boolean tryToStart() {
    try {
      removeLockOfZombie();
      return server.start();
    } catch (IOException e) {
      LOG.warn("Cannot start the private PostgreSQL: {}", e.toString());
      return false;
    }
  }

  private boolean hasEnded() {
    try {
      long pid = pid();
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty() || isZombie(pid);
    } catch (NoSuchFileException e) {
      return true; // its lock file goes with it
    } catch (IOException e) {
      return false; // nobody can tell, as when this process has too many files open
    }
  }

  private long pid() throws IOException {
    String first = Files.readString(lockFile()).lines().findFirst().orElse("");
    try {
      return Long.parseLong(first.strip());
    } catch (NumberFormatException e) {
      throw new IOException("No process in " + lockFile(), e);
    }
  }

  private Path lockFile() {
    return data.resolve("postmaster.pid");
  }

  /** Tells whether a process has ended and its parent has not asked how: in a container, never. */
  private static boolean isZombie(long pid) {
    try {
      String stat =
          new String(
              Files.readAllBytes(PROCESSES.resolve(pid + "/stat")), StandardCharsets.ISO_8859_1);
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false; // there is no such folder, or no such process
    }
  }

  /** A dead server that still has its number would pass for a running one. */
  private void removeLockOfZombie() throws IOException {
    if (Files.exists(lockFile()) && isZombie(pid()) && !isInUse()) {
      Files.delete(lockFile());
    }
  }

  /** Tells whether a process works in the folder, as all of a server's do. */
  private boolean isInUse() throws IOException {
    Path folder = data.toRealPath();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : processes) {
        try {
          if (Files.readSymbolicLink(process.resolve("cwd")).equals(folder)) {
            return true;
          }
        } catch (IOException e) {
          // it has ended, or is none of ours
        }
      }
      return false;
    }
  }

  /** Lets the server end. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
