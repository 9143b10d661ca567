package io.landfall.node.cli.local;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process. */
final class ProcessMemory {
  /** Of the machine's memory: what a node without work may hold. */
  private static final int MAX_SHARE = 4;

  private ProcessMemory() {}

  /** Returns its resident size where the system tells, else the heap now in use; in bytes. */
  static long residentBytes() {
    return kilobytes(Path.of("/proc/self/status"), "VmRSS:")
        .orElseGet(() -> ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
  }

  /** Tells whether it holds more than a quarter of the machine's memory, and of 2 GiB. */
  static boolean isMuch() {
    long machine = kilobytes(Path.of("/proc/meminfo"), "MemTotal:").orElse(Long.MAX_VALUE);
    return residentBytes() > Math.max(2L << 30, machine / MAX_SHARE);
  }

  private static java.util.Optional<Long> kilobytes(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException e) { // no Linux
      return java.util.Optional.empty();
    }
  }
}
