package io.landfall.node;

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
import io.landfall.api.ApiSettings;
import io.landfall.api.HttpServer;
import io.landfall.api.ManagementServer;
import io.landfall.api.SceneSearch;
import io.landfall.api.broker.BrokerPorts;
import io.landfall.broker.BrokerSettings;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.TideClient;
import io.landfall.delivery.DeliveryActor;
import io.landfall.delivery.SideFileMaker;
import io.landfall.export.Collaborators;
import io.landfall.export.ExportEntity;
import io.landfall.export.ExportEntitySettings;
import io.landfall.export.ExportHistory;
import io.landfall.export.ExportListProjection;
import io.landfall.export.ExportShards;
import io.landfall.export.Exports;
import io.landfall.export.JournalFence;
import io.landfall.export.NudgeSettings;
import io.landfall.export.Nudger;
import io.landfall.export.UnfinishedExports;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestTally;
import io.landfall.model.Attempt;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import io.landfall.node.NodeSettings.Role;
import io.landfall.node.embedded.RuntimeFile;
import io.landfall.node.schema.DatabasePing;
import io.landfall.render.ExportSteps;
import io.landfall.render.ObjectKeys;
import io.landfall.render.ObjectStore;
import io.landfall.render.ProgressListener;
import io.landfall.render.RenderSettings;
import io.landfall.render.RunExecutor;
import io.landfall.render.S3ObjectStore;
import io.landfall.render.Secret;
import io.landfall.render.StoreSettings;
import io.landfall.render.Sweep;
import io.landfall.render.SweepSettings;
import io.landfall.render.Sweeper;
import io.landfall.render.TileWorker;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * One node of the cluster: joins ports and bodies, each role a few lines. What it stands on, the
 * {@link Parts}, outlives it and is not closed here.
 */
public final class Node implements AutoCloseable {
  private static final String BLOCKING = "landfall.render.blocking-dispatcher";
  private static final String SEARCHING = "landfall.search.dispatcher";
  private static final CoordinatedShutdown.Reason ENDED =
      new CoordinatedShutdown.Reason() {
        @Override
        public String toString() {
          return "the process ends";
        }
      };

  private final Config config;
  private final NodeSettings settings;
  private final Parts parts;
  private final Engine engine;
  private final ActorSystem<Void> system;
  private final S3ObjectStore store;
  private final Executor blocking;
  private final Exports exports;
  private final Metrics metrics;
  private final DatabasePing ping;
  private final IngestTally tally;
  private Optional<HttpServer> http = Optional.empty();

