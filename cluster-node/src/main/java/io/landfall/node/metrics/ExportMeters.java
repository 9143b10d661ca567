package io.landfall.node.metrics;

import io.landfall.export.entity.ExportCounters;
import io.landfall.export.entity.ExportGauges;
import io.landfall.model.ErrorCode;
import io.landfall.model.ExportStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;

/** What becomes of exports, and how long that takes. */
final class ExportMeters {
  /** Between a small crop and a continent. */
  private static final Duration[] EXPORT_TIMES = {
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofMinutes(1),
    Duration.ofMinutes(5),
    Duration.ofMinutes(15),
    Duration.ofHours(1),
    Duration.ofHours(6)
  };

  private final MeterRegistry registry;
  private final PolledMeters meters;

  ExportMeters(MeterRegistry registry, PolledMeters meters) {
    this.registry = registry;
    this.meters = meters;
  }

  /** Shows the exports of a node from now on. */
  void bind(ExportGauges gauges, ExportCounters counters) {
    bindGauges(gauges);
    bindEnds(counters);
  }

  private void bindGauges(ExportGauges exportGauges) {
    for (ExportStatus status : ExportStatus.values()) {
      meters.gauge(
          "landfall.exports",
          Tags.of("status", status.name()),
          "in memory on this node; those that ended stay for a minute",
          () -> exportGauges.count(status));
    }
    meters.gauge(
        "landfall.exports.paused", "those of them that somebody has halted", exportGauges::paused);
    meters.counter(
        "landfall.exports.restarted",
        "exports that began anew, mostly as the journal failed",
        exportGauges::restarts);
    meters.counter(
        "landfall.exports.poison.tasks",
        "exports that ended since a task ended workers",
        exportGauges::poisonTasks);
    meters.counter(
        "landfall.exports.poison.steps",
        "exports that ended since another step ended nodes",
        exportGauges::poisonSteps);
    meters.counter(
        "landfall.exports.parked.events",
        "events that the list of exports could not hold",
        exportGauges::parkedEvents);
  }

  private void bindEnds(ExportCounters counters) {
    meters.counter(
        "landfall.exports.submitted", "exports that were submitted", counters::submissions);
    meters.counter(
        "landfall.exports.succeeded",
        "exports that ended in SUCCESS",
        () -> counters.ends(ExportCounters.ExportEnding.SUCCESS));
    meters.counter(
        "landfall.exports.canceled",
        "exports that somebody has canceled",
        () -> counters.ends(ExportCounters.ExportEnding.CANCELED));
    for (ErrorCode code : ErrorCode.values()) {
      meters.counter(
          "landfall.exports.failed",
          Tags.of("code", code.slug(), "blame", lowerCase(code.blame())),
          "exports that ended in ERROR, by the cause and by who can fix it",
          () -> counters.failures(code));
    }
    for (String target : ExportCounters.TARGETS) {
      String shown = target.toLowerCase(Locale.ROOT);
      meters.counter(
          "landfall.deliveries",
          Tags.of("target", shown, "outcome", "delivered"),
          "files for destinations, by what became of them",
          () -> counters.deliveries(target));
      meters.counter(
          "landfall.deliveries",
          Tags.of("target", shown, "outcome", "failed"),
          "files for destinations, by what became of them",
          () -> counters.failedDeliveries(target));
      meters.counter(
          "landfall.delivery.bytes",
          Tags.of("target", shown),
          "bytes that destinations were given, read back there",
          () -> counters.deliveredBytes(target));
    }
    meters.counter(
        "landfall.exports.recovered",
        "exports that were read from the journal",
        counters::recoveries);
    meters.counter(
        "landfall.exports.fence.rejections",
        "commits that were held back, as their export had gone on without them",
        counters::fenceRejections);
    meters.timer(
        "landfall.journal.write",
        Tags.empty(),
        "that exports waited until the journal had their events",
        counters::writes,
        counters::writeNanos);
    counters.onEnd(this::recordEnd);
  }

  private void recordEnd(ExportCounters.ExportEnd end) {
    Timer.builder("landfall.export.duration")
        .description("from the submission of exports to their end, pauses included")
        .tags(
            "kind", lowerCase(end.kind()),
            "format", lowerCase(end.format()),
            "outcome", lowerCase(end.outcome()))
        .serviceLevelObjectives(EXPORT_TIMES)
        .register(registry)
        .record(end.took());
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
