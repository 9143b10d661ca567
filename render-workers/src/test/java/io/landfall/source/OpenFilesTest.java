package io.landfall.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OpenFilesTest {
  private final OpenFiles<Integer> open = new OpenFiles<>(2);
  private final AtomicInteger opened = new AtomicInteger();

  @Test
  void theOneUsedLongestAgoIsLetGo() {
    List<String> names = List.of("a", "b", "a", "c", "a", "b");
    assertThat(names.stream().map(this::get)).containsExactly(1, 2, 1, 3, 1, 4);
    assertThat(open.clear()).containsExactlyInAnyOrder(1, 4);
    assertThat(get("a")).isEqualTo(5);
  }

  @Test
  void whatIsNoLongerGoodIsOpenedAnew() {
    assertThat(get("a")).isEqualTo(1);
    assertThat(open.get("a", old -> old > 1, opened::incrementAndGet)).isEqualTo(2);
    assertThat(open.get("a", old -> old > 1, opened::incrementAndGet)).isEqualTo(2);
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
                            open.get(
                                "a",
                                old -> true,
                                () -> {
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
    assertThat(get("a")).isEqualTo(1);
  }

  private int get(String name) {
    return open.get(name, old -> true, opened::incrementAndGet);
  }
}
