package io.landfall.node.wiring;

import io.landfall.api.ApiPorts;
import io.landfall.api.area.AreaPorts;
import io.landfall.api.area.AreaSettings;
import io.landfall.api.audit.AuditPorts;
import io.landfall.api.audit.Requesters;
import io.landfall.api.broker.BrokerPorts;
import io.landfall.api.download.DownloadPorts;
import io.landfall.api.export.ExportQueries;
import io.landfall.api.http.ReadinessCheck;
import io.landfall.api.http.RequestMetrics;
import io.landfall.api.http.TokenStore;
import io.landfall.api.jwt.JwtSettings;
import io.landfall.api.jwt.JwtTokenStore;
import io.landfall.api.stac.AsyncSceneCatalogue;
import io.landfall.api.tiles.MapSettings;
import io.landfall.api.tiles.TilePorts;
import io.landfall.api.workspace.DeliveryPorts;
import io.landfall.api.workspace.WorkspacePorts;
import io.landfall.audit.AuditEvents;
import io.landfall.audit.chain.AuditKeys;
import io.landfall.broker.BrokerSettings;
import io.landfall.broker.PlanetBroker;
import io.landfall.broker.TideClient;
import io.landfall.export.Estimator;
import io.landfall.export.Exports;
import io.landfall.http.CheckedAddresses;
import io.landfall.index.query.SceneCatalogue;
import io.landfall.ingest.IngestControl;
import io.landfall.model.PixelGrid;
import io.landfall.node.delivery.DeliveryTargets;
import io.landfall.node.failpoint.Failpoints;
import io.landfall.node.token.ApiTokens;
import io.landfall.node.token.CallerWatch;
import io.landfall.node.token.DatabaseTokenStore;
import io.landfall.node.token.DatabaseTokens;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import io.landfall.quota.QuotaEstimator;
import io.landfall.quota.QuotaExports;
import io.landfall.raster.crs.GridPositions;
import io.landfall.store.ObjectKeys;
import io.landfall.store.ObjectStore;
import io.landfall.workspace.JdbcProjectStore;
import io.landfall.workspace.JdbcToolStore;
import io.landfall.workspace.area.JdbcAreaStore;
import io.landfall.workspace.style.JdbcStyleStore;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/** Makes what stands behind the API of a node: {@link #ports} lists it. */
final class ApiWiring {
  private static final String DELIVERY_HOSTS = "landfall.delivery.allowed-hosts";

  /** How long a caller waits for keys of an issuer: less than finding him may take. */
  private static final Duration JWT_WAIT = Duration.ofMillis(500);

  private final NodeParts node;

  ApiWiring(NodeParts node) {
    this.node = node;
  }

  /**
   * Makes the implementation of each port of the API. The type on the left is the port, the class
   * on the right is what implements it here.
   *
   * @param store with failpoints, where they are on
   */
  ApiPorts ports(
      Exports exports,
      IngestControl ingest,
      ObjectStore store,
      DeliveryTargets targets,
      List<ReadinessCheck> readiness,
      Clock clock) {
    DataSource database = node.services().database().dataSource();
    BrokerSettings brokerSettings = BrokerSettings.from(node.config());
    SceneCatalogue catalogue = node.services().connections().sceneCatalogue(node.config());
    var searches =
        new AsyncSceneCatalogue(catalogue, node.ping()::problem, pool(PoolName.SEARCHES));
    BoundedPool reading = pool(PoolName.BROKER);
    BrokerPorts broker =
        new BrokerPorts(
            new PlanetBroker(brokerSettings, searches::find, reading),
            new TideClient(brokerSettings, reading));
    Exports submissions = Failpoints.wrap(Exports.class, "api", exports);
    Estimator plans =
        NodeEstimator.of(
            node.system(),
            node.config(),
            node.engine(),
            database,
            store,
            node.guard(),
            node.storePing()::problem,
            targets);
    ExportQueries queries =
        new DatabaseExportQueries(
            node.system(), database, pool(PoolName.LISTS), pool(PoolName.LIVE));
    TokenStore tokens = new CallerWatch(tokens(clock), node.engine().warmUp());
    WorkspacePorts workspace = workspace(targets);
    LinkKeys keys = LinkKeys.load(node.services().database(), clock);
    DownloadPorts downloads = DownloadWiring.ports(node, keys);
    RequestMetrics requests = node.metrics();
    return new ApiPorts(
        new QuotaExports(submissions, plans, node.quotas()),
        new QuotaEstimator(plans, node.quotas()),
        this::lonLat,
        queries,
        downloads,
        tiles(keys),
        searches,
        broker,
        ingest,
        workspace,
        areas(),
        WebhookWiring.ports(node),
        new AuditPorts(requesters(), new AuditEvents(database), pool(PoolName.AUDIT)),
        tokens,
        new DatabaseTokens(new ApiTokens(node.services().database()), pool(PoolName.LISTS)),
        readiness,
        requests,
        node.metrics()::scrape,
        clock,
        NodeWiring.serverPaths(node.settings()));
  }

  private Requesters requesters() {
    AuditKeys keys = node.services().auditKeys(node.config());
    return new Requesters(address -> keys.newest().map(key -> key.client(address)));
  }

  private CompletionStage<double[]> lonLat(PixelGrid grid, int columns, int rows) {
    return pool(PoolName.LISTS)
        .supply(() -> GridPositions.lonLat(grid, columns, rows, node.engine().transforms()));
  }

  private TokenStore tokens(Clock clock) {
    TokenStore ours =
        new DatabaseTokenStore(
            node.services()
                .connections()
                .open(node.config(), "tokens", NodePools.threads(node.config(), PoolName.TOKENS)),
            pool(PoolName.TOKENS));
    return JwtSettings.from(node.config())
        .map(jwt -> JwtTokenStore.start(jwt, ours, JWT_WAIT, clock, pool(PoolName.TOKENS)))
        .orElse(ours);
  }

  private TilePorts tiles(LinkKeys keys) {
    return new TilePorts(
        node.mapTiles(),
        new JdbcStyleStore(
            node.services().connections().workspace(node.config()),
            MapSettings.from(node.config()).styleLifetime()),
        (attempt, name) -> node.s3().downloads().find(ObjectKeys.file(attempt, name)),
        keys.templates());
  }

  private WorkspacePorts workspace(DeliveryTargets targets) {
    DataSource database = node.services().connections().workspace(node.config());
    return new WorkspacePorts(
        new JdbcProjectStore(database),
        new JdbcToolStore(database),
        node.services().connections().ownScenes(node.config()),
        new OwnSceneWiring(node.config())
            .inspector(node.engine().transforms(), pool(PoolName.REGISTRATION)),
        new DeliveryPorts(
            node.services().connections().deliveryConfigs(node.config()),
            new CheckedAddresses(node.config().getStringList(DELIVERY_HOSTS), DELIVERY_HOSTS),
            node.services().storeEndpoint().bucket(),
            node.config().getString("landfall.delivery.s3.principal"),
            targets),
        pool(PoolName.WORKSPACE));
  }

  private AreaPorts areas() {
    return new AreaPorts(
        new JdbcAreaStore(
            node.services().connections().workspace(node.config()),
            AreaSettings.from(node.config()).lifetime()),
        node.engine().toLonLat());
  }

  private BoundedPool pool(PoolName name) {
    return node.pools().get(name);
  }
}
