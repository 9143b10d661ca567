package io.landfall.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A PgBouncer in transaction mode: each transaction of a client gets any session of the server. */
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
      pool_mode = transaction
      default_pool_size = 6
      """;

  private final Path folder;
  public final int port;
  private final Process process;

  public PgBouncer(Postgres postgres) {
    try {
      folder = Files.createTempDirectory("landfall-pgbouncer");
      port = Postgres.freePort();
      Path users = folder.resolve("users.txt");
      Files.writeString(users, "\"%s\" \"%s\"".formatted(Postgres.USER, postgres.password));
      Path config = folder.resolve("pgbouncer.ini");
      Files.writeString(config, CONFIG.formatted(postgres.port, port, users));
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
