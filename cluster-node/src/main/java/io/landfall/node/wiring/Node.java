package io.landfall.node.wiring;

import akka.Done;
import akka.actor.BootstrapSetup;
import akka.actor.CoordinatedShutdown;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.http.javadsl.Http;
import com.typesafe.config.Config;
import io.landfall.api.ApiPorts;
import io.landfall.api.HttpServer;
import io.landfall.api.ManagementServer;
import io.landfall.api.broker.BrokerPorts;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.stac.AsyncSceneCatalogue;
import io.landfall.broker.BrokerSettings;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.TideClient;
import io.landfall.delivery.sidecar.SidecarMaker;
import io.landfall.delivery.step.DeliveryActor;
import io.landfall.export.Exports;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportHistory;
import io.landfall.export.entity.ExportShards;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.Reconciler;
import io.landfall.export.list.ReconcilerSettings;
import io.landfall.export.list.UnfinishedExports;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestMetrics;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.failpoint.Failpoints;
import io.landfall.node.schema.DatabasePing;
import io.landfall.node.schema.JournalDatabaseProvider;
import io.landfall.schedule.RenderSettings;
import io.landfall.steps.ExportSteps;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.S3ObjectStore;
import io.landfall.store.Secret;
import io.landfall.store.StoreSettings;
import io.landfall.store.orphan.OrphanCollection;
import io.landfall.store.orphan.OrphanCollectionSettings;
import io.landfall.store.orphan.OrphanCollector;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.TaskExecutor;
import io.landfall.worker.TileWorker;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One node of the cluster: joins ports and bodies, each role a few lines. What it stands on, the
 * {@link BackingServices}, outlives it and is not closed here.
 */
public final class Node implements AutoCloseable {
  private static final String BLOCKING_DISPATCHER = "landfall.render.blocking-dispatcher";
  private static final String SEARCH_DISPATCHER = "landfall.search.dispatcher";
  private static final CoordinatedShutdown.Reason SHUTDOWN_REASON =
      new CoordinatedShutdown.Reason() {
        @Override
        public String toString() {
          return "the process ends";
        }
      };

  private final Config config;
  private final NodeSettings settings;
  private final BackingServices services;
  private final RenderEngine engine;
  private final ActorSystem<Void> system;
  private final S3ObjectStore store;
  private final Executor blocking;
  private final Exports exports;
  private final NodeMetrics metrics;
  private final DatabasePing ping;
  private final IngestMetrics ingestCounters;
  private Optional<HttpServer> http = Optional.empty();

