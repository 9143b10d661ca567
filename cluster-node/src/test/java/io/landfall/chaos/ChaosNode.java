package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One place in the cluster, and the process that fills it, if one does. */
final class ChaosNode {
  final int number;
  final boolean isControl;
  final String host;
  final Path log;

  /** Whether it is to be started again when it has ended. */
  volatile boolean isWanted = true;

  /** Whether it was ready since its last start. */
  volatile boolean wasReady;

  private volatile Process process;
  private volatile long startedAt;
  private volatile boolean isPaused;

  ChaosNode(int number, boolean isControl, String host, Path log) {
    this.number = number;
    this.isControl = isControl;
    this.host = host;
    this.log = log;
  }

  synchronized void start(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    try {
      process = builder.start();
      startedAt = System.nanoTime();
      wasReady = false;
      isPaused = false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  boolean isPaused() {
    return isPaused;
  }

  long pid() {
    return process == null ? -1 : process.pid();
  }

  long startedAt() {
    return startedAt;
  }

  /** As {@code kill -9} does. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Asks the process to end; the one that takes its place comes when it has. */
  void terminate() {
    Shell.succeeds("kill", "-TERM", String.valueOf(pid()));
  }

  /** Waits until the process has ended; returns its exit code. */
  int awaitExit(Duration timeout) {
    try {
      return process.onExit().get(timeout.toMillis(), TimeUnit.MILLISECONDS).exitValue();
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError("%s has not ended, see %s".formatted(this, log), e);
    }
  }

  void pause() {
    isPaused = true;
    Shell.succeeds("kill", "-STOP", String.valueOf(pid()));
  }

  void resume() {
    if (isPaused) {
      Shell.succeeds("kill", "-CONT", String.valueOf(pid()));
      isPaused = false;
    }
  }

  long logSize() {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what was printed after the first {@code from} bytes. */
  String output(long from) {
    try {
      byte[] all = Files.readAllBytes(log);
      int begin = (int) Math.min(from, all.length);
      return new String(all, begin, all.length - begin, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "n" + number;
  }
}
