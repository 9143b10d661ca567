package io.landfall.node;

import com.typesafe.config.Config;
import io.landfall.index.CatalogueSettings;
import io.landfall.index.Catalogues;
import io.landfall.index.SceneCatalogue;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseAddress;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.embedded.StoreAddress;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What a process stands on: database and store, embedded or real, and the data folder where it owns
 * one. Closing it ends what it has started, in reverse order.
 */
public final class Parts implements AutoCloseable {
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Path dataDir;
  private DataFolder folder;
  private Database database;
  private DatabaseAddress databaseAddress;
  private StoreAddress store;
  private SceneCatalogue scenes;
  private Optional<RuntimeFile> neighbour = Optional.empty();

  private Parts(Path dataDir) {
    this.dataDir = dataDir;
  }

  /**
   * Owns the data folder, starts what is not configured, and connects. The embedded schema is
   * brought to the newest version; a real one must be there already.
   *
   * @throws ExportFailure saying what is in the way
   */
  public static Parts own(Config config) {
    return opened(config, parts -> parts.startOwned(config));
  }

  /**
   * Uses what the running owner of the data folder has started, else what is configured.
   *
   * @throws ExportFailure STATE_CONFLICT when there is neither
   */
  public static Parts join(Config config) {
    return opened(config, parts -> parts.findRunning(config));
  }

  /** Joins the running owner of the data folder where there is one, else owns it. */
  public static Parts joinOrOwn(Config config) {
    return RuntimeFile.find(NodeSettings.from(config).dataDir()).isPresent()
        ? join(config)
        : own(config);
  }

  /**
   * Reaches the database alone: the configured one, that of the running owner of the data folder,
   * or else the embedded one.
   *
   * @throws ExportFailure saying what is in the way
   */
  public static Parts withDatabase(Config config) {
    return opened(
        config,
        parts -> {
          DatabaseSettings settings = DatabaseSettings.from(config);
          Optional<DatabaseAddress> running =
              RuntimeFile.find(parts.dataDir).map(RuntimeFile::database);
          if (configuredDatabase(settings).or(() -> running).isEmpty()) {
            parts.folder = parts.keep(DataFolder.take(parts.dataDir));
          }
          parts.startDatabase(settings, running);
        });
  }

  /** Owns the data folder and starts the embedded database alone, whatever its schema. */
  static Parts ownDatabase(Config config) {
    return opened(
        config,
        parts -> {
          parts.folder = parts.keep(DataFolder.take(parts.dataDir));
          parts.startPostgres(DatabaseSettings.from(config));
        });
  }

  /** Returns the pool. */
  public Database database() {
    return database;
  }

  /** Returns the index of scenes; the connections of searches are their own, closed with this. */
  public synchronized SceneCatalogue scenes(Config config) {
    if (scenes == null) {
      CatalogueSettings settings = CatalogueSettings.from(config);
      Database searches =
          keep(
              Database.connectSearches(
                  databaseAddress,
                  DatabaseSettings.from(config),
                  settings.connections(),
                  settings.sessionSql()));
      scenes = Catalogues.open(searches.dataSource(), settings);
    }
    return scenes;
  }

  /** Returns where the database is. */
  public DatabaseAddress databaseAddress() {
    return databaseAddress;
  }

  /** Returns where the store is. */
  public StoreAddress store() {
    return store;
  }

  /** Returns the folder this process owns. */
  public DataFolder folder() {
    return folder;
  }

  /** Returns what the running owner of the data folder says, where this process is not it. */
  public Optional<RuntimeFile> neighbour() {
    return neighbour;
  }

  /** Tells others on this machine how to reach us, until this is closed. */
  public void announce(String clusterSeed) {
    new RuntimeFile(ProcessHandle.current().pid(), databaseAddress, store, clusterSeed)
        .write(dataDir);
    started.push(() -> RuntimeFile.remove(dataDir));
  }

