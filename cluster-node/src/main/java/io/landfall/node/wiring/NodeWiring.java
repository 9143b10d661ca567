package io.landfall.node.wiring;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.Cluster;
import com.typesafe.config.Config;
import io.landfall.api.ApiPorts;
import io.landfall.api.HttpServer;
import io.landfall.api.ManagementServer;
import io.landfall.api.export.FirstAnswer;
import io.landfall.api.http.ApiSettings;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.http.ServerPaths;
import io.landfall.export.CrashGuard;
import io.landfall.export.Exports;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.ExportShards;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestMetrics;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportAttempt;
import io.landfall.model.ExportFailure;
import io.landfall.node.config.LoggingSetup;
import io.landfall.node.config.NodeSettings;
import io.landfall.node.config.NodeSettings.Role;
import io.landfall.node.delivery.DeliveryConfigs;
import io.landfall.node.delivery.DeliveryTargets;
import io.landfall.node.failpoint.Failpoint;
import io.landfall.node.failpoint.Failpoints;
import io.landfall.node.metrics.NodeMetrics;
import io.landfall.node.metrics.StoreMeters;
import io.landfall.node.metrics.TrustWatch;
import io.landfall.node.schema.DatabasePing;
import io.landfall.node.services.BackingServices;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.quota.JdbcQuotas;
import io.landfall.quota.QuotaSettings;
import io.landfall.schedule.RenderSettings;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import io.landfall.store.s3.DirectWrites;
import io.landfall.store.s3.S3ObjectStore;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.TaskExecutor;
import io.landfall.worker.TileWorker;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Joins the ports of a node and their implementations: {@link #start} lists them, role by role.
 * What the API asks is in {@link ApiWiring}, what the role control does in {@link ControlWiring};
 * what plans and renders comes from {@link RenderEngines}, database and store from {@link
 * BackingServices}.
 */
final class NodeWiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeWiring.class);

  /** Looked up to see whether the store answers. */
  private static final String NO_SUCH_KEY = "exports/readiness";

  private final Config config;
  private final NodeSettings settings;
  private final BackingServices services;
  private final RenderEngine engine;
  private final ActorSystem<?> system;
  private final NodePools pools;
  private final S3ObjectStore s3;
  private final DatabasePing ping;
  private final StorePing storePing;
  private final IngestMetrics ingestMetrics = new IngestMetrics(Clock.systemUTC());
  private final NodeMetrics metrics;
  private final TrustWatch trust;
  private final Optional<NodeCrashGuard> crashGuard;
  private final CrashGuard guard;
  private final JdbcQuotas quotas;
  private final NodeParts parts;
  private final ApiWiring api;
  private DeliveryTargets targets;
  private Exports exports;
  private Optional<HttpServer> http = Optional.empty();

  NodeWiring(Config config, BackingServices services, RenderEngine engine, ActorSystem<?> system) {
    this.config = config;
    this.settings = NodeSettings.from(config);
    this.services = services;
    this.engine = engine;
    this.system = system;
    pools = NodePools.of(system);
    s3 = new S3ObjectStore(system, services.storeSettings(config), storeWrites());
    ping =
        DatabasePing.start(
            services.connections().open(config, "ping", 1),
            services::giveUpConnections,
            config.getDuration("landfall.database.ping-interval"));
    crashGuard =
        settings.standalone()
            ? Optional.empty()
            : Optional.of(NodeCrashGuard.start(system, services.database().dataSource(), config));
    CrashGuard noted = crashGuard.map(NodeCrashGuard::guard).orElse(CrashGuard.NONE);
    guard = Failpoint.isEnabled() ? new FailpointGuard(noted) : noted;
    storePing = StorePing.start(system, () -> s3.probe(NO_SUCH_KEY));
    metrics =
        new NodeMetrics(
            system,
            pools,
            services.database(),
            ping,
            new StoreMeters(storePing::problem, s3.failing().orElseThrow()),
            ingestMetrics,
            settings.dataDir());
    metrics.bindTransfers(engine.transfers());
    quotas =
        new JdbcQuotas(
            services.database().dataSource(),
            pools.get(PoolName.METERING),
            QuotaSettings.from(config));
    metrics.bindQuotas(quotas);
    Map<String, Path> certificates = ClusterSetup.certificates(config);
    trust =
        new TrustWatch(
            certificates,
            storePing::isRefusing,
            services.database(),
            settings.standalone() ? Optional.empty() : services.secretCipher(config),
            services.auditKeys(config).newest().isPresent(),
            Clock.systemUTC());
    metrics.bindTrust(trust, certificates.keySet());
    parts =
        new NodeParts(
            config, settings, services, engine, system, pools, s3, ping, storePing, metrics, guard,
            quotas);
    api = new ApiWiring(parts);
  }

  /**
   * Makes the implementation of each port and starts what the roles of this node ask for. The type
   * on the left is the port, the class on the right is what implements it here.
   */
  void start(ProgressListener progress) {
    Clock clock = Clock.systemUTC();
    ExportEntitySettings entitySettings = ExportEntitySettings.from(config);
    RenderSettings renderSettings = RenderSettings.from(config);

    // Every node: the store, and the way to exports wherever they live.
    ObjectStore store = withFailpoints(ObjectStore.class, "store", s3);
    var configs =
        new DeliveryConfigs(
            () -> services.connections().deliveryConfigs(config), pools.get(PoolName.WORKSPACE));
    LoggingSetup.hideHeaders(); // deliveries carry credentials of users
    targets =
        new DeliveryTargets(
            system, config, store, storeFiles(), services.storeSettings(config), configs);
    StepPorts steps = UnsupportedStepPorts.INSTANCE;
    if (hasRole(Role.CONTROL)) {
      StepPorts exportSteps = ControlWiring.steps(parts, store, storeFiles(), targets, progress);
      steps = withFailpoints(StepPorts.class, "entity", exportSteps);
    }
    exports = ExportShards.init(system, steps, clock, entitySettings);
    CompletionStage<Void> warmUp =
        hasRole(Role.API) || (hasRole(Role.CONTROL) && !settings.standalone())
            ? ExportShards.warmUp(system)
            : CompletableFuture.completedStage(null);
    var readiness =
        new ArrayList<>(ReadinessChecks.checks(system, ping, storePing, s3, settings.dataDir()));
    if (hasRole(Role.API)) {
      var firstAnswer = FirstAnswer.of(exports, warmUp);
      readiness.add(firstAnswer);
      Cluster.get(system).registerOnMemberUp(firstAnswer::begin);
    }
    startManagement(readiness);
    if (!settings.standalone()) {
      trust.start(system, pools.get(PoolName.UPKEEP));
    }

    // Control: exports live here; one node of them all keeps lists, journal and store in step.
    if (hasRole(Role.CONTROL)) {
      ControlWiring.start(parts, exports);
      if (!settings.standalone()) {
        metrics.bindKeys(trust);
      }
    }

    // Worker: tasks are rendered here.
    if (hasRole(Role.WORKER)) {
      TaskExecutor executor = withFailpoints(TaskExecutor.class, "worker", engine.executor());
      startWorker(store, executor, renderSettings);
    }

    // Ingest: the one of the cluster may live here; an API node starts it for the way to it.
    if (hasRole(Role.INGEST) && !hasRole(Role.API)) {
      startIngest();
    }

    // API: what is asked over HTTP.
    if (hasRole(Role.API)) {
      startApi(api.ports(exports, startIngest(), store, targets, readiness, clock));
    }
  }

  /** Returns the way to exports. */
  Exports exports() {
    return exports;
  }

  /** Returns where HTTP is served; empty without the role. */
  Optional<String> url() {
    return http.map(
        server ->
            String.format(
                Locale.ROOT,
                "http://%s:%d",
                ApiSettings.from(config).host(),
                server.address().getPort()));
  }

  /** Deletes the files of an attempt. */
  void deleteFiles(ExportAttempt attempt) {
    for (String key : s3.list(ObjectKeys.files(attempt)).toCompletableFuture().join()) {
      s3.delete(key).toCompletableFuture().join();
    }
  }

  /** Where failpoints are set, every write goes the way that they stand in. */
  private Optional<DirectWrites> storeWrites() {
    return Failpoint.isEnabled() ? Optional.empty() : services.storeWrites();
  }

  /** Where failpoints are set, every read goes the way that they stand in. */
  private StoreFiles storeFiles() {
    return Failpoint.isEnabled()
        ? StoreFiles.NONE
        : services
            .storeFolder()
            .<StoreFiles>map(folder -> object -> folder.open(object.key(), object.bytes()))
            .orElse(StoreFiles.NONE);
  }

  private void startWorker(
      ObjectStore store, TaskExecutor executor, RenderSettings renderSettings) {
    ActorRef<TileWorker.Command> worker =
        system.systemActorOf(
            TileWorker.create(store, executor, guard, renderSettings, Node.clusterAddress(system)),
            "tile-worker",
            Props.empty());
    TileWorker.drainBeforeLeaving(system, worker);
  }

  private IngestControl startIngest() {
    return new JdbcIngestRunFactory(services.database(), config)
        .start(system, ingestMetrics, pools.get(PoolName.LISTS));
  }

  private void startManagement(List<ReadinessCheck> readiness) {
    String host = config.getString("landfall.management.host");
    int port = config.getInt("landfall.management.port");
    if (port != 0) {
      awaitBinding(
          host,
          port,
          "landfall.management.port",
          ManagementServer.start(host, port, readiness, metrics::scrape, system));
    }
  }

  /** Returns the folders of this node that callers are not told. */
  static ServerPaths serverPaths(NodeSettings settings) {
    return ServerPaths.of(
        Stream.of(settings.dataDir(), settings.importFolder()).filter(Objects::nonNull).toList());
  }

  private void startApi(ApiPorts ports) {
    var api = ApiSettings.from(config);
    http =
        Optional.of(
            awaitBinding(api.host(), api.port(), "--port", HttpServer.start(ports, api, system)));
  }

  private static <T> T awaitBinding(
      String host, int port, String setting, CompletionStage<T> binding) {
    try {
      return binding.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ExportFailure(
          ErrorCode.STATE_CONFLICT,
          String.format(
              Locale.ROOT,
              "Cannot listen on %s:%d: %s. Name another port with %s.",
              host,
              port,
              e.getCause().getMessage(),
              setting),
          e);
    }
  }

  private boolean hasRole(Role role) {
    return settings.roles().contains(role);
  }

  private <T> T withFailpoints(Class<T> port, String name, T implementation) {
    return Failpoints.wrap(port, name, implementation);
  }

  /** Ends what is no actor; the actors have ended before. */
  @Override
  public void close() {
    if (targets != null) { // it has been started
      targets.close();
    }
    crashGuard.ifPresent(NodeCrashGuard::close);
    metrics.close();
    trust.close();
    ping.close();
    storePing.close();
    s3.close();
  }
}
