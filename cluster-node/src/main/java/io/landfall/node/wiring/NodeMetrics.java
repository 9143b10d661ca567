package io.landfall.node.wiring;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import io.landfall.api.download.DownloadMemory;
import io.landfall.api.http.RequestMetrics;
import io.landfall.export.entity.ExportGauges;
import io.landfall.export.entity.Majority;
import io.landfall.ingest.IngestMetrics;
import io.landfall.metering.NodeLedger;
import io.landfall.model.ExportStatus;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabasePing;
import io.landfall.pool.BoundedPool;
import io.landfall.pool.NodePools;
import io.landfall.schedule.WorkerLoad;
import io.landfall.source.TransferCounters;
import io.landfall.tiles.RenderedTiles;
import io.landfall.tiles.TileCounters;
import io.landfall.webhook.WebhookCounters;
import io.landfall.worker.LoadMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;

/**
 * What a node tells those who watch it. Labels are words of ours alone: nothing that a caller can
 * make up, so that nobody can make them many.
 */
final class NodeMetrics implements RequestMetrics, AutoCloseable {
  private static final int TOO_MANY_REQUESTS = 429;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  /** The registry holds them weakly: once they were collected, a counter would stand still. */
  private final List<Supplier<Number>> counted = new ArrayList<>();

  private final Counter rateLimited =
      Counter.builder("landfall.ratelimited")
          .description("requests that were answered 429")
          .register(registry);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  NodeMetrics(
      ActorSystem<?> system,
      NodePools pools,
      Database database,
      DatabasePing ping,
      IngestMetrics ingest) {
    List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            collections)
        .forEach(binder -> binder.bindTo(registry));
    bindCluster(Cluster.get(system), Majority.of(system));
    bindLoad(LoadMetrics.of(system));
    bindExports(ExportGauges.of(system));
    bindWebhooks(WebhookCounters.of(system));
    bindIngest(ingest);
    pools.all().forEach(this::bindPool);
    gauge("landfall.database.up", "1 when it answers", () -> ping.problem().isEmpty() ? 1 : 0);
    gauge("landfall.database.connections.active", "in use", database::activeConnections);
    gauge(
        "landfall.database.connections.waiting",
        "threads that wait for one",
        database::waitingThreads);
  }

  /** Shows what callers read. */
  void bindDownloads(DownloadMemory memory, NodeLedger ledger) {
    gauge("landfall.downloads.active", "files that callers read", memory::readers);
    gauge(
        "landfall.downloads.memory.bytes",
        "chunks beyond the least of each reader",
        memory::extraTaken);
    counter("landfall.downloads.refused", memory::refused);
    counter("landfall.download.bytes", ledger::served);
  }

  /** Shows what maps are shown. */
  void bindTiles(RenderedTiles tiles) {
    TileCounters counters = tiles.counters();
    for (TileCounters.TileOutcome outcome : TileCounters.TileOutcome.values()) {
      Supplier<Number> count = () -> counters.count(outcome);
      counted.add(count);
      FunctionCounter.builder("landfall.tiles", count, supplier -> supplier.get().doubleValue())
          .tags(Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT)))
          .description("map tiles by how the answer came about")
          .register(registry);
    }
    FunctionTimer.builder(
            "landfall.tile.rendering",
            counters,
            TileCounters::renderings,
            TileCounters::renderingNanos,
            TimeUnit.NANOSECONDS)
        .description("that map tiles took on their threads")
        .register(registry);
    gauge("landfall.tiles.waiting", "requests of maps under way", tiles::underWay);
    gauge(
        "landfall.tiles.cache.bytes",
        "encoded map tiles that are kept in memory",
        tiles::keptBytes);
    gauge(
        "landfall.tiles.disk.bytes",
        "encoded map tiles that are kept on the disk",
        tiles::keptBytesOnDisk);
  }

  /** Shows what comes from other machines. */
  void bindTransfers(TransferCounters transfers) {
    counter("landfall.source.requests", transfers::requests);
    counter("landfall.source.requests.ahead", transfers::requestsAhead);
    counter("landfall.source.bytes", transfers::bytes);
    counter("landfall.source.bridged.bytes", transfers::bridgedBytes);
    counter("landfall.source.unread.bytes", transfers::unreadBytes);
  }

  /** Returns all of it in Prometheus' text. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void recordRequest(String method, int status, Duration duration) {
    registry
        .timer("landfall.http.requests", "method", method, "status", String.valueOf(status))
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
    gauge(
        "landfall.cluster.members",
        "nodes, unreachable ones included",
        () -> count(cluster.state().getMembers()));
    gauge(
        "landfall.cluster.unreachable",
        "nodes that do not answer",
        () -> count(cluster.state().getUnreachable()));
    gauge(
        "landfall.cluster.majority",
        "1: this node sees most of those that exports live on",
        () -> majority.problem().isEmpty() ? 1 : 0);
  }

  private void bindLoad(LoadMetrics loadMetrics) {
    taskGauge(loadMetrics, "waiting", LoadMetrics.LoadSnapshot::waiting);
    taskGauge(loadMetrics, "leased", LoadMetrics.LoadSnapshot::leased);
    gauge("landfall.workers", "known to this node", () -> loadMetrics.snapshot().workers());
    gauge("landfall.slots", "of those workers", () -> loadMetrics.snapshot().slots());
    gauge("landfall.exports.rendering", "exports", () -> loadMetrics.snapshot().exports().size());
    counter("landfall.tasks.done", () -> loadMetrics.snapshot().doneSinceStart());
    counter("landfall.tasks.failed", () -> loadMetrics.snapshot().failedSinceStart());
    workerGauge(loadMetrics, "slots", WorkerLoad::slots);
    workerGauge(loadMetrics, "rendering", WorkerLoad::rendering);
    workerGauge(loadMetrics, "uploading", WorkerLoad::uploading);
    workerGauge(loadMetrics, "memory.bytes", WorkerLoad::memoryBytes);
    workerGauge(loadMetrics, "memory.reserved.bytes", WorkerLoad::memoryTaken);
  }

  private void bindExports(ExportGauges exportGauges) {
    for (ExportStatus status : ExportStatus.values()) {
      Gauge.builder("landfall.exports", () -> exportGauges.count(status))
          .tags(Tags.of("status", status.name()))
          .description("in memory on this node; those that ended stay for a minute")
          .register(registry);
    }
    counter("landfall.exports.restarted", exportGauges::restarts);
    counter("landfall.exports.poison.tasks", exportGauges::poisonTasks);
    counter("landfall.exports.poison.steps", exportGauges::poisonSteps);
    counter("landfall.exports.parked.events", exportGauges::parkedEvents);
  }

  private void bindWebhooks(WebhookCounters webhooks) {
    counter("landfall.webhook.delivered", webhooks::delivered);
    counter("landfall.webhook.failed", webhooks::failed);
    counter("landfall.webhook.dead", webhooks::dead);
  }

  private void bindIngest(IngestMetrics ingestCounters) {
    for (IngestMetrics.RowOutcome outcome : IngestMetrics.RowOutcome.values()) {
      FunctionCounter.builder("landfall.ingest.rows", ingestCounters, all -> all.rows(outcome))
          .tags(Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT)))
          .description("by what the runs of this node did with them")
          .register(registry);
    }
    gauge(
        "landfall.ingest.lag.seconds",
        "since the index was last known to be as its scene list; not a number where this node does"
            + " not ingest",
        ingestCounters::lagSeconds);
  }

  private void bindPool(BoundedPool pool) {
    Tags name = Tags.of("pool", pool.name());
    Gauge.builder("landfall.pool.active", pool, each -> each.load().active())
        .tags(name)
        .description("jobs that a thread of the pool runs")
        .register(registry);
    Gauge.builder("landfall.pool.queued", pool, each -> each.load().queued())
        .tags(name)
        .description("jobs that wait for a thread")
        .register(registry);
    FunctionCounter.builder("landfall.pool.refused", pool, each -> each.load().refused())
        .tags(name)
        .description("jobs that were refused because the queue was full")
        .register(registry);
    FunctionTimer.builder(
            "landfall.pool.wait",
            pool,
            each -> each.load().started(),
            each -> each.load().waitedNanos(),
            TimeUnit.NANOSECONDS)
        .tags(name)
        .description("that jobs waited for a thread")
        .register(registry);
  }

  private void taskGauge(
      LoadMetrics loadMetrics, String state, ToDoubleFunction<LoadMetrics.LoadSnapshot> number) {
    Gauge.builder("landfall.tasks", () -> number.applyAsDouble(loadMetrics.snapshot()))
        .tags(Tags.of("state", state))
        .description("of the exports rendered from this node")
        .register(registry);
  }

  private void workerGauge(
      LoadMetrics loadMetrics, String what, ToDoubleFunction<WorkerLoad> number) {
    gauge(
        "landfall.worker." + what,
        "of this node's own worker",
        () -> number.applyAsDouble(loadMetrics.snapshot().worker()));
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private void counter(String name, Supplier<Number> value) {
    counted.add(value);
    FunctionCounter.builder(name, value, supplier -> supplier.get().doubleValue())
        .register(registry);
  }

  private static long count(Iterable<?> members) {
    return StreamSupport.stream(members.spliterator(), false).count();
  }
}
