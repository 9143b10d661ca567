package io.landfall.api.ingest;

import io.landfall.ingest.DurationText;
import io.landfall.ingest.IngestControl;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestSchedule;
import io.landfall.ingest.IngestState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ingest for people and their scripts, in the words that bf-ia-broker had for it. */
final class IngestStatusPage {
  private IngestStatusPage() {}

  static String write(IngestControl.IngestStatus status) {
    var page = new StringBuilder();
    page.append(
        status
            .schedule()
            .map(IngestStatusPage::writeSchedule)
            .orElse(
                "No node ingests: LANDSAT_INDEX_SCENES_URL is set nowhere, or the node is away.\n"));
    findCurrent(status).ifPresent(run -> page.append("\nCurrent ingest:\n").append(writeRun(run)));
    List<IngestReport> ended = status.latest().stream().filter(run -> run.state().isEnd()).toList();
    if (!ended.isEmpty()) {
      page.append("\nPrevious ingests:\n");
      ended.forEach(run -> page.append(writeRun(run)).append('\n'));
    }
    return page.toString();
  }

  /** That of the cluster, or else one of a command. */
  private static Optional<IngestReport> findCurrent(IngestControl.IngestStatus status) {
    return status
        .schedule()
        .map(IngestSchedule::current)
        .or(() -> status.latest().stream().filter(run -> !run.state().isEnd()).findFirst());
  }

  private static String writeSchedule(IngestSchedule schedule) {
    if (schedule.listUrl().isEmpty()) {
      return "There is no list to ingest: LANDSAT_INDEX_SCENES_URL is not set.\n";
    }
    return String.format(
        Locale.ROOT,
        "List: %s\nEvery: %s\nNext: %s\n",
        schedule.listUrl(),
        DurationText.format(schedule.frequency()),
        schedule.nextRunAt() == null ? "-" : time(schedule.nextRunAt()));
  }

  private static String writeRun(IngestReport run) {
    String counters =
        String.format(
            Locale.ROOT,
            "  #Added: %d\n  #Updated: %d\n  #Skipped: %d\n  #Withdrawn: %d\n  #Replaced: %d\n  #Error: %d\n",
            run.merged().added(),
            run.merged().changed(),
            run.merged().unchanged(),
            run.merged().withdrawn(),
            run.merged().replaced(),
            run.bad());
    return String.format(
        Locale.ROOT,
        "  Status: %s\n  Start: %s\n  End: %s\n  Canceled: %s\n  #Read: %d\n%s%s",
        run.state(),
        time(run.started()),
        run.ended() == null ? "-" : time(run.ended()),
        run.state() == IngestState.CANCELED,
        run.scenes(),
        counters,
        run.message().isEmpty() ? "" : "  " + run.message() + "\n");
  }

  private static String time(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
