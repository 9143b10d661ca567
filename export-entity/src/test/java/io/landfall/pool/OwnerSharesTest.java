package io.landfall.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnerSharesTest {
  private final BoundedPool pool = new BoundedPool("images", new PoolSettings(2, 1));
  private final OwnerShares shares = new OwnerShares(2);

  @AfterEach
  void stop() {
    pool.close();
  }

  @Test
  void oneOwnerLeavesHalfOfTheThreadsToOthers() throws Exception {
    var hold = new CountDownLatch(1);
    var firstAtWork = new CountDownLatch(1);
    var begun = new AtomicInteger();
    List<CompletableFuture<Integer>> flood = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      flood.add(
          shares
              .supply(
                  "flood",
                  () ->
                      pool.supply(
                          () -> {
                            begun.incrementAndGet();
                            firstAtWork.countDown();
                            return awaitQuietly(hold);
                          }))
              .toCompletableFuture());
    }

    String other =
        shares
            .supply("other", () -> pool.supply(() -> "done"))
            .toCompletableFuture()
            .get(5, TimeUnit.SECONDS);

    assertThat(other).isEqualTo("done");
    assertThat(firstAtWork.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(begun).hasValue(1);
    hold.countDown();
    CompletableFuture.allOf(flood.toArray(CompletableFuture[]::new)).get(5, TimeUnit.SECONDS);
    assertThat(begun).as("none was refused, though the pool has a queue of one").hasValue(100);
  }

  @Test
  void ownersWhoseWorkDoesNotEndLeaveRoomForWhoComesNext() {
    OwnerShares maps = OwnerShares.leavingRoom(8);
    List<String> begun = new ArrayList<>();
    for (String owner : List.of("first", "second", "third", "fourth")) {
      for (int i = 0; i < 100; i++) {
        maps.supply(
            owner,
            () -> {
              begun.add(owner);
              return new CompletableFuture<>();
            });
      }
    }
    assertThat(begun)
        .containsExactly("first", "first", "first", "first", "second", "second", "third", "fourth");
  }

  @Test
  void ownersWhoAskForAsMuchHaveAsMuchBesideTheRoomThatIsLeft() {
    OwnerShares maps = OwnerShares.leavingRoom(8);
    Map<String, Integer> atWork = new HashMap<>();
    Deque<CompletableFuture<Void>> ends = new ArrayDeque<>();
    for (int i = 0; i < 1000; i++) {
      String owner = i % 2 == 0 ? "one" : "other";
      maps.supply(
          owner,
          () -> {
            atWork.merge(owner, 1, Integer::sum);
            var end = new CompletableFuture<Void>();
            ends.add(end);
            return end.thenRun(() -> atWork.merge(owner, -1, Integer::sum));
          });
    }
    for (int i = 0; i < 100; i++) {
      ends.remove().complete(null);
    }
    assertThat(atWork.values()).containsExactlyInAnyOrder(2, 3);
  }

  @Test
  void workThatFailsGivesItsPlaceBack() {
    for (int i = 0; i < 3; i++) {
      var failed =
          shares.supply("me", () -> pool.supply(() -> Integer.parseInt("x"))).toCompletableFuture();
      assertThatThrownBy(() -> failed.get(5, TimeUnit.SECONDS))
          .hasCauseInstanceOf(NumberFormatException.class);
    }
  }

  @Test
  void muchWorkThatEndsAtOnceEndsOneAfterTheOther() throws Exception {
    var first = new CompletableFuture<Integer>();
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    all.add(shares.supply("me", () -> first).toCompletableFuture());
    for (int i = 0; i < 20_000; i++) {
      all.add(
          shares.supply("me", () -> CompletableFuture.completedFuture(1)).toCompletableFuture());
    }

    first.complete(1);

    CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5, TimeUnit.SECONDS);
    var more = shares.supply("me", () -> CompletableFuture.completedFuture(2));
    assertThat(more.toCompletableFuture().get(5, TimeUnit.SECONDS)).isEqualTo(2);
  }

  private static int awaitQuietly(CountDownLatch latch) {
    try {
      return latch.await(5, TimeUnit.SECONDS) ? 1 : 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
