package io.landfall.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleFlightCacheTest {
  private final SingleFlightCache<String, Integer> cache =
      new SingleFlightCache<>(2, value -> value == 500 ? 500 : 1);
  private final AtomicInteger loads = new AtomicInteger();

  @Test
  void theValueUsedLongestAgoGoesFirst() {
    List<String> keys = List.of("a", "b", "a", "c", "a", "b");
    assertThat(keys.stream().map(this::get)).containsExactly(1, 2, 1, 3, 1, 4);
    assertThat(cache.weight()).isEqualTo(2);
    assertThat(cache.clear()).containsExactlyInAnyOrder(1, 4);
    assertThat(cache.weight()).isZero();
    assertThat(get("a")).isEqualTo(5);
  }

  @Test
  void aValueHeavierThanAllIsReturnedAndNotKept() {
    assertThat(cache.get("a", () -> 500)).isEqualTo(500);
    assertThat(cache.weight()).isZero();
    assertThat(cache.contains("a")).isFalse();
  }

  @Test
  void askingWhetherAKeyIsThereIsNoUseOfIt() {
    get("a");
    get("b");
    assertThat(cache.contains("a")).isTrue();
    get("c");
    assertThat(cache.contains("a")).isFalse();
    assertThat(cache.contains("b")).isTrue();
  }

  @Test
  void whatIsNoLongerUsableIsLoadedAnewAndWeighsOnce() {
    assertThat(get("a")).isEqualTo(1);
    assertThat(cache.get("a", old -> old > 1, loads::incrementAndGet)).isEqualTo(2);
    assertThat(cache.get("a", old -> old > 1, loads::incrementAndGet)).isEqualTo(2);
    assertThat(cache.weight()).isEqualTo(1);
  }

  @Test
  void aFailureReachesAllWhoWaitedAndIsForgotten() {
    var gate = new CompletableFuture<Void>();
    var threads = new CopyOnWriteArrayList<Thread>();
    var waiting =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () ->
                            cache.get(
                                "a",
                                () -> {
                                  loads.incrementAndGet();
                                  gate.join();
                                  throw new IllegalStateException("no");
                                }),
                        task -> {
                          threads.add(new Thread(task));
                          threads.get(threads.size() - 1).start();
                        }))
            .toList();
    await().until(() -> threads.stream().allMatch(t -> t.getState() == Thread.State.WAITING));
    gate.complete(null);
    waiting.forEach(
        w ->
            assertThatThrownBy(w::join)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no"));
    assertThat(loads).hasValue(1);
    assertThat(get("a")).isEqualTo(2);
  }

  @Test
  void whileOneKeyIsLoadedAllOthersAreServed() throws Exception {
    var gate = new CompletableFuture<Integer>();
    var started = new CompletableFuture<Void>();
    var slow =
        CompletableFuture.supplyAsync(
            () ->
                cache.get(
                    "slow",
                    () -> {
                      started.complete(null);
                      return gate.join();
                    }));
    started.get(10, TimeUnit.SECONDS);
    for (int i = 0; i < 1000; i++) { // every bin of the map, and many evictions
      assertThat(get("other" + i)).isEqualTo(i + 1);
    }
    assertThat(cache.contains("slow")).isTrue(); // what is being loaded is not evicted
    gate.complete(7);
    assertThat(slow.get(10, TimeUnit.SECONDS)).isEqualTo(7);
    assertThat(cache.get("slow", loads::incrementAndGet)).isEqualTo(7);
    assertThat(cache.weight()).isEqualTo(2);
  }

  @Test
  void aClaimIsOnesOnlyUntilItIsAbandoned() {
    var mine = cache.claim("a");
    var other = cache.claim("a");
    assertThat(mine.isMine()).isTrue();
    assertThat(other.isMine()).isFalse();
    cache.abandon("a", mine, new IllegalStateException("gone"));
    assertThat(other.value()).isCompletedExceptionally();

    var next = cache.claim("a");
    assertThat(next.isMine()).isTrue();
    cache.fill("a", next, 3);
    assertThat(cache.claim("a").value()).isCompletedWithValue(3);
  }

  @Test
  void whatIsFilledAfterAllWasForgottenIsNotKept() {
    var claim = cache.claim("a");
    assertThat(cache.clear()).isEmpty();
    cache.fill("a", claim, 3);
    assertThat(claim.value()).isCompletedWithValue(3);
    assertThat(cache.contains("a")).isFalse();
    assertThat(cache.weight()).isZero();
  }

  @Test
  void manyThreadsLoadEachValueOnceAndStayWithinTheWeight() {
    var ample = new SingleFlightCache<Integer, Integer>(1000, value -> 1);
    var perKey = IntStream.range(0, 100).mapToObj(i -> new AtomicInteger()).toList();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int thread = 0; thread < 8; thread++) {
      int offset = thread * 13;
      all.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 10_000; i++) {
                  int key = (i + offset) % 100;
                  assertThat(ample.get(key, () -> perKey.get(key).incrementAndGet())).isEqualTo(1);
                  cache.get("k" + i % 7, () -> 1);
                }
              }));
    }
    all.forEach(CompletableFuture::join);
    assertThat(perKey).allSatisfy(count -> assertThat(count).hasValue(1));
    assertThat(ample.weight()).isEqualTo(100);
    assertThat(cache.weight()).isEqualTo(2);
  }

  private int get(String key) {
    return cache.get(key, loads::incrementAndGet);
  }
}