  private Node(
      Config config, BackingServices services, RenderEngine engine, ProgressListener progress) {
    this.config = config;
    this.services = services;
    this.engine = engine;
    settings = NodeSettings.from(config);
    system = actorSystem();
    registerConnectionShutdown();
    ClusterSetup.join(system, settings, services.runningOwner().map(RuntimeFile::clusterSeed));
    blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING_DISPATCHER));
    store = new S3ObjectStore(system, storeSettings());
    exports =
        ExportShards.init(
            system,
            settings.roles().contains(Role.CONTROL)
                ? Failpoints.wrap(StepPorts.class, "entity", stepPorts(progress), blocking)
                : UnsupportedStepPorts.INSTANCE,
            Clock.systemUTC(),
            ExportEntitySettings.from(config));
    ping =
        DatabasePing.start(
            services.database(), config.getDuration("landfall.database.ping-interval"));
    ingestCounters = new IngestMetrics(Clock.systemUTC());
    metrics = new NodeMetrics(system, services.database(), ping, ingestCounters);
  }

  /**
   * Starts a node with the configured roles.
   *
   * @param progress is called with the progress of the exports on this node
   * @throws ExportFailure saying what is in the way, a port that is taken for instance
   */
  public static Node start(
      Config config, BackingServices services, RenderEngine engine, ProgressListener progress) {
    var node = new Node(config, services, engine, progress);
    try {
      node.startRoles();
      return node;
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** Returns the way to exports. */
  public Exports exports() {
    return exports;
  }

  /** Returns the way to the journal. */
  public ExportHistory history() {
    return ExportHistory.of(system);
  }

  /** Returns where HTTP is served; empty without the role. */
  public Optional<String> url() {
    return http.map(
        server ->
            "http://%s:%d".formatted(ApiSettings.from(config).host(), server.address().getPort()));
  }

  /** Returns {@code host:port} for other nodes to join. */
  public String clusterAddress() {
    var address = Cluster.get(system).selfMember().address();
    return "%s:%d".formatted(address.getHost().get(), address.getPort().get());
  }

  /** Waits until the node has ended, by itself or by {@link #close}. */
  public void awaitEnd() {
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private void startRoles() {
    startManagement();
    if (settings.roles().contains(Role.CONTROL)) {
      store.ensureBucket().toCompletableFuture().join();
      if (!settings.standalone()) {
        ExportListProjection.init(system, services.database().dataSource());
        startBackgroundJobs();
      }
    }
    if (settings.roles().contains(Role.WORKER)) {
      startWorker();
    }
    if (settings.roles().contains(Role.API)) {
      startApi(startIngest());
    } else if (settings.roles().contains(Role.INGEST)) {
      startIngest();
    }
  }

  private void startBackgroundJobs() {
    var unfinished = new UnfinishedExports(services.database().dataSource(), blocking);
    Reconciler.init(system, unfinished, exports, ReconcilerSettings.from(config));
    OrphanCollectionSettings orphanSettings = OrphanCollectionSettings.from(config);
    var orphanCollection =
        new OrphanCollection(system, store, exports::summary, orphanSettings, Clock.systemUTC());
    OrphanCollector.init(system, orphanCollection, orphanSettings.interval());
  }

  private ActorSystem<Void> actorSystem() {
    var setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(ClusterSetup.config(config, settings)),
            new JournalDatabaseProvider.JournalPool(
                services.database().dataSource(),
                Math.max(2, services.database().maxConnections() / 2)));
    return ActorSystem.create(Behaviors.empty(), "landfall", setup);
  }

  /** Connections to the store that end with the actors would be reported as broken. */
  private void registerConnectionShutdown() {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "end-http-connections",
            () ->
                Http.get(system)
                    .shutdownAllConnectionPools()
                    .thenApply(done -> Done.getInstance()));
  }

  /** The embedded store's endpoint and keys go before the configured ones. */
  private StoreSettings storeSettings() {
    StoreSettings configured = StoreSettings.from(config);
    var at = services.storeEndpoint();
    return new StoreSettings(
        at.endpoint(),
        at.bucket(),
        at.accessKeyId(),
        Secret.of(at.secretAccessKey()),
        at.region(),
        configured.requestTimeout(),
        configured.slowestBytesPerSecond(),
        configured.retryFor());
  }

  /** Deletes the files of an attempt that were kept for a retry which nobody can ask for. */
  void deleteFiles(ExportAttempt attempt) {
    for (String key : store.list(ObjectKeys.files(attempt)).toCompletableFuture().join()) {
      store.delete(key).toCompletableFuture().join();
    }
  }

  /** The store as the work on exports sees it. */
  private ObjectStore exportStore() {
    return Failpoints.wrap(ObjectStore.class, "store", store, blocking);
  }

  private StepPorts stepPorts(ProgressListener progress) {
    var fencingCheck =
        JournalFencingCheck.of(system, ExportEntitySettings.from(config).askTimeout());
    ObjectStore objects = exportStore();
    return ExportSteps.start(
        system,
        new ExportSteps.StepServices(
            objects,
            engine.planner(),
            engine.executor(),
            DeliveryActor.factory(
                system,
                objects,
                Optional.of(new SidecarMaker(system, objects, engine.transforms())),
                fencingCheck),
            RenderSettings.from(config),
            progress,
            fencingCheck,
            id -> ClusterSharding.get(system).entityRefFor(ExportEntity.TYPE, id.toString())));
  }

  private void startWorker() {
    ActorRef<TileWorker.Command> worker =
        system.systemActorOf(
            TileWorker.create(
                exportStore(),
                Failpoints.wrap(TaskExecutor.class, "worker", engine.executor(), blocking),
                RenderSettings.from(config),
                clusterAddress()),
            "tile-worker",
            Props.empty());
    TileWorker.drainBeforeLeaving(system, worker);
  }

  private IngestControl startIngest() {
    return new JdbcIngestRunFactory(services.database(), config)
        .start(system, ingestCounters, blocking);
  }

  private void startApi(IngestControl ingest) {
    var searchDispatcher =
        system.dispatchers().lookup(DispatcherSelector.fromConfig(SEARCH_DISPATCHER));
    var scenes =
        new AsyncSceneCatalogue(services.sceneCatalogue(config), ping::problem, searchDispatcher);
    var brokerSettings = BrokerSettings.from(config);
    var ports =
        new ApiPorts(
            Failpoints.wrap(Exports.class, "api", exports, blocking),
            new DatabaseExportQueries(system, services.database().dataSource(), blocking),
            new ObjectStoreDownloads(store),
            scenes,
            new BrokerPorts(
                new PlanetBroker(brokerSettings, scenes::find), new TideClient(brokerSettings)),
            ingest,
            new DatabaseTokenStore(services.database(), blocking),
            LinkKeys.loadSigner(services.database(), Clock.systemUTC()),
            ReadinessChecks.checks(system, ping, store),
            metrics,
            Clock.systemUTC());
    var api = ApiSettings.from(config);
    http =
        Optional.of(
            awaitBinding(api.host(), api.port(), "--port", HttpServer.start(ports, api, system)));
  }

  private void startManagement() {
    String host = config.getString("landfall.management.host");
    int port = config.getInt("landfall.management.port");
    if (port != 0) {
      awaitBinding(
          host,
          port,
          "landfall.management.port",
          ManagementServer.start(
              host, port, ReadinessChecks.checks(system, ping, store), metrics::scrape, system));
    }
  }

  private static <T> T awaitBinding(
      String host, int port, String setting, CompletionStage<T> binding) {
    try {
      return binding.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          "Cannot listen on %s:%d: %s. Name another port with %s."
              .formatted(host, port, e.getCause().getMessage(), setting),
          e);
    }
  }

  /** Hands over exports and tasks, leaves the cluster and ends the actors; once. */
  @Override
  public void close() {
    CoordinatedShutdown.get(system).runAll(SHUTDOWN_REASON).toCompletableFuture().join();
    metrics.close();
    ping.close();
    store.close();
  }
}
