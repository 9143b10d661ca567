package io.landfall.node.cli.export;

import com.sun.management.OperatingSystemMXBean;
import io.landfall.export.ExportSummary;
import io.landfall.export.entity.ExportEvent;
import io.landfall.export.entity.ExportHistory;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an export cost: for each phase wall time, CPU time of this process, and bytes. */
public final class PhaseReport {
  private final Instant startedAt;
  private final TreeMap<Instant, Duration> cpuSamples = new TreeMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private Instant lastEnd;
  private long deliveredBytes;

  private PhaseReport(Instant startedAt, Duration cpu) {
    this.startedAt = startedAt;
    cpuSamples.put(startedAt, cpu);
    sample();
  }

  /**
   * Begins to count: where the process began that does nothing else, or now in a node that others
   * share, whose CPU time and memory are those of all that it does meanwhile.
   */
  static PhaseReport begin(ExportPlace place) {
    return place instanceof OwnNode
        ? new PhaseReport(
            Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
            Duration.ZERO)
        : new PhaseReport(Instant.now(), cpu());
  }

  /**
   * One line of the table.
   *
   * @param bytes written in it
   */
  public record Phase(String name, Duration wall, Duration cpu, long bytes) {}

  /** Notes the CPU time now; call it several times a second. */
  public synchronized void sample() {
    cpuSamples.put(Instant.now(), cpu());
  }

  /** Notes the phases of an export that has ended, from the times in the journal. */
  public synchronized void addExport(
      ExportSummary summary, List<ExportHistory.JournalEntry> events) {
    sample();
    deliveredBytes = summary.receipts().stream().mapToLong(receipt -> receipt.bytes()).sum();
    Instant from = events.isEmpty() ? startedAt : earlier(startedAt, events.get(0).event().at());
    for (ExportHistory.JournalEntry entry : events) {
      String name = phaseEndedBy(entry.event());
      if (name != null) {
        long bytes =
            name.equals("render")
                ? summary.bytesRendered()
                : name.equals("deliver") ? deliveredBytes : 0;
        phases.add(phase(name, from, entry.event().at(), bytes));
        from = entry.event().at();
      }
    }
    lastEnd = from;
  }

  /** Returns all phases once what ran for the export has ended: that end, and the whole last. */
  public synchronized List<Phase> allPhases() {
    sample();
    Instant now = Instant.now();
    List<Phase> all = new ArrayList<>(phases);
    if (lastEnd != null) {
      all.add(phase("end", lastEnd, now, 0));
    }
    all.add(phase("total", startedAt, now, deliveredBytes));
    return all;
  }

  /** An export that a node before has begun was requested before this command was counted. */
  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private static String phaseEndedBy(ExportEvent event) {
    if (event instanceof ExportEvent.Requested) {
      return "start";
    } else if (event instanceof ExportEvent.Planned) {
      return "plan";
    } else if (event instanceof ExportEvent.CommitIntended) {
      return "render";
    } else if (event instanceof ExportEvent.ObjectStored) {
      return "commit";
    } else if (event instanceof ExportEvent.Completed) {
      return "deliver";
    } else if (event instanceof ExportEvent.CleanedUp) {
      return "clean up";
    }
    return null;
  }

  private Phase phase(String name, Instant from, Instant to, long bytes) {
    return new Phase(name, Duration.between(from, to), cpuAt(to).minus(cpuAt(from)), bytes);
  }

  /** Between two samples, in proportion. */
  private Duration cpuAt(Instant time) {
    var before = cpuSamples.floorEntry(time);
    var after = cpuSamples.ceilingEntry(time);
    if (before == null || after == null) {
      return (before == null ? after : before).getValue();
    }
    long span = Duration.between(before.getKey(), after.getKey()).toNanos();
    double share =
        span == 0 ? 0 : (double) Duration.between(before.getKey(), time).toNanos() / span;
    long between = after.getValue().minus(before.getValue()).toNanos();
    return before.getValue().plusNanos((long) (between * share));
  }

  public static void print(PrintWriter err, List<Phase> phases) {
    err.printf("%-10s %9s %9s %12s%n", "phase", "wall", "cpu", "bytes");
    for (Phase phase : phases) {
      err.printf(
          "%-10s %7.2f s %7.2f s %12s%n",
          phase.name(),
          phase.wall().toMillis() / 1000.0,
          phase.cpu().toMillis() / 1000.0,
          phase.bytes() == 0 ? "" : "%,d".formatted(phase.bytes()));
    }
    err.printf("peak memory %,d MiB%n", peakBytes() >> 20);
    err.flush();
  }

  public static List<Map<String, Object>> json(List<Phase> phases) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Phase phase : phases) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("phase", phase.name());
      row.put("wallSeconds", phase.wall().toMillis() / 1000.0);
      row.put("cpuSeconds", phase.cpu().toMillis() / 1000.0);
      row.put("bytes", phase.bytes());
      rows.add(row);
    }
    return rows;
  }

  private static Duration cpu() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? Duration.ofNanos(system.getProcessCpuTime())
        : Duration.ZERO;
  }

  /** The largest resident size of this process where the system tells, else the heap now in use. */
  public static long peakBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
      }
    } catch (IOException e) {
      // no Linux: fall through
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
