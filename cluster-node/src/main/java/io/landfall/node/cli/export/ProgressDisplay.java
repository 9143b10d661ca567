package io.landfall.node.cli.export;

import io.landfall.node.wiring.StandaloneExport;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far an export is: a bar on a terminal, elsewhere a line every ten seconds. */
public final class ProgressDisplay implements AutoCloseable {
  private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(10);

  private final PrintWriter err;
  private final boolean terminal;
  private final Instant startedAt = Instant.now();
  private Instant nextLine = startedAt.plus(PROGRESS_INTERVAL);
  private ProgressBar bar;

  public ProgressDisplay(PrintWriter err) {
    this.err = err;
    this.terminal = System.console() != null;
  }

  public void show(StandaloneExport.StandaloneProgress progress) {
    if (terminal) {
      showBar(progress);
    } else if (Instant.now().isAfter(nextLine)) {
      nextLine = Instant.now().plus(PROGRESS_INTERVAL);
      err.println(line(progress));
      err.flush();
    }
  }

  private void showBar(StandaloneExport.StandaloneProgress progress) {
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
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    }
    bar.setExtraMessage(progress.summary().status().name());
    bar.stepTo(progress.tilesDone());
  }

  private String line(StandaloneExport.StandaloneProgress progress) {
    long total = progress.summary().tilesTotal();
    String status = progress.summary().status().name();
    if (total == 0) {
      return status;
    }
    double seconds = Duration.between(startedAt, Instant.now()).toMillis() / 1000.0;
    double rate = progress.tilesDone() / seconds;
    String left = rate > 0 ? "%.0f s".formatted((total - progress.tilesDone()) / rate) : "?";
    return "%s %d/%d tiles, %.0f tiles/s, %s left"
        .formatted(status, progress.tilesDone(), total, rate, left);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
