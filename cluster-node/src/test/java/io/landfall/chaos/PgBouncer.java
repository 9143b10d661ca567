package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PgBouncer, mostly in transaction mode: each transaction gets any session of the server. */
public final class PgBouncer implements AutoCloseable {
  private static final String CONFIG =
      """
      [databases]
      * = host=127.0.0.1 port=%d
      [pgbouncer]
      listen_addr = 127.0.0.1
      listen_port = %d
      unix_socket_dir =
      auth_type = plain
      auth_file = %s
      pool_mode = %s
      default_pool_size = 6
      """;

  private final Path folder;
  public final int port;
  private final Process process;

  /** Starts one in transaction mode. */
  public PgBouncer(Postgres postgres) {
    this(postgres, "transaction");
  }

  /**
   * Starts one.
   *
   * @param mode what of one client stays together: session, transaction, statement
   */
  public PgBouncer(Postgres postgres, String mode) {
    try {
      folder = Files.createTempDirectory("landfall-pgbouncer");
      port = Postgres.freePort();
      Path users = folder.resolve("users.txt");
      Files.writeString(users, "\"%s\" \"%s\"".formatted(Postgres.USER, postgres.password));
      Path config = folder.resolve("pgbouncer.ini");
      Files.writeString(config, CONFIG.formatted(postgres.port, port, users, mode));
      Postgres.chownToPostgres(folder);
      process =
          new ProcessBuilder(Postgres.asPostgres("pgbouncer", config.toString()))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    Shell.succeeds("rm", "-rf", folder.toString());
  }
}
