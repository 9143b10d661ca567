package io.landfall.node;

import akka.actor.typed.ActorSystem;
import akka.cluster.typed.Cluster;
import io.landfall.api.RequestMeter;
import io.landfall.export.ExportCensus;
import io.landfall.export.Majority;
import io.landfall.ingest.IngestTally;
import io.landfall.model.ExportStatus;
import io.landfall.node.schema.Database;
import io.landfall.node.schema.DatabasePing;
import io.landfall.render.Demand;
import io.micrometer.core.instrument.FunctionCounter;
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
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.StreamSupport;

/**
 * What a node tells those who watch it. Labels are words of ours alone: nothing that a caller can
 * make up, so that nobody can make them many.
 */
final class Metrics implements RequestMeter, AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  Metrics(ActorSystem<?> system, Database database, DatabasePing ping, IngestTally ingest) {
    List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new ProcessorMetrics(),
            new FileDescriptorMetrics(),
            new UptimeMetrics(),
            collections)
        .forEach(binder -> binder.bindTo(registry));
    cluster(Cluster.get(system), Majority.of(system));
    demand(Demand.of(system));
    exports(ExportCensus.of(system));
    ingest(ingest);
    gauge("landfall.database.up", "1 when it answers", () -> ping.problem().isEmpty() ? 1 : 0);
    gauge("landfall.database.connections.active", "in use", database::active);
    gauge("landfall.database.connections.waiting", "threads that wait for one", database::waiting);
  }

  /** Returns all of it in Prometheus' text. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void answered(String method, int status, Duration took) {
    registry
        .timer("landfall.http.requests", "method", method, "status", String.valueOf(status))
        .record(took);
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }

  private void cluster(Cluster cluster, Majority majority) {
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

  private void demand(Demand demand) {
    runs(demand, "waiting", Demand.Snapshot::waiting);
    runs(demand, "leased", Demand.Snapshot::leased);
    gauge("landfall.workers", "known to this node", () -> demand.snapshot().workers());
    gauge("landfall.slots", "of those workers", () -> demand.snapshot().slots());
    gauge("landfall.renderings", "exports", () -> demand.snapshot().exports().size());
    counter("landfall.runs.done", () -> demand.snapshot().doneSinceStart());
    counter("landfall.runs.failed", () -> demand.snapshot().failedSinceStart());
    worker(demand, "slots", Demand.Worker::slots);
    worker(demand, "rendering", Demand.Worker::rendering);
    worker(demand, "uploading", Demand.Worker::uploading);
    worker(demand, "memory.bytes", Demand.Worker::memoryBytes);
    worker(demand, "memory.taken.bytes", Demand.Worker::memoryTaken);
  }

  private void exports(ExportCensus census) {
    for (ExportStatus status : ExportStatus.values()) {
      Gauge.builder("landfall.exports", () -> census.living(status))
          .tags(Tags.of("status", status.name()))
          .description("in memory on this node; those that ended stay for a minute")
          .register(registry);
    }
    counter("landfall.exports.restarted", census::failures);
    counter("landfall.exports.poisoned", census::poisoned);
  }

  private void ingest(IngestTally tally) {
    for (IngestTally.Outcome outcome : IngestTally.Outcome.values()) {
      FunctionCounter.builder("landfall.ingest.rows", tally, all -> all.rows(outcome))
          .tags(Tags.of("outcome", outcome.name().toLowerCase(Locale.ROOT)))
          .description("by what the runs of this node did with them")
          .register(registry);
    }
    gauge(
        "landfall.ingest.lag.seconds",
        "since the index was last known to be as its list; not a number where this node does not ingest",
        tally::lagSeconds);
  }

  private void runs(Demand demand, String state, ToDoubleFunction<Demand.Snapshot> number) {
    Gauge.builder("landfall.runs", () -> number.applyAsDouble(demand.snapshot()))
        .tags(Tags.of("state", state))
        .description("of the exports rendered from this node")
        .register(registry);
  }

  private void worker(Demand demand, String what, ToDoubleFunction<Demand.Worker> number) {
    gauge(
        "landfall.worker." + what,
        "of this node's own worker",
        () -> number.applyAsDouble(demand.snapshot().worker()));
  }

  private void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  private void counter(String name, Supplier<Number> value) {
    FunctionCounter.builder(name, value, supplier -> supplier.get().doubleValue())
        .register(registry);
  }

  private static long count(Iterable<?> members) {
    return StreamSupport.stream(members.spliterator(), false).count();
  }
}
