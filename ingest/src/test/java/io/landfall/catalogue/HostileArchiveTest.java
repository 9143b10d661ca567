package io.landfall.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.ErrorCode;
import io.landfall.model.ExportFailure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archives that say, or hold, more than a node has room for. */
@Timeout(20)
class HostileArchiveTest {
  @TempDir Path folder;

  @Test
  void aLongNameOrAnExtendedHeaderOfAnySizeIsRefused() throws IOException {
    byte[] megabytes = new byte[300 << 20 >> 3];
    assertRefused(tar(header("././@LongLink", megabytes.length, 'L'), megabytes), "header");
    assertRefused(tar(header("pax", megabytes.length, 'x'), megabytes), "header");
    byte[] pax = "999999999 path=x\n".getBytes(StandardCharsets.US_ASCII);
    assertRefused(tar(header("pax", pax.length, 'x'), padded(pax)), "");
  }

  @Test
  void manyEmptyEntriesAreRefused() throws IOException {
    Path file = folder.resolve("many.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      byte[] header = header("a/", 0, '5');
      for (int i = 0; i < 100_000; i++) {
        out.write(header);
      }
      out.write(new byte[1024]);
    }
    assertRefused(file, "10000 entries");
  }

  @Test
  void whatHoldsManyTimesItsOwnSizeIsRefused() throws IOException {
    Path file = folder.resolve("zeros.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header("a_B4.TIF", 1L << 30, '0'));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
    }
    assertRefused(file, "bytes");
  }

  @Test
  void aSparseEntryThatIsLeftOutCountsToo() throws IOException {
    byte[] pax =
        ("22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n"
                + "40 GNU.sparse.realsize=9000000000000000\n")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] map = padded("0\n".getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        tar(header("pax", pax.length, 'x'), padded(pax), header("run.sh", 512, '0'), map), "");
  }

  @Test
  void oneThreadExtractsAnArchive() throws Exception {
    ArchiveCache cache = new ArchiveCache(folder, 1 << 20);
    AtomicInteger extractions = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(8);
    var threads = Executors.newFixedThreadPool(8);
    for (int i = 0; i < 8; i++) {
      threads.execute(
          () -> {
            try {
              cache.get("a", into -> Files.createFile(into.resolve(count(extractions))));
            } catch (IOException e) {
              throw new IllegalStateException(e);
            } finally {
              done.countDown();
            }
          });
    }
    assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    threads.shutdown();
    assertThat(extractions).hasValue(1);
  }

  private static String count(AtomicInteger extractions) {
    return "" + extractions.incrementAndGet();
  }

  @Test
  void whatWasNotAskedForLongestGoesAndWhatACrashLeftToo() throws IOException {
    ArchiveCache cache = new ArchiveCache(folder, 1000);
    for (String name : new String[] {"oldest", "older", "fresh"}) {
      cache.get(name, into -> Files.write(into.resolve("b"), new byte[400]));
    }
    Path left = Files.createDirectory(folder.resolve("unpacking-1"));
    age(left, ArchiveCache.LONGEST_EXTRACTION.plusHours(1));
    age(folder.resolve("oldest"), ArchiveCache.KEPT.plusHours(2));
    age(folder.resolve("older"), ArchiveCache.KEPT.plusHours(1));

    cache.get("next", into -> Files.write(into.resolve("b"), new byte[400]));

    assertThat(left).doesNotExist();
    assertThat(folder.resolve("oldest")).doesNotExist();
    assertThat(folder.resolve("older")).exists();
    assertThat(folder.resolve("fresh")).exists();
  }

  @Test
  void whatSomebodyAsksForMeanwhileIsNotDeleted() throws Exception {
    ArchiveCache cache = new ArchiveCache(folder, 1000);
    cache.get("old", into -> Files.write(into.resolve("b"), new byte[1001]));
    age(folder.resolve("old"), ArchiveCache.KEPT.plusHours(1));
    ReentrantLock lock = ArchiveCache.lockOf(folder.resolve("old"));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Thread asking =
        new Thread(
            () -> {
              lock.lock();
              held.countDown();
              try {
                done.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                lock.unlock();
              }
            });
    asking.start();
    held.await();
    assertThatThrownBy(() -> cache.get("two", into -> {})).isInstanceOf(IOException.class);
    assertThat(folder.resolve("old").resolve("b")).exists();
    done.countDown();
    asking.join();
    cache.get("two", into -> {});
    assertThat(folder.resolve("old")).doesNotExist();
  }

  @Test
  void whatIsInUseStaysAndTheNextIsRefused() throws IOException {
    ArchiveCache cache = new ArchiveCache(folder, 1000);
    cache.get("one", into -> Files.write(into.resolve("b"), new byte[1001]));
    assertThatThrownBy(() -> cache.get("two", into -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("1,001 bytes");
    assertThat(folder.resolve("one")).exists();
  }

  private static void age(Path path, Duration by) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(by)));
  }

  private void assertRefused(Path archive, String why) {
    Path cache = folder.resolve("cache");
    assertThatThrownBy(() -> SceneArchive.extract(archive, cache))
        .isInstanceOf(ExportFailure.class)
        .hasMessageContaining(why)
        .extracting(e -> ((ExportFailure) e).code())
        .isEqualTo(ErrorCode.SCENE_UNREADABLE);
    assertThat(cache).isEmptyDirectory();
  }

  private Path tar(byte[]... records) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] record : records) {
      bytes.write(record);
    }
    bytes.write(new byte[1024]);
    return Files.write(folder.resolve("scene.tar"), bytes.toByteArray());
  }

  private static byte[] padded(byte[] content) {
    return java.util.Arrays.copyOf(content, (content.length + 511) / 512 * 512);
  }

  /** Returns the header of an entry, as POSIX says. */
  private static byte[] header(String name, long size, char type) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o ".formatted(size));
    put(header, 136, "00000000000 ");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    return header;
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }
}
