package io.landfall.ingest.list;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a list again and again: {@code main LIST [TIMES]}. */
final class SceneListReaderBenchmark {
  private SceneListReaderBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Path list = Path.of(arguments[0]);
    int times = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    for (int i = 0; i < times; i++) {
      var threads = ManagementFactory.getThreadMXBean();
      long began = System.nanoTime();
      long beganCpu = threads.getCurrentThreadCpuTime();
      long good = 0;
      long bad = 0;
      try (var reader = SceneListReader.open(Files.newInputStream(list), list.toString())) {
        for (var row = reader.next(); row.isPresent(); row = reader.next()) {
          if (row.get() instanceof SceneListRow.ValidRow) {
            good++;
          } else {
            bad++;
          }
        }
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      double cpu = (threads.getCurrentThreadCpuTime() - beganCpu) / 1e9;
      System.out.printf(
          "%,d scenes, %,d bad rows, %.2f s, %.2f CPU s, %,.0f rows a CPU second%n",
          good, bad, seconds, cpu, (good + bad) / cpu);
    }
  }
}
