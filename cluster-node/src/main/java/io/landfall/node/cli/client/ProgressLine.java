package io.landfall.node.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;

/**
 * Shows how far something is: one line that changes on a terminal, elsewhere a line every ten
 * seconds.
 */
final class ProgressLine {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final long TERMINAL_NANOS = Duration.ofMillis(200).toNanos();

  private final PrintWriter err;
  private final boolean isTerminal = System.console() != null;
  private final long startNanos = System.nanoTime();
  private long nextNanos = startNanos + (isTerminal ? 0 : INTERVAL.toNanos());
  private int shown;
  private String status = "";
  private long done;
  private long total;
  private JsonNode secondsLeft;

  ProgressLine(PrintWriter err) {
    this.err = err;
  }

  /** Shows what an export, or an event about it, says; what it does not say stays. */
  void show(JsonNode json) {
    JsonNode progress = json.has("progress") ? json.path("progress") : json;
    status = ScreenText.line(json.path("status").asText(status));
    done = Math.max(done, progress.path("tilesDone").asLong(0));
    total = progress.path("tilesTotal").asLong(total);
    if (progress.has("secondsLeft")) {
      secondsLeft = progress.get("secondsLeft");
    }
    print(line());
  }

  /** Shows how much of a file is there. */
  void showBytes(String name, long bytes, long of) {
    double seconds = Math.max(0.001, (System.nanoTime() - startNanos) / 1e9);
    print(
        "%s %s of %s, %s/s"
            .formatted(
                ScreenText.line(name, 40),
                ScreenText.bytes(bytes),
                ScreenText.bytes(of),
                ScreenText.bytes((long) (bytes / seconds))));
  }

  /** Says something that matters once. */
  void say(String format, Object... values) {
    clear();
    err.println("landfall: " + ScreenText.line(format.formatted(values)));
    err.flush();
  }

  /** Leaves the terminal as it was. */
  void close() {
    clear();
    err.flush();
  }

  private String line() {
    if (total == 0) {
      return status;
    }
    String left =
        secondsLeft != null && secondsLeft.isNumber()
            ? ", %d:%02d left".formatted(secondsLeft.asLong() / 60, secondsLeft.asLong() % 60)
            : "";
    return "%s %d/%d tiles, %d %%%s".formatted(status, done, total, done * 100 / total, left);
  }

  private void print(String line) {
    long now = System.nanoTime();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + (isTerminal ? TERMINAL_NANOS : INTERVAL.toNanos());
    if (isTerminal) {
      err.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      shown = line.length();
    } else {
      err.println(line);
    }
    err.flush();
  }

  private void clear() {
    if (shown > 0) {
      err.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
    }
  }
}
