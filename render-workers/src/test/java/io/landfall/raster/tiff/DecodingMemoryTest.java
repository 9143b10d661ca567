package io.landfall.raster.tiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.landfall.raster.tiff.format.Tag;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecodingMemoryTest {
  private static final long ROOM = 100L << 20;

  private final DecodingMemory memory = new DecodingMemory(ROOM);

  @ParameterizedTest(name = "{1} of {0} MiB at a time")
  @CsvSource({"60, 1", "100, 1", "400, 1", "40, 2", "20, 5"})
  void largeBlocksWaitUntilThereIsRoom(long mebibytes, int atOnce) throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(
          new Thread(
              () ->
                  memory.decode(
                      mebibytes << 20,
                      () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        pause();
                        return inside.decrementAndGet();
                      })));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isBetween(1, atOnce);
  }

  @Test
  void smallBlocksDoNotWait() {
    Thread small = new Thread(() -> memory.decode(DecodingMemory.SMALL, () -> "small"));
    boolean ended =
        memory.decode(
            ROOM,
            () -> {
              small.start();
              return hasEnded(small);
            });
    assertThat(ended).isTrue();
  }

  @Test
  void aBlockThatFailsGivesItsRoomBack() {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  memory.decode(
                      ROOM,
                      () -> {
                        throw new IllegalStateException("damaged");
                      }))
          .hasMessage("damaged");
    }
    assertThat(memory.decode(ROOM, () -> "room")).isEqualTo("room");
  }

  private static boolean hasEnded(Thread thread) {
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
      return !thread.isAlive();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theEdgeOfALargeTileIsNotDecodedWithTheRowsBeyondIt() {
    int side = 4096;
    var tags = TinyTiff.gray(side, 16, 16, 16, 1);
    tags.remove(Tag.ROWS_PER_STRIP);
    tags.put(Tag.TILE_WIDTH, new long[] {side});
    tags.put(Tag.TILE_LENGTH, new long[] {side});
    tags.put(Tag.COMPRESSION, new long[] {8});
    byte[] tile = TinyTiff.deflated(new byte[side * side * 2]);
    var threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    try (var file =
        TiffFile.open(new TinyTiff(ByteOrder.LITTLE_ENDIAN, false).image(tags, tile).file())) {
      file.readBlock(0, 0, 0); // classes are loaded, buffers of the thread are made
      long before = threads.getCurrentThreadAllocatedBytes();
      assertThat(file.readBlock(0, 0, 0).height()).isEqualTo(16);
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(16 << 20); // of 32
    }
  }
}
