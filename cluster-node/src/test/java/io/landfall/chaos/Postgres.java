package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A PostgreSQL of our own, which can be ended in every way and started again. */
public final class Postgres implements AutoCloseable {
  static final String USER = "landfall";
  private static final boolean IS_ROOT = System.getProperty("user.name").equals("root");
  private final Path folder;
  private final Path programs;
  public final int port;
  final String password = "pg-canary-" + UUID.randomUUID();
  private Process process;

  public Postgres() {
    try {
      folder = Files.createTempDirectory("landfall-chaos-pg");
      programs = programs();
      port = freePort();
      Path secret = folder.resolve("password");
      Files.writeString(secret, password);
      chownToPostgres(folder);
      Shell.run(
          asPostgres(
              programs.resolve("initdb").toString(),
              "-N",
              "-U",
              USER,
              "-A",
              "scram-sha-256",
              "--pwfile=" + secret,
              "-D",
              folder.resolve("data").toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  static void chownToPostgres(Path folder) {
    if (IS_ROOT) {
      Shell.run("chown", "-R", "postgres", folder.toString());
    }
  }

  private static Path programs() throws IOException {
    try (var versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions.sorted().reduce((a, b) -> b).orElseThrow().resolve("bin");
    }
  }

  static List<String> asPostgres(String... command) {
    var whole = new ArrayList<String>();
    if (IS_ROOT) {
      whole.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  synchronized void start() {
    long until = System.nanoTime() + 60_000_000_000L;
    while (!isAnswering()) {
      if (System.nanoTime() > until) {
        throw new IllegalStateException("PostgreSQL does not start, see " + folder);
      }
      if (process == null || !process.isAlive()) {
        launch();
      }
      Shell.sleep(300);
    }
  }

  private void launch() {
    try {
      process =
          new ProcessBuilder(
                  asPostgres(
                      programs.resolve("postgres").toString(),
                      "-D",
                      folder.resolve("data").toString(),
                      "-p",
                      String.valueOf(port),
                      "-k",
                      folder.toString(),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "fsync=off",
                      "-c",
                      "synchronous_commit=on",
                      "-c",
                      "max_connections=200"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isAnswering() {
    try (Connection connection = connect()) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Connects past the proxy. */
  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), USER, password);
  }

  /** Returns what {@code DATABASE_URL} names, at another host and port that lead here. */
  public String url(String host, int port) {
    return "postgres://%s:%s@%s:%d/postgres".formatted(USER, password, host, port);
  }

  /** Returns the same for another database of the server. */
  public String url(int port, String database) {
    return url("127.0.0.1", port).replaceFirst("/postgres$", "/" + database);
  }

  /** Ends as a crash does. */
  synchronized void kill() {
    signal("KILL");
  }

  /** Ends without waiting for anybody. */
  synchronized void stop() {
    signal("QUIT");
  }

  private void signal(String name) {
    Shell.succeeds("kill", "-" + name, String.valueOf(process.pid()));
    process.onExit().join();
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    stop();
    Shell.succeeds("rm", "-rf", folder.toString());
  }
}
