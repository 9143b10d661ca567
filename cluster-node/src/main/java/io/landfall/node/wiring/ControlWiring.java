package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import com.typesafe.config.Config;
import io.landfall.audit.AuditProjection;
import io.landfall.audit.AuditRoots;
import io.landfall.audit.RootSigner;
import io.landfall.delivery.DeliveryServices;
import io.landfall.delivery.TargetDeliveries;
import io.landfall.delivery.image.ImageJob;
import io.landfall.delivery.sidecar.SidecarMaker;
import io.landfall.export.CommitFencingCheck;
import io.landfall.export.ExpirySettings;
import io.landfall.export.ExportQuotas;
import io.landfall.export.Exports;
import io.landfall.export.StepPorts;
import io.landfall.export.entity.ExportEntity;
import io.landfall.export.entity.ExportEntitySettings;
import io.landfall.export.entity.JournalFencingCheck;
import io.landfall.export.list.ExpiryJob;
import io.landfall.export.list.ExportListProjection;
import io.landfall.export.list.KeptExports;
import io.landfall.export.list.ParkedEventRetry;
import io.landfall.export.list.ParkedEvents;
import io.landfall.export.list.Reconciler;
import io.landfall.export.list.Reconciler.UnfinishedExportSource;
import io.landfall.export.list.ReconcilerSettings;
import io.landfall.export.list.UnfinishedExports;
import io.landfall.model.ExportFailure;
import io.landfall.node.delivery.DeliveryTargets;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.PoolName;
import io.landfall.schedule.RenderSettings;
import io.landfall.steps.ExportSteps;
import io.landfall.store.ObjectStore;
import io.landfall.store.StoreFiles;
import io.landfall.store.orphan.OrphanCollection;
import io.landfall.store.orphan.OrphanCollectionSettings;
import io.landfall.store.orphan.OrphanCollector;
import io.landfall.store.s3.S3ObjectStore;
import io.landfall.worker.ProgressListener;
import io.landfall.worker.StepSettings;
import java.time.Clock;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node with the role control does: steps of exports, and what keeps lists, journal and store
 * in step.
 */
final class ControlWiring {
  private static final Logger LOG = LoggerFactory.getLogger(ControlWiring.class);

  private ControlWiring() {}

  /**
   * Starts what does the steps of exports.
   *
   * @param store that files go to
   * @param files of the store that are read where they lie
   */
  static StepPorts steps(
      NodeParts node,
      ObjectStore store,
      StoreFiles files,
      DeliveryTargets targets,
      ProgressListener progress) {
    ActorSystem<?> system = node.system();
    Config config = node.config();
    RenderEngine engine = node.engine();
    CommitFencingCheck fencing =
        JournalFencingCheck.of(system, ExportEntitySettings.from(config).askTimeout());
    ExportQuotas quotas = node.settings().standalone() ? ExportQuotas.NONE : node.quotas();
    var deliveries =
        new DeliveryServices(
            store,
            new ImageJob(system, store),
            new SidecarMaker(system, store, files, engine.transforms()),
            targets,
            node.guard(),
            fencing,
            quotas);
    return ExportSteps.start(
        system,
        new ExportSteps.StepServices(
            store,
            AccessCheckingPlanner.of(engine.planner(), node.services(), config),
            engine.executor(),
            node.guard(),
            new TargetDeliveries(system, deliveries),
            RenderSettings.from(config),
            StepSettings.from(config),
            progress,
            fencing,
            quotas,
            id -> ClusterSharding.get(system).entityRefFor(ExportEntity.TYPE, id.toString())));
  }

  /**
   * Starts what one node of all does for exports, wherever they live; a standalone node needs the
   * bucket alone.
   */
  static void start(NodeParts node, Exports exports) {
    node.s3().ensureBucket().toCompletableFuture().join();
    if (node.settings().standalone()) {
      return;
    }
    findUploadRules(node.s3());
    ActorSystem<?> system = node.system();
    Config config = node.config();
    Clock clock = Clock.systemUTC();
    DataSource database = node.services().database().dataSource();
    BoundedPool upkeep = node.pools().get(PoolName.UPKEEP);
    ExportListProjection.init(system, database);
    ParkedEventRetry.of(system, new ParkedEvents(database), upkeep).schedule(system);
    UnfinishedExportSource unfinished = new UnfinishedExports(database, upkeep);
    Reconciler.init(system, unfinished, exports, ReconcilerSettings.from(config));
    startOrphanCollector(node, exports, clock);
    ExpiryJob.init( // dates that were told stay, whatever is set
        system, new KeptExports(database, upkeep), exports, ExpirySettings.from(config), clock);
    WebhookWiring.startSender(node, exports);
    startAudit(node, database, clock);
  }

  /** Has what is wrong with the store in the log before the first export wants to know. */
  private static void findUploadRules(S3ObjectStore s3) {
    s3.uploadRules()
        .whenComplete(
            (rules, thrown) -> {
              if (thrown != null) {
                LOG.warn(
                    "Exports of several parts will fail: {}",
                    ExportFailure.of(thrown).getMessage());
              } else {
                LOG.info("The store {}", rules.inWords());
              }
            });
  }

  private static void startAudit(NodeParts node, DataSource database, Clock clock) {
    ActorSystem<?> system = node.system();
    AuditProjection.init(system, database);
    node.services()
        .auditKeys(node.config())
        .newest()
        .ifPresentOrElse(
            key ->
                RootSigner.init(
                    system,
                    new AuditRoots(database),
                    key,
                    node.config().getDuration("landfall.audit.root-interval"),
                    node.pools().get(PoolName.AUDIT),
                    clock),
            () ->
                LOG.warn(
                    "No key vouches for the journal, and nobody signs roots over it: set"
                        + " LANDFALL_AUDIT_KEY"));
  }

  private static void startOrphanCollector(NodeParts node, Exports exports, Clock clock) {
    OrphanCollectionSettings orphanSettings = OrphanCollectionSettings.from(node.config());
    var collection =
        new OrphanCollection(node.system(), node.s3(), exports::summary, orphanSettings, clock);
    OrphanCollector.init(node.system(), collection, orphanSettings.interval());
  }
}
