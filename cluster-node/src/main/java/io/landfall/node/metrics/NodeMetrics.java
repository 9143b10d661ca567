package io.landfall.node.metrics;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import io.landfall.api.download.DownloadMemory;
import io.landfall.api.http.RequestMetrics;
import io.landfall.export.entity.ExportCounters;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.Majority;
import io.landfall.ingest.IngestMetrics;
import io.landfall.metering.NodeLedger;
import io.landfall.node.config.BuildVersion;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabasePing;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.quota.JdbcQuotas;
import io.landfall.quota.QuotaKind;
import io.landfall.schedule.WorkerLoad;
import io.landfall.source.TransferCounters;
import io.landfall.tiles.RenderedTiles;
import io.landfall.tiles.TileCounters;
import io.landfall.webhook.WebhookCounters;
import io.landfall.worker.LoadMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;

/**
 * What a node tells those who watch it. Labels are words of ours alone: nothing that a caller can
 * make up, so that nobody can make them many.
 */
public final class NodeMetrics implements RequestMetrics, AutoCloseable {
  private static final int TOO_MANY_REQUESTS = 429;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PolledMeters meters = new PolledMeters(registry);

  private final Counter rateLimited =
      Counter.builder("landfall.ratelimited")
          .description("requests that were answered 429")
          .register(registry);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Shows what every node has.
   *
   * @param dataDir whose disk is watched
   */
  public NodeMetrics(
      ActorSystem<?> system,
      NodePools pools,
      Database database,
      DatabasePing ping,
      StoreMeters store,
      IngestMetrics ingest,
      Path dataDir) {
    List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            collections)
        .forEach(binder -> binder.bindTo(registry));
    BuildVersion build = BuildVersion.read();
    meters.gauge(
        "landfall.build.info",
        Tags.of("version", build.version(), "commit", build.commit()),
        "1: the software that this node is",
        () -> 1);
    bindCluster(Cluster.get(system), Majority.of(system));
    bindLoad(LoadMetrics.of(system));
    new ExportMeters(registry, meters).bind(ExportGauges.of(system), ExportCounters.of(system));
    bindWebhooks(WebhookCounters.of(system));
    bindIngest(ingest);
    pools.all().forEach(this::bindPool);
    meters.gauge(
        "landfall.database.up",
        "1: the database answers this node",
        () -> ping.problem().isEmpty() ? 1 : 0);
    meters.gauge(
        "landfall.database.connections.active",
        "connections to the database that are in use",
        database::activeConnections);
    meters.gauge(
        "landfall.database.connections.waiting",
        "threads that wait for a connection to the database",
        database::waitingThreads);
    store.bind(meters);
    meters.gauge(
        "landfall.disk.free.bytes",
        "room on the disk of the data folder; not a number where it cannot be told",
        () -> freeBytes(dataDir));
    Path scratch = Path.of(System.getProperty("java.io.tmpdir"));
    meters.gauge(
        "landfall.scratch.free.bytes",
        "room in the folder for temporary files; not a number where it cannot be told",
        () -> freeBytes(scratch));
  }

  /**
   * Shows what ends or is lost unnoticed.
   *
   * @param certificates what certificates are of
   */
  public void bindTrust(TrustNumbers trust, Set<String> certificates) {
    for (String of : certificates) {
      meters.gauge(
          "landfall.certificate.not.after.seconds",
          Tags.of("of", of),
          "when a certificate ends, in seconds since 1970; not a number where it cannot be read",
          () -> {
            Instant end = trust.certificateEnds().get(of);
            return end == null ? Double.NaN : end.getEpochSecond();
          });
      meters.gauge(
          "landfall.certificate.unreadable",
          Tags.of("of", of),
          "1: the file of a certificate cannot be read, or holds none",
          () -> trust.unreadableCertificates().contains(of) ? 1 : 0);
    }
    meters.gauge(
        "landfall.store.refusing",
        "1: the object store refuses the key of this node",
        () -> trust.isStoreRefusing() ? 1 : 0);
    meters.gauge(
        "landfall.clock.skew.seconds",
        "by which the clock of this node is ahead of the database's",
        trust::clockSkewSeconds);
  }

  /** Shows what those nodes know of it that exports live on. */
  public void bindKeys(TrustNumbers trust) {
    meters.gauge(
        "landfall.secrets.unreadable",
        "secrets of users under keys that this node does not have",
        trust::unreadableSecrets);
    meters.gauge(
        "landfall.secrets.old.keys",
        "secrets of users under keys that others have followed",
        trust::secretsUnderOldKeys);
    meters.gauge(
        "landfall.audit.key",
        "1: a key vouches for what this node writes into the journal",
        () -> trust.hasAuditKey() ? 1 : 0);
    meters.gauge(
        "landfall.audit.root.age.seconds",
        "since a root over the journal was signed",
        trust::auditRootAgeSeconds);
  }

  /** Shows what callers read. */
  public void bindDownloads(DownloadMemory memory, NodeLedger ledger) {
    meters.gauge("landfall.downloads.active", "files that callers read now", memory::readers);
    meters.gauge(
        "landfall.downloads.memory.bytes",
        "chunks beyond the least of each reader",
        memory::extraTaken);
    meters.counter(
        "landfall.downloads.refused",
        "readers that were refused since there was no memory for them",
        memory::refused);
    meters.counter(
        "landfall.download.bytes", "bytes that went through links of this node", ledger::served);
  }

  /** Shows what quotas refuse. */
  public void bindQuotas(JdbcQuotas quotas) {
    for (QuotaKind kind : QuotaKind.values()) {
      meters.counter(
          "landfall.quota.refused",
          Tags.of("quota", kind.label()),
          "estimates, exports and deliveries that went beyond a quota",
          () -> quotas.refused(kind));
    }
  }

  /** Shows what maps are shown. */
  public void bindTiles(RenderedTiles tiles) {
    TileCounters counters = tiles.counters();
    for (TileCounters.TileOutcome outcome : TileCounters.TileOutcome.values()) {
      meters.counter(
          "landfall.tiles",
          Tags.of("outcome", lowerCase(outcome)),
          "map tiles by how the answer came about",
          () -> counters.count(outcome));
    }
    meters.timer(
        "landfall.tile.rendering",
        Tags.empty(),
        "that map tiles took on their threads",
        counters::renderings,
        counters::renderingNanos);
    meters.gauge("landfall.tiles.waiting", "requests of maps under way", tiles::underWay);
    meters.gauge(
        "landfall.tiles.cache.bytes",
        "encoded map tiles that are kept in memory",
        tiles::keptBytes);
    meters.gauge(
        "landfall.tiles.disk.bytes",
        "encoded map tiles that are kept on the disk",
        tiles::keptBytesOnDisk);
  }

  /** Shows what comes from other machines. */
  public void bindTransfers(TransferCounters transfers) {
    meters.counter(
        "landfall.source.requests", "requests for scenes elsewhere", transfers::requests);
    meters.counter(
        "landfall.source.requests.ahead",
        "those that were made before anybody waited",
        transfers::requestsAhead);
    meters.counter("landfall.source.bytes", "bytes of scenes elsewhere", transfers::bytes);
    meters.counter(
        "landfall.source.bridged.bytes",
        "bytes that came along between wanted ones",
        transfers::bridgedBytes);
    meters.counter(
        "landfall.source.unread.bytes",
        "bytes that were fetched ahead in vain",
        transfers::unreadBytes);
  }

  /** Returns all of it in Prometheus' text. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void recordRequest(String method, int status, Duration duration) {
    Timer.builder("landfall.http.requests")
        .description("answers over HTTP, and the time until they began")
        .tags("method", method, "status", String.valueOf(status))
        .register(registry)
        .record(duration);
    if (status == TOO_MANY_REQUESTS) {
      rateLimited.increment();
    }
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private void bindCluster(Cluster cluster, Majority majority) {
    meters.gauge(
        "landfall.cluster.members",
        "nodes, unreachable ones included",
        () -> count(cluster.state().getMembers()));
    meters.gauge(
        "landfall.cluster.unreachable",
        "nodes that do not answer",
        () -> count(cluster.state().getUnreachable()));
    meters.gauge(
        "landfall.cluster.majority",
        "1: this node sees most of those that exports live on",
        () -> majority.problem().isEmpty() ? 1 : 0);
  }

  private void bindLoad(LoadMetrics load) {
    taskGauge(load, "waiting", LoadMetrics.LoadSnapshot::waiting);
    taskGauge(load, "leased", LoadMetrics.LoadSnapshot::leased);
    meters.gauge(
        "landfall.tasks.wanted",
        "waiting or leased, of the exports rendered from this node: what workers are wanted for",
        () -> load.snapshot().wanted());
    meters.gauge("landfall.workers", "known to this node", () -> load.snapshot().workers());
    meters.gauge("landfall.slots", "of the workers known here", () -> load.snapshot().slots());
    meters.gauge(
        "landfall.exports.rendering",
        "exports whose tasks are given out by this node",
        () -> load.snapshot().exports().size());
    meters.counter(
        "landfall.tasks.done",
        "tasks that are in the journal through this node",
        () -> load.snapshot().doneSinceStart());
    meters.counter(
        "landfall.tasks.failed",
        "tasks that failed or whose worker was lost, as this node was told",
        () -> load.snapshot().failedSinceStart());
    workerGauge(load, "slots", "tasks that this node's worker takes at a time", WorkerLoad::slots);
    workerGauge(load, "rendering", "tasks that it renders", WorkerLoad::rendering);
    workerGauge(load, "uploading", "tasks that it uploads", WorkerLoad::uploading);
    workerGauge(load, "memory.bytes", "memory for its tasks", WorkerLoad::memoryBytes);
    workerGauge(
        load, "memory.reserved.bytes", "what of it tasks have taken", WorkerLoad::memoryTaken);
  }

  private void bindWebhooks(WebhookCounters webhooks) {
    meters.counter("landfall.webhook.delivered", "events that receivers took", webhooks::delivered);
    meters.counter(
        "landfall.webhook.failed", "attempts that receivers did not take", webhooks::failed);
    meters.counter("landfall.webhook.dead", "events that were given up", webhooks::dead);
  }

  private void bindIngest(IngestMetrics ingest) {
    for (IngestMetrics.RowOutcome outcome : IngestMetrics.RowOutcome.values()) {
      meters.counter(
          "landfall.ingest.rows",
          Tags.of("outcome", lowerCase(outcome)),
          "rows of scene lists by what the runs of this node did with them",
          () -> ingest.rows(outcome));
    }
    meters.gauge(
        "landfall.ingest.lag.seconds",
        "since the index was last known to be as its scene list; not a number where this node does"
            + " not ingest",
        ingest::lagSeconds);
  }

  private void bindPool(BoundedPool pool) {
    Tags name = Tags.of("pool", pool.name());
    meters.gauge(
        "landfall.pool.active",
        name,
        "jobs that a thread of the pool runs",
        () -> pool.load().active());
    meters.gauge(
        "landfall.pool.queued", name, "jobs that wait for a thread", () -> pool.load().queued());
    meters.counter(
        "landfall.pool.refused",
        name,
        "jobs that were refused because the queue was full",
        () -> pool.load().refused());
    meters.timer(
        "landfall.pool.wait",
        name,
        "that jobs waited for a thread",
        () -> pool.load().started(),
        () -> pool.load().waitedNanos());
  }

  private void taskGauge(
      LoadMetrics load, String state, ToDoubleFunction<LoadMetrics.LoadSnapshot> number) {
    meters.gauge(
        "landfall.tasks",
        Tags.of("state", state),
        "of the exports rendered from this node",
        () -> number.applyAsDouble(load.snapshot()));
  }

  private void workerGauge(
      LoadMetrics load, String what, String description, ToDoubleFunction<WorkerLoad> number) {
    meters.gauge(
        "landfall.worker." + what,
        description,
        () -> number.applyAsDouble(load.snapshot().worker()));
  }

  private static double freeBytes(Path dataDir) {
    try {
      return Files.getFileStore(dataDir).getUsableSpace();
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static long count(Iterable<?> members) {
    return StreamSupport.stream(members.spliterator(), false).count();
  }
}
