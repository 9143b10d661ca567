package io.landfall.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The schedules that once failed, kept as small texts. */
final class SimRegressions {
  static final Path FOLDER = Path.of("src", "test", "resources", "chaos", "regressions");

  private SimRegressions() {}

  /** Shortens a schedule that fails, keeps it, and returns what to print. */
  static String keep(SimSchedule failing) {
    SimSchedule shortest = SimShrink.shortest(failing, shorter -> !SimRun.of(shorter).isGood());
    String violation = SimRun.of(shortest).violation();
    String text = "# %s%n%s".formatted(violation, shortest.text());
    Path file = FOLDER.resolve("seed-%d.txt".formatted(failing.seed()));
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot keep the failing schedule in " + file, e);
    }
    return "seed=%d FAILED, kept as %s:%n%s".formatted(failing.seed(), file, text);
  }
}
