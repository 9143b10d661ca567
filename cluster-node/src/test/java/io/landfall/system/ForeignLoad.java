package io.landfall.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * How much of this machine's processors others took since this was made: a limit in time is for who
 * has them alone. Others are all processes but this one and those below it.
 */
final class ForeignLoad {
  /** Of a second, as the kernel counts in {@code /proc/stat}. */
  private static final double JIFFIES = 100;

  /** Where user, nice, system, idle, waiting for disks, interrupts of both kinds, stolen stand. */
  private static final int IDLE = 3;

  private static final int WAITING = 4;
  private static final int STOLEN = 7;

  private final CpuSeconds begin = read();

  /**
   * Seconds of all processors.
   *
   * @param all that there were, idle or not
   * @param own that went to us
   */
  private record CpuSeconds(double all, double busy, double own) {}

  /** Returns the share that others took, from 0 to 1; 0 where the kernel does not tell. */
  double share() {
    CpuSeconds end = read();
    double all = end.all() - begin.all();
    double others = end.busy() - begin.busy() - (end.own() - begin.own());
    return all <= 0 ? 0 : Math.max(0, Math.min(0.95, others / all));
  }

  /**
   * Returns how long that takes with what others have left of the machine, which it takes alone.
   */
  Duration stretch(Duration alone) {
    return Duration.ofMillis(Math.round(alone.toMillis() / (1 - share())));
  }

  private static CpuSeconds read() {
    Path stat = Path.of("/proc/stat");
    if (!Files.isReadable(stat)) {
      return new CpuSeconds(0, 0, 0);
    }
    try (Stream<String> lines = Files.lines(stat)) {
      String[] words = lines.findFirst().orElseThrow().trim().split(" +");
      double[] seconds =
          Arrays.stream(words, 1, STOLEN + 2)
              .mapToDouble(w -> Long.parseLong(w) / JIFFIES)
              .toArray();
      double all = Arrays.stream(seconds).sum();
      return new CpuSeconds(all, all - seconds[IDLE] - seconds[WAITING], own());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double own() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
        .flatMap(process -> process.info().totalCpuDuration().stream())
        .mapToDouble(spent -> spent.toMillis() / 1000.0)
        .sum();
  }
}