  private static Parts opened(Config config, java.util.function.Consumer<Parts> open) {
    var parts = new Parts(NodeSettings.from(config).dataDir());
    try {
      open.accept(parts);
      return parts;
    } catch (CompletionException e) {
      parts.close();
      throw ExportFailure.of(e);
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private void startOwned(Config config) {
    folder = keep(DataFolder.take(dataDir));
    Logs.writeTo(dataDir);
    DatabaseSettings settings = DatabaseSettings.from(config);
    Optional<StoreAddress> realStore = configuredStore(config);
    CompletableFuture<StoreAddress> storing =
        realStore.isPresent()
            ? CompletableFuture.completedFuture(realStore.get())
            : CompletableFuture.supplyAsync(() -> keep(EmbeddedStore.start(folder)).address());
    try {
      startDatabase(settings, Optional.empty());
    } finally {
      storing
          .handle((address, failure) -> null)
          .join(); // what has started must be known to close()
    }
    store = storing.join();
  }

  private void startDatabase(DatabaseSettings settings, Optional<DatabaseAddress> running) {
    Optional<DatabaseAddress> real = configuredDatabase(settings).or(() -> running);
    if (real.isPresent()) {
      databaseAddress = real.get();
      database = keep(Database.connect(databaseAddress, settings));
      new Schema(database).check();
      return;
    }
    startPostgres(settings);
    var schema = new Schema(database);
    if (schema.current() < Schema.newest()) {
      schema.up();
    }
  }

  private void startPostgres(DatabaseSettings settings) {
    databaseAddress = keep(EmbeddedPostgres.start(folder, programCache())).address();
    database = keep(Database.connect(databaseAddress, settings));
  }

  private void findRunning(Config config) {
    neighbour = RuntimeFile.find(dataDir);
    DatabaseSettings settings = DatabaseSettings.from(config);
    databaseAddress =
        configuredDatabase(settings)
            .or(() -> neighbour.map(RuntimeFile::database))
            .orElseThrow(this::nothingRuns);
    store =
        configuredStore(config)
            .or(() -> neighbour.map(RuntimeFile::store))
            .orElseThrow(this::nothingRuns);
    database = keep(Database.connect(databaseAddress, settings));
    new Schema(database).check();
  }

  private ExportFailure nothingRuns() {
    return new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        ("Cannot join: nothing runs on the data folder %s, and no database and store are configured."
                + " Start \"landfall serve\" there first, or set DATABASE_URL and LANDFALL_S3_*.")
            .formatted(dataDir));
  }

  /**
   * Returns the configured database; empty: the embedded default.
   *
   * @throws ExportFailure REQUEST_INVALID when the URL cannot be read
   */
  static Optional<DatabaseAddress> configuredDatabase(DatabaseSettings settings) {
    if (settings.url().isBlank()) {
      return Optional.empty();
    }
    try {
      return Optional.of(DatabaseAddress.parse(settings.url()));
    } catch (IllegalArgumentException e) {
      throw new ExportFailure(
          ErrorCode.REQUEST_INVALID,
          "Invalid DATABASE_URL: %s. Write postgres://user:password@host:port/database."
              .formatted(e.getMessage()));
    }
  }

  /** Returns the configured store; empty: the embedded default. */
  static Optional<StoreAddress> configuredStore(Config config) {
    Config store = config.getConfig("landfall.store");
    if (store.getString("endpoint").isBlank() && store.getString("access-key-id").isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new StoreAddress(
            store.getString("endpoint"),
            store.getString("bucket"),
            store.getString("access-key-id"),
            store.getString("secret-access-key"),
            store.getString("region")));
  }

  /** The programs of PostgreSQL are unpacked once for a user, not once for a data folder. */
  private Path programCache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path home =
        cache == null || cache.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return Files.isWritable(home) || Files.isWritable(home.toAbsolutePath().getParent())
        ? home.resolve("landfall")
        : dataDir.resolve("cache");
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    started.push(part);
    return part;
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        org.slf4j.LoggerFactory.getLogger(Parts.class).warn("Cannot close a part", e);
      }
    }
  }
}
