package io.landfall.ingest;

import java.time.Duration;
import java.util.Locale;

/** Runs in words. */
public final class IngestReportText {
  private IngestReportText() {}

  /** Returns how far a run is. */
  public static String progress(IngestReport report) {
    return report.state() == IngestState.MERGING
        ? "%,d scenes read, the index takes them over".formatted(report.scenes())
        : "%,d lines, %,d scenes, %,d bad rows"
            .formatted(report.lines(), report.scenes(), report.bad());
  }

  /** Returns how a run ended. */
  public static String result(IngestReport report) {
    if (report.state() != IngestState.DONE) {
      return "%s. %s".formatted(report.state().name().toLowerCase(Locale.ROOT), report.message());
    }
    double seconds =
        Math.max(0, Duration.between(report.started(), report.ended()).toMillis()) / 1000.0;
    return String.format(
            Locale.ROOT,
            "%,d scenes and %,d bad rows in %.1f s; %,d added, %,d changed, %,d unchanged, %,d"
                + " withdrawn, %,d replaced. %s",
            report.scenes(),
            report.bad(),
            seconds,
            report.merged().added(),
            report.merged().changed(),
            report.merged().unchanged(),
            report.merged().withdrawn(),
            report.merged().replaced(),
            report.message())
        .strip();
  }
}
