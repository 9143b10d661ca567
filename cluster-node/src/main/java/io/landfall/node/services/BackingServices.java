package io.landfall.node.services;

import com.typesafe.config.Config;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.check.StoreChecks;
import io.landfall.node.config.LogFormat;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.StartPhases;
import io.landfall.node.embedded.ClusterKeys;
import io.landfall.node.embedded.DataFolder;
import io.landfall.node.embedded.DatabaseEndpoint;
import io.landfall.node.embedded.EmbeddedPostgres;
import io.landfall.node.embedded.EmbeddedStore;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.embedded.StoreEndpoint;
import io.landfall.node.embedded.StoreFolder;
import io.landfall.node.embedded.UserCache;
import io.landfall.node.export.ExportObjects;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabaseSettings;
import io.landfall.node.schema.Schema;
import io.landfall.secret.Secret;
import io.landfall.secret.SecretCipher;
import io.landfall.store.PartSizes;
import io.landfall.store.StoreSettings;
import io.landfall.store.s3.DirectWrites;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process stands on: database and store, embedded or real, and the data folder where it owns
 * one. Closing it ends what it has started, in reverse order.
 */
public final class BackingServices implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackingServices.class);
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Path dataDir;
  private DataFolder dataFolder;
  private Database database;
  private CompletionStage<Void> databaseLost = new CompletableFuture<>();
  private DatabaseEndpoint databaseEndpoint;
  private StoreEndpoint storeEndpoint;
  private boolean storeIsEmbedded;
  private Optional<DirectWrites> storeWrites = Optional.empty();
  private final DatabaseConnections connections = new DatabaseConnections(this);
  private Optional<RuntimeFile> runningOwner = Optional.empty();
  private Optional<ClusterKeys> clusterKeys = Optional.empty();

  private BackingServices(Path dataDir) {
    this.dataDir = dataDir;
  }

  /**
   * Owns the data folder, starts what is not configured, and connects. The embedded schema is
   * brought to the newest version; a real one must be there already.
   *
   * @throws ExportFailure saying what is in the way
   */
  public static BackingServices start(Config config) {
    return start(config, folder -> {});
  }

  /**
   * As {@link #start(Config)}.
   *
   * @param owned is called as soon as the data folder is owned, and may refuse it
   */
  public static BackingServices start(Config config, Consumer<Path> owned) {
    return opened(config, services -> services.startOwned(config, owned));
  }

  /**
   * Uses what the running owner of the data folder has started, else what is configured.
   *
   * @throws ExportFailure STATE_CONFLICT when there is neither
   */
  public static BackingServices connectToRunning(Config config) {
    return opened(config, services -> services.connectRunning(config));
  }

  /** Joins the running owner of the data folder where there is one, else owns it. */
  public static BackingServices connectOrStart(Config config) {
    return RuntimeFile.find(NodeSettings.from(config).dataDir()).isPresent()
        ? connectToRunning(config)
        : start(config);
  }

  /**
   * Reaches the database alone: the configured one, that of the running owner of the data folder,
   * or else the embedded one.
   *
   * @throws ExportFailure saying what is in the way
   */
  public static BackingServices connectDatabase(Config config) {
    return opened(
        config,
        services -> {
          DatabaseSettings settings = DatabaseSettings.from(config);
          Optional<DatabaseEndpoint> running =
              RuntimeFile.find(services.dataDir).map(RuntimeFile::database);
          if (settings.endpoint().or(() -> running).isEmpty()) {
            services.dataFolder = services.register(DataFolder.acquire(services.dataDir));
          }
          services.startDatabase(settings, running);
        });
  }

  /** Owns the data folder and starts the embedded database alone, whatever its schema. */
  static BackingServices startEmbeddedDatabase(Config config) {
    return opened(
        config,
        services -> {
          services.dataFolder = services.register(DataFolder.acquire(services.dataDir));
          services.startPostgres(DatabaseSettings.from(config));
        });
  }

  /** Returns the pool. */
  public Database database() {
    return database;
  }

  /** Returns the other connections, by what they are for. */
  public DatabaseConnections connections() {
    return connections;
  }

  /** Completes when the embedded database has ended for good; never for another. */
  public CompletionStage<Void> databaseLost() {
    return databaseLost;
  }

  /** Returns what encrypts users' secrets, as {@link SecretKeys#cipher} finds its keys. */
  public Optional<SecretCipher> secretCipher(Config config) {
    return SecretKeys.cipher(config, dataDir);
  }

  /** Returns the keys that vouch for the journal; maybe none. */
  public AuditKeys auditKeys(Config config) {
    return SecretKeys.auditKeys(config, dataDir);
  }

  /** Makes all connections anew, of all pools: they may lead elsewhere then. */
  public synchronized void giveUpConnections() {
    for (AutoCloseable service : started) {
      if (service instanceof Database pool) {
        pool.giveUpConnections();
      }
    }
  }

  /** Returns where the database is. */
  public DatabaseEndpoint databaseEndpoint() {
    return databaseEndpoint;
  }

  /** Returns the files of the bucket, where an embedded store has them on this machine. */
  public Optional<StoreFolder> storeFolder() {
    return storeIsEmbedded
        ? Optional.of(
            new StoreFolder(dataDir.resolve(EmbeddedStore.FOLDER).resolve(storeEndpoint.bucket())))
        : Optional.empty();
  }

  /** Returns the way to write to a store that runs in this process. */
  public Optional<DirectWrites> storeWrites() {
    return storeWrites;
  }

  /** Returns where the store is. */
  public StoreEndpoint storeEndpoint() {
    return storeEndpoint;
  }

  /**
   * Returns how the store is used: our own or that of the running owner of the data folder, at its
   * endpoint and with its keys, or the configured.
   */
  public StoreSettings storeSettings(Config config) {
    StoreSettings configured = StoreSettings.from(config);
    return new StoreSettings(
        storeEndpoint.endpoint(),
        storeEndpoint.bucket(),
        storeEndpoint.accessKeyId(),
        Secret.of(storeEndpoint.secretAccessKey()),
        storeEndpoint.region(),
        storeIsEmbedded ? PartSizes.ANY : configured.partSizes(), // ours needs no trial
        configured.requestTimeout(),
        configured.slowestBytesPerSecond(),
        configured.retryFor());
  }

  /** Returns what looks whether the store works for us. */
  public StoreChecks storeChecks(Config config) {
    return new StoreChecks(config, storeSettings(config), Clock.systemUTC());
  }

  /** Returns what the store has of exports; to be closed. */
  public ExportObjects exportObjects(Config config) {
    return ExportObjects.connect(storeSettings(config), config);
  }

  /** Returns the folder this process owns. */
  public DataFolder dataFolder() {
    return dataFolder;
  }

  /** Returns the keys of nodes over this data folder; empty on a database that others reach too. */
  public Optional<ClusterKeys> clusterKeys() {
    return clusterKeys;
  }

  /** Returns what the running owner of the data folder says, where this process is not it. */
  public Optional<RuntimeFile> runningOwner() {
    return runningOwner;
  }

  /** Tells others on this machine how to reach us, until this is closed. */
  public void writeRuntimeFile(String clusterSeed) {
    new RuntimeFile(
            ProcessHandle.current().pid(),
            databaseEndpoint,
            storeEndpoint,
            clusterSeed,
            storeIsEmbedded)
        .write(dataDir);
    started.push(() -> RuntimeFile.remove(dataDir));
  }

  private static BackingServices opened(Config config, Consumer<BackingServices> open) {
    var services = new BackingServices(NodeSettings.from(config).dataDir());
    try {
      open.accept(services);
      return services;
    } catch (CompletionException e) {
      services.close();
      throw ExportFailure.of(e);
    } catch (RuntimeException e) {
      services.close();
      throw e;
    }
  }

  private void startOwned(Config config, Consumer<Path> owned) {
    dataFolder = register(DataFolder.acquire(dataDir));
    owned.accept(dataDir);
    LoggingSetup.enableFile(dataDir, LogFormat.from(config));
    dataFolder.closeToOthers();
    DatabaseSettings settings = DatabaseSettings.from(config);
    Optional<StoreEndpoint> configuredEndpoint = StoreEndpoint.configured(config);
    CompletableFuture<StoreEndpoint> startingStore =
        configuredEndpoint.isPresent()
            ? CompletableFuture.completedFuture(configuredEndpoint.get())
            : startAside("store-start", this::startStore);
    CompletableFuture<Optional<ClusterKeys>> keys =
        settings.isEmbedded() && !NodeSettings.from(config).standalone()
            ? startAside("cluster-keys", () -> Optional.of(ClusterKeys.getOrCreate(dataFolder)))
            : CompletableFuture.completedFuture(Optional.empty());
    try {
      startDatabase(settings, Optional.empty());
    } finally {
      startingStore
          .handle((address, failure) -> null)
          .join(); // what has started must be known to close()
    }
    storeEndpoint = startingStore.join();
    storeIsEmbedded = configuredEndpoint.isEmpty();
    clusterKeys = keys.join();
  }

  private StoreEndpoint startStore() {
    EmbeddedStore store = register(EmbeddedStore.start(dataFolder));
    storeWrites = store.writes();
    return store.endpoint();
  }

  private static <T> CompletableFuture<T> startAside(String thread, Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, run -> new Thread(run, thread).start());
  }

  private void startDatabase(DatabaseSettings settings, Optional<DatabaseEndpoint> running) {
    Optional<DatabaseEndpoint> configured = settings.endpoint().or(() -> running);
    if (configured.isPresent()) {
      connect(configured.get(), settings);
      checkSchema();
      return;
    }
    startPostgres(settings);
    try (var phase = StartPhases.begin("schema")) {
      var schema = new Schema(database);
      if (schema.currentVersion() < Schema.newestVersion()) {
        schema.migrateUp();
      }
      checkSchema();
    }
  }

  private void checkSchema() {
    var schema = new Schema(database);
    schema.check();
    schema.newerNote().ifPresent(LOG::info);
  }

  private void connect(DatabaseEndpoint endpoint, DatabaseSettings settings) {
    try (var phase = StartPhases.begin("connections to the database")) {
      database = register(Database.connect(endpoint, settings));
    }
    databaseEndpoint = database.endpoint();
  }

  private void startPostgres(DatabaseSettings settings) {
    EmbeddedPostgres postgres =
        register(EmbeddedPostgres.start(dataFolder, UserCache.folder(dataDir)));
    databaseLost = postgres.lost();
    connect(postgres.endpoint(), settings);
  }

  private void connectRunning(Config config) {
    runningOwner = RuntimeFile.find(dataDir);
    DatabaseSettings settings = DatabaseSettings.from(config);
    DatabaseEndpoint endpoint =
        settings
            .endpoint()
            .or(() -> runningOwner.map(RuntimeFile::database))
            .orElseThrow(this::nothingRunning);
    Optional<StoreEndpoint> configuredEndpoint = StoreEndpoint.configured(config);
    storeIsEmbedded =
        configuredEndpoint.isEmpty() && runningOwner.map(RuntimeFile::embeddedStore).orElse(false);
    storeEndpoint =
        configuredEndpoint
            .or(() -> runningOwner.map(RuntimeFile::store))
            .orElseThrow(this::nothingRunning);
    connect(endpoint, settings);
    checkSchema();
    clusterKeys = settings.isEmbedded() ? ClusterKeys.find(dataDir) : Optional.empty();
  }

  private ExportFailure nothingRunning() {
    return new ExportFailure(
        ErrorCode.STATE_CONFLICT,
        ("Cannot join: nothing runs on the data folder %s, and no database and store are"
                + " configured. Start \"landfall serve\" there first, or set DATABASE_URL and"
                + " LANDFALL_S3_*.")
            .formatted(dataDir));
  }

  /** Has a service end with these, before those that it stands on. */
  public synchronized <T extends AutoCloseable> T register(T service) {
    started.push(service);
    return service;
  }

  @Override
  public synchronized void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        LOG.warn("Cannot close a service", e);
      }
    }
  }
}
