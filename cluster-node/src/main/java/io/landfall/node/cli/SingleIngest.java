package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.api.ingest.IngestJson;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestReportText;
import io.landfall.ingest.IngestRun;
import io.landfall.ingest.IngestState;
import io.landfall.node.services.BackingServices;
import io.landfall.node.wiring.JdbcIngestRunFactory;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** One run on the command line: progress on stderr, the result on stdout. Ctrl-C cancels it. */
final class SingleIngest {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

  /** How it is done and reported. */
  static final class RunOptions {
    @Option(
        names = "--force",
        description = "Reads the scene list even if it is as it was at the last good run.")
    boolean force;

    @Option(names = "--json", description = "Prints the result as JSON.")
    boolean json;
  }

  private final PrintWriter out;
  private final PrintWriter err;
  private long shownNanos = System.nanoTime();

  SingleIngest(CommandSpec spec) {
    out = spec.commandLine().getOut();
    err = spec.commandLine().getErr();
  }

  int run(Config config, RunOptions options) {
    var closed = new CountDownLatch(1);
    IngestReport report;
    try (BackingServices services = BackingServices.connectDatabase(config)) {
      var ingest = new JdbcIngestRunFactory(services.database(), config);
      IngestRun run =
          options.force
              ? ingest.createForced(this::printProgress)
              : ingest.create(this::printProgress);
      ShutdownHook.registerCancel(run::cancel, closed);
      report = run.run();
    } finally {
      closed.countDown();
    }
    printResult(report, options);
    return exitCode(report.state());
  }

  private void printProgress(IngestReport report) {
    if (!report.state().isEnd() && System.nanoTime() - shownNanos > PROGRESS_INTERVAL.toNanos()) {
      shownNanos = System.nanoTime();
      err.println(IngestReportText.progress(report));
      err.flush();
    }
  }

  private void printResult(IngestReport report, RunOptions options) {
    if (options.json) {
      out.println(IngestJson.write(report));
    } else if (report.state().isSuccess()) {
      out.println(IngestReportText.result(report));
    }
    if (!report.state().isSuccess()) {
      err.println("landfall: " + report.message());
    }
    out.flush();
    err.flush();
  }

  private static int exitCode(IngestState state) {
    return switch (state) {
      case DONE, UNCHANGED -> ExitCodes.OK;
      case UNREACHABLE -> ExitCodes.SERVICE;
      case READING, MERGING, REFUSED, CANCELED, FAILED, INTERRUPTED -> ExitCodes.FAILED;
    };
  }
}
