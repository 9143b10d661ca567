package io.landfall.node.cli.export;

import io.landfall.export.ExportSummary;
import io.landfall.export.StepWait;
import io.landfall.node.export.RunningExport.ExportProgress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an export is: a bar on a terminal, elsewhere a line every ten seconds. */
public final class ProgressDisplay implements AutoCloseable {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final Invocation invocation;
  private final Instant startedAt = Instant.now();
  private Instant nextLine = startedAt.plus(PROGRESS_INTERVAL);
  private ProgressBar bar;

  public ProgressDisplay(PrintWriter err, Invocation invocation) {
    this.err = err;
    this.invocation = invocation;
  }

  public void show(ExportProgress progress) {
    if (invocation.terminal() != null) {
      showBar(progress);
    } else if (Instant.now().isAfter(nextLine)) {
      nextLine = Instant.now().plus(PROGRESS_INTERVAL);
      err.println(line(progress));
      err.flush();
    }
  }

  private void showBar(ExportProgress progress) {
    long total = progress.summary().tilesTotal();
    if (total == 0) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setInitialMax(total)
              .setUnit(" tiles", 1)
              .setStyle(ProgressBarStyle.ASCII)
              .setConsumer(consumer())
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    }
    bar.setExtraMessage(status(progress.summary()));
    bar.stepTo(progress.tilesDone());
  }

  private ConsoleProgressBarConsumer consumer() {
    return invocation.columns() == 0
        ? new ConsoleProgressBarConsumer(invocation.terminal())
        : new ConsoleProgressBarConsumer(invocation.terminal(), invocation.columns());
  }

  private String line(ExportProgress progress) {
    long total = progress.summary().tilesTotal();
    String status = status(progress.summary());
    if (total == 0) {
      return status;
    }
    double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
    double rate = progress.tilesDone() / seconds;
    String left = rate > 0 ? "%.0f s".formatted((total - progress.tilesDone()) / rate) : "?";
    return "%s %d/%d tiles, %.0f tiles/s, %s left"
        .formatted(status, progress.tilesDone(), total, rate, left);
  }

  /** With what it waits for, so that nobody takes a bar that stands for one that hangs. */
  private static String status(ExportSummary summary) {
    String status = summary.status().name();
    if (summary.statusReason() == null) {
      return status;
    }
    return summary.statusReason().equals(StepWait.STORE.name())
        ? status + " (STORE: it takes nothing now, being full or away)"
        : "%s (%s)".formatted(status, summary.statusReason());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
