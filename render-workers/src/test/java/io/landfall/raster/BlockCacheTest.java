package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.landfall.model.SampleType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockCacheTest {
  private static final int BLOCK_BYTES = 16;

  @Test
  void keepsTheBlocksUsedLastWithinItsBytes() {
    var raster = new FakeRaster("a", SampleType.UINT8, 0);
    var cache = new BlockCache(2 * BLOCK_BYTES);

    cache.get(raster, 0, 0, 0);
    cache.get(raster, 0, 1, 0);
    cache.get(raster, 0, 0, 0); // now the other is the oldest
    cache.get(raster, 0, 0, 1);
    assertThat(raster.reads).hasValue(3);
    assertThat(cache.bytes()).isLessThanOrEqualTo(2 * BLOCK_BYTES);

    cache.get(raster, 0, 0, 0);
    assertThat(raster.reads).hasValue(3);
    cache.get(raster, 0, 1, 0);
    assertThat(raster.reads).hasValue(4);
  }

  @Test
  void blocksLetGoOfStayWhereTheHeapHasRoom() {
    var raster = new FakeRaster("a", SampleType.UINT8, 0);
    var cache = new BlockCache(BLOCK_BYTES, 1 << 20);

    for (int round = 0; round < 3; round++) {
      cache.get(raster, 0, 0, 0);
      cache.get(raster, 0, 1, 0);
      cache.get(raster, 0, 0, 1);
    }
    assertThat(raster.reads).hasValue(3);
    assertThat(cache.bytes()).isLessThanOrEqualTo(BLOCK_BYTES);
  }

  @Test
  void aBlockLargerThanTheCacheIsReadAndNotKept() {
    var raster = new FakeRaster("a", SampleType.FLOAT64, 0);
    var cache = new BlockCache(1);

    assertThat(cache.get(raster, 0, 0, 0).width()).isEqualTo(4);
    assertThat(cache.bytes()).isZero();
  }

  @Test
  void tellsFilesApartByName() {
    var cache = new BlockCache();
    var one = cache.get(new FakeRaster("a", SampleType.UINT8, 0), 0, 0, 0);
    var other = cache.get(new FakeRaster("b", SampleType.UINT8, 7), 0, 0, 0);

    assertThat(((byte[]) one.planes()[0])[0]).isEqualTo((byte) 0);
    assertThat(((byte[]) other.planes()[0])[0]).isEqualTo((byte) 7);
  }

  @Test
  void decodesABlockOnceHoweverManyAskForIt() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var reads = new AtomicInteger();
    var slow = new BlockingRaster(started, release, reads, false);
    var cache = new BlockCache();
    var pool = Executors.newFixedThreadPool(8);
    try {
      List<Future<SampleBlock>> answers = new ArrayList<>();
      answers.add(pool.submit(() -> cache.get(slow, 0, 0, 0)));
      started.await();
      for (int i = 0; i < 7; i++) {
        answers.add(pool.submit(() -> cache.get(slow, 0, 0, 0)));
      }
      release.countDown();
      for (var answer : answers) {
        assertThat(answer.get()).isSameAs(answers.get(0).get());
      }
      assertThat(reads).hasValue(1);
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void aFailedReadReachesThoseWhoWaitAndIsNotKept() throws Exception {
    var started = new CountDownLatch(1);
    var release = new CountDownLatch(1);
    var reads = new AtomicInteger();
    var broken = new BlockingRaster(started, release, reads, true);
    var cache = new BlockCache();
    var pool = Executors.newFixedThreadPool(2);
    try {
      var first = pool.submit(() -> cache.get(broken, 0, 0, 0));
      started.await();
      var second = pool.submit(() -> cache.get(broken, 0, 0, 0));
      release.countDown();
      assertThatThrownBy(first::get).hasCauseInstanceOf(RasterException.class);
      assertThatThrownBy(second::get).hasCauseInstanceOf(RasterException.class);
      int before = reads.get();
      assertThatThrownBy(() -> cache.get(broken, 0, 0, 0)).isInstanceOf(RasterException.class);
      assertThat(reads).hasValue(before + 1);
      assertThat(cache.bytes()).isZero();
    } finally {
      pool.shutdownNow();
    }
  }

  /** A raster whose reads wait until they are let go, and then may fail. */
  private record BlockingRaster(
      CountDownLatch started, CountDownLatch release, AtomicInteger reads, boolean fails)
      implements RasterFile {
    @Override
    public RasterInfo info() {
      return new FakeRaster("slow", SampleType.UINT8, 0).info();
    }

    @Override
    public SampleBlock readBlock(int level, int blockColumn, int blockRow) {
      reads.incrementAndGet();
      started.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      if (fails) {
        throw new RasterException(RasterException.Reason.DAMAGED, "Cannot read slow at byte 1");
      }
      return new FakeRaster("slow", SampleType.UINT8, 0).readBlock(level, blockColumn, blockRow);
    }

    @Override
    public RasterInfo.Size blockSize(int level) {
      return new RasterInfo.Size(4, 4);
    }

    @Override
    public String name() {
      return "slow";
    }

    @Override
    public void close() {}
  }
}
