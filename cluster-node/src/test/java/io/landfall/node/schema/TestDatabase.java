package io.landfall.node.schema;

import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.embedded.UserCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database of a test class, on the one embedded PostgreSQL that all classes of this JVM share. It
 * is the copy of another, which takes a tenth of a second where a server and all migrations take
 * several.
 *
 * @param endpoint where it is, as an account that may do all
 */
public record TestDatabase(DatabaseEndpoint endpoint) implements AutoCloseable {
  private static final String TEMPLATE = "newest_schema";
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static DatabaseEndpoint server;
  private static boolean hasTemplate;
  private static int count;

  /** Returns a new one of the newest schema. */
  public static synchronized TestDatabase migrated() {
    return copy(TEMPLATE);
  }

  /** Returns a new one without tables. */
  public static synchronized TestDatabase empty() {
    return copy("template0");
  }

  /** Connects with at most {@code connections} at once. */
  public Database connect(int connections) {
    return Database.connect(
        endpoint, new DatabaseSettings("", connections, TIMEOUT, TIMEOUT, TIMEOUT));
  }

  /** Returns what a node takes as {@code landfall.database.url}. */
  public String url() {
    return "postgres://%s:%s@127.0.0.1:%d/%s"
        .formatted(endpoint.user(), endpoint.password(), uri(endpoint).getPort(), name(endpoint));
  }

  /** Drops it, and ends the connections that there are to it. */
  @Override
  public void close() {
    execute("drop database %s with (force)".formatted(name(endpoint)));
  }

  private static TestDatabase copy(String template) {
    if (server == null) {
      server = startServer();
    }
    if (!hasTemplate) {
      execute("drop database if exists " + TEMPLATE);
      TestDatabase newest = create(TEMPLATE, "template0");
      try (Database database = newest.connect(4)) {
        new Schema(database).migrateUp();
      }
      hasTemplate = true;
    }
    return create("test_" + ++count, template);
  }

  private static TestDatabase create(String name, String template) {
    execute("create database %s template %s".formatted(name, template));
    return new TestDatabase(
        DatabaseEndpoint.local(uri(server).getPort(), name, server.user(), server.password()));
  }

  /** Starts the server; it stops with this JVM. */
  private static DatabaseEndpoint startServer() {
    try {
      Path folder = Files.createTempDirectory("landfall-databases");
      DataFolder data = DataFolder.acquire(folder);
      EmbeddedPostgres postgres = EmbeddedPostgres.start(data, UserCache.folder(folder));
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    postgres.close();
                    data.close();
                    delete(folder);
                  }));
      return postgres.endpoint();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void execute(String sql) {
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot run " + sql, e);
    }
  }

  private static String name(DatabaseEndpoint endpoint) {
    return uri(endpoint).getPath().substring(1);
  }

  private static URI uri(DatabaseEndpoint endpoint) {
    return URI.create(endpoint.url().substring("jdbc:".length()));
  }
}
