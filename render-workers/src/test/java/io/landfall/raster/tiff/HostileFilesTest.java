package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.landfall.raster.ByteSource;
import io.landfall.raster.RasterException;
import io.landfall.raster.RasterInfo;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Broken and malicious files end in an answer or in a {@link RasterException}, and quickly. */
class HostileFilesTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int BLOCKS_TRIED = 16;
  private static final long OPENING_BYTES = 64L << 20;

  @Test
  void everyHostileFileOpensOrIsRefusedByName() throws IOException {
    List<Path> files;
    try (var all = Files.walk(Manifest.read().hostile())) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    int read = 0;
    List<String> refusals = new ArrayList<>();
    for (var path : files) {
      try {
        Assertions.assertTimeoutPreemptively(
            LIMIT, () -> readAll(FileBytes.of(path)), path::toString);
        read++;
      } catch (RasterException refusal) {
        assertThat(refusal.getMessage()).contains(path.getFileName().toString());
        refusals.add(refusal.reason() + ": " + refusal.getMessage());
      }
    }
    System.out.printf("%d hostile files: %d read%n", files.size(), read);
    refusals.forEach(System.out::println);
    assertThat(files).hasSizeGreaterThan(50);
    assertThat(read).as("files that are odd, yet sound").isPositive();
    assertThat(refusals).isNotEmpty();
  }

  @Test
  void realFilesWithChangedBytesAreReadOrRefused() throws IOException {
    var random = new Random(7);
    var manifest = Manifest.read();
    int tried = 0;
    for (var row : manifest.tiffs()) {
      if (Long.parseLong(row.get("bytes")) < 3000) {
        byte[] sound = Files.readAllBytes(manifest.path(row));
        for (int i = 0; i < 40; i++) {
          byte[] changed = sound.clone();
          for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
          }
          int length = random.nextInt(8) == 0 ? random.nextInt(changed.length) : changed.length;
          readOrRefuse(new MemoryBytes(row.get("file"), Arrays.copyOf(changed, length)));
          tried++;
        }
      }
    }
    assertThat(tried).isGreaterThan(1000);
  }

  private static void readOrRefuse(MemoryBytes source) {
    try {
      readAll(source);
    } catch (RasterException refusal) {
      assertThat(refusal.getMessage()).contains(source.name());
    }
  }

  private static void readAll(ByteSource source) {
    long before = allocatedBytes();
    try (var file = TiffFile.open(source)) {
      assertThat(allocatedBytes() - before).isLessThan(OPENING_BYTES);
      var info = file.info();
      readLevel(file, 0, new RasterInfo.Size(info.width(), info.height()));
      for (int level = 1; level <= info.overviews().size(); level++) {
        readLevel(file, level, info.overviews().get(level - 1));
      }
    }
  }

  private static void readLevel(TiffFile file, int level, RasterInfo.Size size) {
    var block = file.blockSize(level);
    int across = (size.width() + block.width() - 1) / block.width();
    int down = (size.height() + block.height() - 1) / block.height();
    for (int i = 0; i < Math.min(BLOCKS_TRIED, (long) across * down); i++) {
      file.readBlock(level, i % across, i / across);
    }
    file.readBlock(level, across - 1, down - 1);
  }

  private static long allocatedBytes() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
