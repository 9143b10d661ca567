package io.landfall.fuzz;

import io.landfall.raster.RasterException;
import io.landfall.raster.tiff.TiffFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Reads every file of some folders, up to 64 million pixels of each, and prints a line a file: the
 * outcome, the time and the most heap that was in use above what was before. Ends with exit code 1
 * if one takes too long, takes too much, or fails with anything but a {@link RasterException}.
 *
 * <p>The heap is what the collector had not freed yet, so it is an upper bound of what was needed;
 * garbage of more than a few megabytes is collected before the next block to keep it close.
 */
final class SmallHeapReader {
  private static final long PIXELS = 64L << 20;
  private static final long SECONDS = 10;
  private static final long MAX_EXTRA_BYTES = 128L << 20;
  private static final long COLLECTED_BYTES = 1 << 20;
  private static final ReadThrough READ_THROUGH =
      new ReadThrough(Long.MAX_VALUE, PIXELS, Long.MAX_VALUE);

  private static final List<MemoryPoolMXBean> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();

  private SmallHeapReader() {}

  /** What became of one file. */
  private record Outcome(boolean decoded, String told) {}

  public static void main(String[] folders) throws IOException, InterruptedException {
    var reader =
        Executors.newSingleThreadExecutor(
            work -> {
              var thread = new Thread(work, "reader");
              thread.setDaemon(true);
              return thread;
            });
    int decoded = 0;
    int refused = 0;
    int failed = 0;
    for (Path path : files(folders)) {
      long before = collected();
      long start = System.nanoTime();
      var reading = reader.submit(() -> read(path));
      String told;
      try {
        var outcome = reading.get(SECONDS, TimeUnit.SECONDS);
        told = outcome.told();
        decoded += outcome.decoded() ? 1 : 0;
        refused += outcome.decoded() ? 0 : 1;
      } catch (ExecutionException failure) {
        told = "FAILED: " + failure.getCause();
        failed++;
      } catch (TimeoutException late) {
        System.out.printf("FAILED: not done after %d s: %s%n", SECONDS, path);
        System.exit(1); // the thread is still at it: nothing after this would be measured
        return;
      }
      long extra = peak() - before - declaredBytes(path);
      if (extra > MAX_EXTRA_BYTES) {
        told = "FAILED: takes too much memory: " + told;
        failed++;
      }
      System.out.printf(
          "%6d ms %4d MiB %s: %s%n",
          (System.nanoTime() - start) / 1_000_000, Math.max(0, extra) >> 20, path, told);
    }
    System.out.printf("%d decoded, %d refused, %d failed%n", decoded, refused, failed);
    System.exit(failed == 0 ? 0 : 1);
  }

  private static List<Path> files(String... folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (var all = Files.walk(Path.of(folder))) {
        all.filter(Files::isRegularFile).sorted().forEach(files::add);
      }
    }
    return files;
  }

  private static Outcome read(Path path) throws IOException {
    var source = new MemoryBytes(path.getFileName().toString(), Files.readAllBytes(path));
    long[] blocks = new long[1];
    try {
      READ_THROUGH.read(
          source,
          bytes -> {
            blocks[0]++;
            if (bytes > COLLECTED_BYTES) {
              System.gc();
            }
          });
      return new Outcome(true, "%d blocks decoded".formatted(blocks[0]));
    } catch (RasterException refusal) {
      return new Outcome(
          false,
          "%s after %d blocks: %s".formatted(refusal.reason(), blocks[0], refusal.getMessage()));
    }
  }

  /** Returns what one block of the largest level takes when decoded; 0: the file is refused. */
  private static long declaredBytes(Path path) throws IOException {
    var source = new MemoryBytes(path.getFileName().toString(), Files.readAllBytes(path));
    try (var file = TiffFile.open(source)) {
      return ReadThrough.blockBytes(file, 0);
    } catch (RasterException refusal) {
      return 0;
    }
  }

  private static long collected() {
    System.gc();
    HEAP.forEach(MemoryPoolMXBean::resetPeakUsage);
    return HEAP.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
  }

  private static long peak() {
    return HEAP.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
  }
}