  private Node(Config config, Parts parts, Engine engine, ProgressListener progress) {
    this.config = config;
    this.parts = parts;
    this.engine = engine;
    settings = NodeSettings.from(config);
    system = actorSystem();
    endConnectionsFirst();
    ClusterSetup.join(system, settings, parts.neighbour().map(RuntimeFile::clusterSeed));
    blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING));
    store = new S3ObjectStore(system, storeSettings());
    exports =
        ExportShards.init(
            system,
            settings.roles().contains(Role.CONTROL)
                ? Barriers.around(Collaborators.class, "entity", steps(progress), blocking)
                : Strangers.INSTANCE,
            Clock.systemUTC(),
            ExportEntitySettings.from(config));
    ping =
        DatabasePing.start(parts.database(), config.getDuration("landfall.database.ping-interval"));
    tally = new IngestTally(Clock.systemUTC());
    metrics = new Metrics(system, parts.database(), ping, tally);
  }

  /**
   * Starts a node with the configured roles.
   *
   * @param progress hears how far the exports on this node are
   * @throws ExportFailure saying what is in the way, a port that is taken for instance
   */
  public static Node start(Config config, Parts parts, Engine engine, ProgressListener progress) {
    var node = new Node(config, parts, engine, progress);
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
      if (!settings.alone()) {
        ExportListProjection.init(system, parts.database().dataSource());
        startKeepers();
      }
    }
    if (settings.roles().contains(Role.WORKER)) {
      startWorker();
    }
    if (settings.roles().contains(Role.API)) {
      startApi(ingest());
    } else if (settings.roles().contains(Role.INGEST)) {
      ingest();
    }
  }

  private void startKeepers() {
    var unfinished = new UnfinishedExports(parts.database().dataSource(), blocking);
    Nudger.init(system, unfinished, exports, NudgeSettings.from(config));
    SweepSettings sweeping = SweepSettings.from(config);
    var sweep = new Sweep(system, store, exports::summary, sweeping, Clock.systemUTC());
    Sweeper.init(system, sweep, sweeping.interval());
  }

  private ActorSystem<Void> actorSystem() {
    var setup =
        ActorSystemSetup.create(
            BootstrapSetup.create(ClusterSetup.config(config, settings)),
            new SharedDatabase.Pool(
                parts.database().dataSource(), Math.max(2, parts.database().size() / 2)));
    return ActorSystem.create(Behaviors.empty(), "landfall", setup);
  }

  /** Connections to the store that end with the actors would be reported as broken. */
  private void endConnectionsFirst() {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate(),
            "end-http-connections",
            () ->
                Http.get(system)
                    .shutdownAllConnectionPools()
                    .thenApply(done -> Done.getInstance()));
  }

  /** The embedded store's address and keys go before the configured ones. */
  private StoreSettings storeSettings() {
    StoreSettings patience = StoreSettings.from(config);
    var at = parts.store();
    return new StoreSettings(
        at.endpoint(),
        at.bucket(),
        at.accessKeyId(),
        Secret.of(at.secretAccessKey()),
        at.region(),
        patience.requestTimeout(),
        patience.slowestBytesPerSecond(),
        patience.retryFor());
  }

  /** Deletes the files of an attempt that were kept for a retry which nobody can ask for. */
  void forget(Attempt attempt) {
    for (String key : store.list(ObjectKeys.files(attempt)).toCompletableFuture().join()) {
      store.delete(key).toCompletableFuture().join();
    }
  }

  /** The store as the work on exports sees it. */
  private ObjectStore workStore() {
    return Barriers.around(ObjectStore.class, "store", store, blocking);
  }

  private Collaborators steps(ProgressListener progress) {
    var fence = JournalFence.of(system, ExportEntitySettings.from(config).askTimeout());
    ObjectStore objects = workStore();
    return ExportSteps.start(
        system,
        new ExportSteps.Services(
            objects,
            engine.planner(),
            engine.executor(),
            DeliveryActor.from(
                system,
                objects,
                Optional.of(new SideFileMaker(system, objects, engine.transforms())),
                fence),
            RenderSettings.from(config),
            progress,
            fence,
            id -> ClusterSharding.get(system).entityRefFor(ExportEntity.TYPE, id.toString())));
  }

  private void startWorker() {
    ActorRef<TileWorker.Command> worker =
        system.systemActorOf(
            TileWorker.create(
                workStore(),
                Barriers.around(RunExecutor.class, "worker", engine.executor(), blocking),
                RenderSettings.from(config),
                clusterAddress()),
            "tile-worker",
            Props.empty());
    TileWorker.drainBeforeLeaving(system, worker);
  }

  private IngestControl ingest() {
    return new IngestParts(parts.database(), config).start(system, tally, blocking);
  }

  private void startApi(IngestControl ingest) {
    var waiting = system.dispatchers().lookup(DispatcherSelector.fromConfig(SEARCHING));
    var scenes = new SceneSearch(parts.scenes(config), ping::problem, waiting);
    var brokered = BrokerSettings.from(config);
    var ports =
        new ApiPorts(
            Barriers.around(Exports.class, "api", exports, blocking),
            new Lookup(system, parts.database().dataSource(), blocking),
            new StoreDownloads(store),
            scenes,
            new BrokerPorts(new PlanetBroker(brokered, scenes::find), new TideClient(brokered)),
            ingest,
            new ApiTokens(parts.database(), blocking),
            LinkKeys.signer(parts.database(), Clock.systemUTC()),
            Readiness.checks(system, ping, store),
            metrics,
            Clock.systemUTC());
    var api = ApiSettings.from(config);
    http =
        Optional.of(
            listening(api.host(), api.port(), "--port", HttpServer.start(ports, api, system)));
  }

  private void startManagement() {
    String host = config.getString("landfall.management.host");
    int port = config.getInt("landfall.management.port");
    if (port != 0) {
      listening(
          host,
          port,
          "landfall.management.port",
          ManagementServer.start(
              host, port, Readiness.checks(system, ping, store), metrics::scrape, system));
    }
  }

  private static <T> T listening(
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

  /** Hands over exports and runs, leaves the cluster and ends the actors; once. */
  @Override
  public void close() {
    CoordinatedShutdown.get(system).runAll(ENDED).toCompletableFuture().join();
    metrics.close();
    ping.close();
    store.close();
  }
}
