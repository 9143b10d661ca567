package io.landfall.node.cli;

import com.typesafe.config.Config;
import io.landfall.api.IngestJson;
import io.landfall.ingest.IngestReport;
import io.landfall.ingest.IngestRun;
import io.landfall.ingest.IngestState;
import io.landfall.ingest.IngestText;
import io.landfall.node.IngestParts;
import io.landfall.node.Parts;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/** One run on the command line: progress on stderr, the result on stdout. Ctrl-C cancels it. */
final class IngestOnce {
  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
  private static final int CLOSE_SECONDS = 30;

  private final PrintWriter out;
  private final PrintWriter err;
  private long shownNanos = System.nanoTime();

  IngestOnce(CommandSpec spec) {
    out = spec.commandLine().getOut();
    err = spec.commandLine().getErr();
  }

  int run(Config config, OnceOptions options) {
    var closed = new CountDownLatch(1);
    IngestReport report;
    try (Parts parts = Parts.withDatabase(config)) {
      var ingest = new IngestParts(parts.database(), config);
      IngestRun run = options.force ? ingest.makeForced(this::show) : ingest.make(this::show);
      report = cancelable(run, closed);
    } finally {
      closed.countDown();
    }
    tell(report, options);
    return exitCode(report.state());
  }

  private static IngestReport cancelable(IngestRun run, CountDownLatch closed) {
    Ending.of(
        () -> {
          run.cancel();
          await(closed);
        });
    return run.run();
  }

  /** The process must not end before the database is left in peace. */
  private static void await(CountDownLatch closed) {
    try {
      closed.await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show(IngestReport report) {
    if (!report.state().isEnd() && System.nanoTime() - shownNanos > BETWEEN_LINES.toNanos()) {
      shownNanos = System.nanoTime();
      err.println(IngestText.progress(report));
      err.flush();
    }
  }

  private void tell(IngestReport report, OnceOptions options) {
    if (options.json) {
      out.println(IngestJson.of(report));
    } else if (report.state().isGood()) {
      out.println(IngestText.result(report));
    }
    if (!report.state().isGood()) {
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
