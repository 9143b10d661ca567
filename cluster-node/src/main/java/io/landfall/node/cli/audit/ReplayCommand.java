package io.landfall.node.cli.audit;

import io.landfall.audit.ExportReplay;
import io.landfall.audit.ExportReplay.ReplayOutcome;
import io.landfall.audit.ExportReplay.ReplayedEvent;
import io.landfall.audit.ReplayLine;
import io.landfall.export.ExportSummary;
import io.landfall.model.ExportId;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what each event made of an export. */
@Command(
    name = "replay",
    description =
        "Folds the events of an export one by one, as the export does when it recovers, and prints"
            + " how it stood after each. Ends at an event that cannot be read or has no place"
            + " there, says why, and exits with 1.")
final class ReplayCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final String LINE = "%6s  %-20s  %-17s  %-10s  %-28s  %3s  %-15s  %14s  %s%n";

  @Spec CommandSpec spec;
  @Mixin AuditOptions options;

  @Parameters(paramLabel = "EXPORT", description = "Its id.")
  String export;

  @Option(
      names = "--json",
      description =
          "Prints each event and the state after it, then how it ended, as a line of JSON.")
  boolean json;

  @Override
  public Integer call() {
    ExportId id = ExportId.parse(export);
    PrintWriter out = spec.commandLine().getOut();
    if (!json) {
      out.printf(
          LINE,
          "event",
          "written",
          "type",
          "state",
          "status",
          "try",
          "tiles",
          "bytes",
          "deliveries");
    }
    ReplayOutcome outcome =
        options.with(
            (services, config) ->
                new ExportReplay(services.database().dataSource())
                    .replay(id, event -> print(out, id, event)));
    if (json) {
      out.println(ReplayLine.write(outcome));
    } else if (outcome.problem() != null) {
      out.printf("%s Nothing behind it is shown.%n", outcome.problem());
    }
    out.flush();
    return outcome.problem() == null ? AuditCommand.OK : FAILED;
  }

  private void print(PrintWriter out, ExportId id, ReplayedEvent replayed) {
    if (json) {
      out.println(ReplayLine.write(id, replayed));
      return;
    }
    ExportSummary summary = replayed.state().summary(id);
    String reason = summary.statusReason();
    out.printf(
        LINE,
        replayed.sequenceNumber(),
        replayed.writtenAt().truncatedTo(ChronoUnit.SECONDS),
        ReplayLine.type(replayed),
        ReplayLine.state(replayed),
        summary.status() + (reason == null ? "" : " " + reason),
        summary.attempt(),
        summary.tilesTotal() == 0 ? "" : summary.tilesDone() + "/" + summary.tilesTotal(),
        summary.bytesRendered() == 0 ? "" : summary.bytesRendered(),
        deliveries(summary));
  }

  private static String deliveries(ExportSummary summary) {
    int failed = summary.deliveryFailures().size();
    return "%d/%d%s"
        .formatted(
            summary.receipts().size(),
            summary.destinations().size(),
            failed == 0 ? "" : ", %d failed".formatted(failed));
  }
}
