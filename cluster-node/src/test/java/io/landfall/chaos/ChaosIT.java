package io.landfall.chaos;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random faults on a cluster of processes. {@code -Dchaos.seed=N} names the first schedule, {@code
 * -Dchaos.schedules=K} how many; those that once failed come before.
 */
@Tag("chaos")
class ChaosIT {
  private static final String REGRESSIONS = "/chaos/regressions";
  private static final Path FOLDER = Path.of("target", "chaos").toAbsolutePath();

  /** What this build has found. */
  private static String finding;

  @Test
  void everySchedule() throws IOException {
    if (finding != null) {
      fail(finding); // other schedules, which might pass, are no answer to it
    }
    long seed = Long.getLong("chaos.seed", new SplittableRandom().nextLong(1_000_000_000L));
    int schedules = Integer.getInteger("chaos.schedules", 10);
    List<Long> seeds = new ArrayList<>();
    if (!Boolean.getBoolean("chaos.fresh")) {
      seeds.addAll(regressions());
    }
    for (int i = 0; i < schedules; i++) {
      seeds.add(seed + i);
    }
    print("chaos: seeds from %d on, %d of them known".formatted(seed, seeds.size() - schedules));
    print(runSeeds(seeds));
  }

  private static String runSeeds(List<Long> seeds) {
    Duration endTimeout = Duration.ofSeconds(Integer.getInteger("chaos.bound", 120));
    List<String> failures = new ArrayList<>();
    ChaosCluster cluster = ChaosCluster.start(FOLDER);
    try {
      for (long seed : seeds) {
        var schedule = Schedule.of(seed, cluster.network.canPartition());
        var result = new ScheduleRun(cluster, schedule, endTimeout).run();
        print(result.toString());
        if (!result.isOk()) {
          failures.add(result.report());
          cluster = recoverOrRestart(cluster);
        }
      }
    } finally {
      cluster.close();
    }
    String summary =
        "%d passed, %d failed".formatted(seeds.size() - failures.size(), failures.size());
    if (!failures.isEmpty()) {
      print(summary);
      finding = "%s, see target/chaos-failed%n%s".formatted(summary, String.join("\n\n", failures));
      fail(finding);
    }
    return summary;
  }

  /** What a schedule has broken must not spoil those after it. */
  private static ChaosCluster recoverOrRestart(ChaosCluster cluster) {
    try {
      cluster.awaitReady(Duration.ofSeconds(30));
      return cluster;
    } catch (IllegalStateException e) {
      print("chaos: " + e.getMessage() + "; all begins anew");
      cluster.close();
      return ChaosCluster.start(FOLDER);
    }
  }

  /** Reads the seeds that once failed: one a line, then why. */
  private static List<Long> regressions() throws IOException {
    try (var in = ChaosIT.class.getResourceAsStream(REGRESSIONS)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> Long.valueOf(line.split("\\s")[0]))
          .toList();
    }
  }

  private static void print(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
