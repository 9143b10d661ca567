package io.landfall.node.wiring;

import com.typesafe.config.Config;
import io.landfall.api.download.DownloadMemory;
import io.landfall.api.download.DownloadPorts;
import io.landfall.api.download.DownloadSettings;
import io.landfall.api.download.Downloads;
import io.landfall.audit.chain.AuditKey;
import io.landfall.audit.ledger.ExportLedger;
import io.landfall.http.DelayScheduler;
import io.landfall.metering.JdbcLinkRevocations;
import io.landfall.metering.JdbcUsageReports;
import io.landfall.metering.LedgerSettings;
import io.landfall.metering.NodeByteRates;
import io.landfall.metering.NodeLedger;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.pool.PoolName;
import java.time.Clock;
import javax.sql.DataSource;

/** What serves downloads on an API node. */
final class DownloadWiring {
  private DownloadWiring() {}

  /**
   * Starts it; what it counts is written until the node's services are closed.
   *
   * @param keys that links are signed with
   */
  static DownloadPorts ports(NodeParts node, LinkKeys keys) {
    Config config = node.config();
    DownloadSettings settings = DownloadSettings.from(config);
    LedgerSettings limits = LedgerSettings.from(config);
    BoundedPool pool = node.pools().get(PoolName.METERING);
    DelayScheduler later = DelayScheduler.of(node.system());
    DataSource database =
        node.services()
            .connections()
            .open(config, "metering", NodePools.threads(config, PoolName.METERING))
            .dataSource();
    AuditKey vouching = node.services().auditKeys(config).newest().orElse(null);
    var entries = new ExportLedger(vouching, Clock.systemUTC());
    var ledger = NodeLedger.start(database, entries, pool, later, limits);
    var revocations = JdbcLinkRevocations.start(database, pool, later);
    node.services().register(revocations);
    node.services().register(ledger);
    var memory = new DownloadMemory(settings.memory());
    node.metrics().bindDownloads(memory, ledger);
    return new DownloadPorts(
        files(node),
        keys.links(),
        revocations,
        ledger,
        new JdbcUsageReports(
            node.services().database().dataSource(),
            node.pools().get(PoolName.LISTS),
            node.quotas()),
        NodeByteRates.start(database, pool, later),
        memory,
        limits.bytesPerSecond());
  }

  private static Downloads files(NodeParts node) {
    Downloads store = new ObjectStoreDownloads(node.s3().downloads());
    BoundedPool reading = node.pools().get(PoolName.DOWNLOADS);
    return node.services()
        .storeFolder()
        .<Downloads>map(folder -> new EmbeddedStoreDownloads(store, folder, reading))
        .orElse(store);
  }
}
