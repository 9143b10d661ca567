package io.landfall.node.embedded;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.StartPhases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A private PostgreSQL over {@code DATA_DIR/postgres}, durable as a real one, on 127.0.0.1 only,
 * with a password that stands in the data folder.
 *
 * <p>It is watched by a shell that holds a pipe from this process: when this process ends in any
 * way, {@code kill -9} included, the shell stops the server. A server that outlived even that is
 * stopped before the next start; one that ends before this process is {@linkplain
 * PostgresSupervisor started again}. As root, which PostgreSQL refuses, it runs in a user namespace
 * of its own.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);
  static final String USER = "landfall";
  private static final String FOLDER = "postgres";

  /** Made in its folder when all its files are there. */
  private static final String READY = "landfall-ready";

  private static final int STOP_SECONDS = 30;
  private static final int MAX_REASON_BYTES = 1000;
  private static final String STARTED = "started";

  /** Arguments: pg_ctl, data folder, log file, options of the server. Signals are not for it. */
  private static final String WATCH_SCRIPT =
      """
      trap '' INT HUP TERM QUIT
      "$1" start -w -t 60 -s -D "$2" -l "$3" -o "$4" >>"$3" 2>&1 </dev/null || exit 1
      echo started
      read -r _
      "$1" stop -w -t 25 -s -m fast -D "$2" >>"$3" 2>&1 </dev/null
      """;

  private final Process watcher;
  private final PostgresSupervisor supervisor;
  private final DatabaseEndpoint endpoint;

  private EmbeddedPostgres(
      Process watcher, PostgresSupervisor supervisor, DatabaseEndpoint endpoint) {
    this.watcher = watcher;
    this.supervisor = supervisor;
    this.endpoint = endpoint;
  }

  /**
   * Starts the server, making its files the first time.
   *
   * @param cache where its programs are unpacked, once for all data folders of this user
   * @throws ExportFailure DATABASE_UNAVAILABLE, naming the log to read
   */
  public static EmbeddedPostgres start(DataFolder folder, Path cache) {
    Path log = folder.path().resolve("logs/postgres.log");
    try {
      folder.log("postgres.log");
      Path bin = programs(cache);
      String password = folder.getOrCreateSecret("postgres.password", Secrets.generate());
      Path data = folder.path().resolve(FOLDER);
      if (!hasFiles(folder.path())) {
        try (var phase = StartPhases.begin("files of the database")) {
          initialise(bin, data, folder.path().resolve("postgres.password"), log);
        }
      }
      try (var phase = StartPhases.begin("database server")) {
        stopOrphan(bin, data, log);
        int port = freePort();
        Process watcher = watch(bin, data, log, port);
        return new EmbeddedPostgres(
            watcher,
            PostgresSupervisor.start(
                data, () -> startAgain(bin, data, log, port), PostgresSupervisor.RESTART_LIMIT),
            DatabaseEndpoint.local(port, "postgres", USER, password));
      }
    } catch (IOException e) {
      throw new ExportFailure(
          ErrorCode.DATABASE_UNAVAILABLE,
          String.format(
              Locale.ROOT,
              "Cannot start the private PostgreSQL in %s: %s%s. Its log is %s.",
              folder.path(),
              e.getMessage(),
              lastLine(log).map(line -> " (" + line + ")").orElse(""),
              log),
          e);
    }
  }

  /** Returns the last that its programs said; it may be of an earlier start. */
  private static Optional<String> lastLine(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] end = new byte[(int) Math.min(file.length(), MAX_REASON_BYTES)];
      file.seek(file.length() - end.length);
      file.readFully(end);
      return new String(end, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty())
          .reduce((earlier, later) -> later);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Tells whether its files have been made in a data folder. */
  public static boolean hasFiles(Path dataDir) {
    return Files.exists(dataDir.resolve(FOLDER).resolve(READY));
  }

  /** Completes when the server has ended and could not be started again; its log says why. */
  public CompletionStage<Void> lost() {
    return supervisor.lost();
  }

  /** Returns where it listens. */
  public DatabaseEndpoint endpoint() {
    return endpoint;
  }

  private static Path programs(Path cache) throws IOException {
    try (var phase = StartPhases.begin("programs of the database")) {
      return PostgresBinaries.ensureExtracted(cache).resolve("bin");
    }
  }

  private static void initialise(Path bin, Path data, Path passwordFile, Path log)
      throws IOException {
    DirectoryTree.delete(data); // left by a start that was cut short
    run(
        log,
        bin.resolve("initdb").toString(),
        "--pgdata=" + data,
        "--username=" + USER,
        "--pwfile=" + passwordFile,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--no-instructions");
    Files.createFile(data.resolve(READY));
  }

  /** The folder's lock is ours, so a server that still runs there has lost its process. */
  private static void stopOrphan(Path bin, Path data, Path log) throws IOException {
    if (Files.exists(data.resolve("postmaster.pid"))
        && succeeds(log, bin.resolve("pg_ctl").toString(), "status", "-D", data.toString())) {
      LOG.info("Stopping a PostgreSQL in {} that has lost its process", data);
      run(
          log,
          bin.resolve("pg_ctl").toString(),
          "stop",
          "-w",
          "-t",
          "60",
          "-s",
          "-m",
          "fast",
          "-D",
          data.toString());
    }
  }

  /** The shell that watches goes on, and stops whichever server runs then. */
  private static boolean startAgain(Path bin, Path data, Path log, int port) throws IOException {
    return succeeds(
        log,
        bin.resolve("pg_ctl").toString(),
        "start",
        "-w",
        "-t",
        "60",
        "-s",
        "-D",
        data.toString(),
        "-l",
        log.toString(),
        "-o",
        options(port));
  }

  private static String options(int port) {
    return String.format(
        Locale.ROOT,
        "-c listen_addresses=127.0.0.1 -c port=%d -c unix_socket_directories="
            + " -c fsync=on -c synchronous_commit=on -c full_page_writes=on"
            + " -c max_connections=100 -c shared_buffers=64MB -c log_min_messages=warning"
            + " -c timezone=UTC -c dynamic_shared_memory_type=mmap",
        port);
  }

  private static Process watch(Path bin, Path data, Path log, int port) throws IOException {
    Process watcher =
        new ProcessBuilder(
                asUser(
                    "sh",
                    "-c",
                    WATCH_SCRIPT,
                    "landfall-postgres",
                    bin.resolve("pg_ctl").toString(),
                    data.toString(),
                    log.toString(),
                    options(port)))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    var out =
        new BufferedReader(new InputStreamReader(watcher.getInputStream(), StandardCharsets.UTF_8));
    if (!STARTED.equals(out.readLine())) {
      throw new IOException("it did not start");
    }
    return watcher;
  }

  private static void run(Path log, String... command) throws IOException {
    if (!succeeds(log, command)) {
      throw new IOException(Path.of(command[0]).getFileName() + " failed");
    }
  }

  private static boolean succeeds(Path log, String... command) throws IOException {
    Process process =
        new ProcessBuilder(asUser(command))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> asUser(String... command) throws IOException {
    List<String> whole = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      whole.addAll(List.of("unshare", "-U"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Stops the server and waits for it. */
  @Override
  public void close() {
    supervisor.close();
    try {
      watcher.getOutputStream().close();
      if (!watcher.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The private PostgreSQL still stops after {} s", STOP_SECONDS);
      }
    } catch (IOException e) {
      LOG.warn("Cannot tell the private PostgreSQL to stop: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
